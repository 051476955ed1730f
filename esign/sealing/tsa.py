"""Time stamps of RFC 3161, asked for through the http guard and not by the library's own client."""

from __future__ import annotations

from collections.abc import Callable

from asn1crypto import cms, tsp
from pyhanko.sign.timestamps import TimeStamper

from core.errors import DomainError
from core.http import GuardedClient
from esign.sealing.exceptions import TsaUnavailable

Fetch = Callable[[bytes], bytes]  # the request in DER to the answer in DER
TIMEOUT_SECONDS = 10.0
LARGEST_ANSWER = 64 * 1024
TOKEN_BYTES = 12 * 1024  # a time stamp with the certificates of its service
HEADERS = {"content-type": "application/timestamp-query", "accept": "application/timestamp-reply"}
NOT_ONE = (OSError, ValueError, KeyError, TypeError, AttributeError)  # TimestampRequestError is an OSError


class TimeAuthority(TimeStamper):
    """A time-stamp service behind `fetch`. Whatever goes wrong there is TsaUnavailable."""

    def __init__(self, fetch: Fetch) -> None:
        super().__init__(include_nonce=True)
        self._fetch = fetch

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """The service's answer to one request."""
        return tsp.TimeStampResp.load(self._fetch(req.dump()), strict=True)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """A token for this digest and no other. Raises TsaUnavailable."""
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            stamped = token["content"]["encap_content_info"]["content"].parsed["message_imprint"]
            same = stamped["hashed_message"].native == message_digest
        except DomainError as error:
            raise TsaUnavailable(f"The time-stamp service cannot be used: {error.detail}") from error
        except NOT_ONE as error:
            raise TsaUnavailable("The time-stamp service answered with something that is no time stamp.") from error
        if not same:
            raise TsaUnavailable("The time-stamp service stamped something else.")
        if len(token.dump()) > TOKEN_BYTES:
            raise TsaUnavailable(f"The time stamp has more than the {TOKEN_BYTES:,} bytes that are kept free for it.")
        return token


def authority_at(url: str, *, timeout_seconds: float = TIMEOUT_SECONDS) -> TimeAuthority:
    """The service at an address from the settings."""

    def fetch(request: bytes) -> bytes:
        with GuardedClient(
            trusted=True, timeout_seconds=timeout_seconds, retries=0, max_bytes=LARGEST_ANSWER
        ) as client:
            return client.request("POST", url, headers=HEADERS, content=request).body

    return TimeAuthority(fetch)
