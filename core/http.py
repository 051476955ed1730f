"""The http guard: the one way out of the house.

Addresses from settings are trusted (a local model or S3 is fine). Addresses that came as data are not: only http and
https, no credentials in them, and no address inside any private network, which is checked on the resolved address; the
connection then goes to that very address, so that a name cannot change its mind in between, and every redirect is
checked anew.

What fails is one of the six errors of `core.backends`. What was sent and not answered is OutcomeUnknown unless the
request may be repeated. Proxies of the environment are not used, as they would resolve names behind our back.
"""

from __future__ import annotations

import ipaddress
import json
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import structlog
import tenacity

from core.backends import (
    DEFAULT_RETRY_AFTER_SECONDS,
    BackendError,
    NotAuthorised,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    Retryable,
    Unsupported,
    pause_before_retry,
    worth_repeating,
)

log = structlog.get_logger(__name__)
REPEATABLE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
_NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_CREDENTIAL_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization", "x-api-key"})
Resolve = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True)
class Answer:
    """What came back: the status, headers (names in lower case) and the whole body."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    def json(self) -> Any:
        """The body as JSON. Raises Retryable when it is none: it was cut off, or something else stood in between."""
        try:
            return json.loads(self.body)
        except ValueError:
            raise Retryable("The answer was not JSON.", retry_after=DEFAULT_RETRY_AFTER_SECONDS) from None


class GuardedClient:
    """Requests to one party: limited in time and size, repeated only where that is safe, logged without contents."""

    def __init__(
        self,
        *,
        trusted: bool,
        timeout_seconds: float = 10.0,
        retries: int = 2,
        max_bytes: int = 5 * 1024 * 1024,
        max_redirects: int = 3,
        resolve: Resolve | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """`timeout_seconds` holds for each phase and for the whole of an answer; `max_bytes` for its body.

        `resolve` gives the addresses of a host, `transport` carries the requests; both are for tests.
        """
        self._trusted = trusted
        self._timeout = timeout_seconds
        self._retries = retries
        self._max_bytes = max_bytes
        self._max_redirects = max_redirects
        self._resolve = resolve or resolve_host
        self._client = httpx.Client(
            timeout=timeout_seconds, follow_redirects=False, trust_env=False, transport=transport
        )

    def __enter__(self) -> GuardedClient:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close kept connections."""
        self._client.close()

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        json_body: Any = None,
        content: bytes | None = None,
    ) -> Answer:
        """The answer, if its status is 2xx; otherwise one of the six errors.

        A POST or PATCH is repeated after it may have arrived only if it carries an Idempotency-Key.
        """
        given = {name.lower(): value for name, value in (headers or {}).items()}
        repeatable = method.upper() in REPEATABLE_METHODS or "idempotency-key" in given
        request = self._client.build_request(
            method,
            _parse(url),
            headers={**given, "accept-encoding": "identity"},
            params=params,
            json=json_body,
            content=content,
        )
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self._retries + 1),
            retry=tenacity.retry_if_exception(worth_repeating),
            wait=pause_before_retry,
            reraise=True,
        )
        return retrying(self._follow, request, repeatable)

    def _follow(self, request: httpx.Request, repeatable: bool) -> Answer:
        """One try, redirects included; only reads are redirected, and only for addresses from data."""
        for _ in range(self._max_redirects + 1):
            answer = self._send(request, repeatable)
            if answer.status not in (301, 302, 303, 307, 308):
                return _judged(answer, repeatable)
            if self._trusted or request.method not in ("GET", "HEAD") or "location" not in answer.headers:
                raise Rejected("The service answered with a redirect, which is not followed here.")
            request = self._redirected(request, answer.headers["location"])
        raise Rejected("The address redirects too often.")

    def _redirected(self, request: httpx.Request, location: str) -> httpx.Request:
        origin = request.url
        target = _parse(str(origin.join(location)))
        same = (origin.scheme, origin.host, origin.port) == (target.scheme, target.host, target.port)
        headers = {
            name: value
            for name, value in request.headers.items()
            if name != "host" and (same or name not in _CREDENTIAL_HEADERS)
        }
        return self._client.build_request(request.method, target, headers=headers)

    def _send(self, request: httpx.Request, repeatable: bool) -> Answer:
        host, started, status = request.url.host, time.monotonic(), 0
        try:
            wire = request if self._trusted else self._pinned(request)
            response = self._client.send(wire, stream=True)
            try:
                status = response.status_code
                return Answer(status, dict(response.headers.items()), self._read(response, started))
            finally:
                response.close()
        except httpx.HTTPError as error:
            raise _translated(error, host, repeatable) from error
        finally:
            log.info(
                "http.call",
                host=host,
                method=request.method,
                status=status,
                milliseconds=round((time.monotonic() - started) * 1000, 1),
            )

    def _read(self, response: httpx.Response, started: float) -> bytes:
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise Rejected("The answer came compressed, though that was not asked for.")
        body = bytearray()
        for chunk in response.iter_raw():
            body += chunk
            if len(body) > self._max_bytes:
                raise Rejected(f"The answer is larger than {self._max_bytes} bytes.")
            if time.monotonic() - started > self._timeout:
                raise httpx.ReadTimeout("the whole answer took too long")
        return bytes(body)

    def _pinned(self, request: httpx.Request) -> httpx.Request:
        """The same request, addressed to the address that was checked; the name stays in Host and in TLS."""
        url = request.url
        if url.scheme not in ("http", "https"):
            raise Rejected("Only http and https addresses can be called.")
        if url.userinfo:
            raise Rejected("An address with a user name or password in it is not called.")
        if not url.host:
            raise Rejected("The address names no host.")
        port = url.port or (443 if url.scheme == "https" else 80)
        addresses = self._resolve(url.host, port)
        if not addresses or not all(is_public(address) for address in addresses):
            raise Rejected("The address leads into a private network and is not called.")
        return httpx.Request(
            request.method,
            url.copy_with(host=addresses[0]),
            headers={**request.headers, "host": url.netloc.decode("ascii")},
            content=request.read(),
            extensions={**request.extensions, "sni_hostname": url.host},
        )


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, also behind IPv4-in-IPv6 notations."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local or int(ip) >> 32 == 0:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def resolve_host(host: str, port: int) -> list[str]:
    """All addresses of `host`, in the order of the resolver. Raises Retryable when it has none at present."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Retryable(f"The name {host} could not be resolved.", retry_after=DEFAULT_RETRY_AFTER_SECONDS) from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _parse(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except (httpx.InvalidURL, TypeError):
        raise Rejected("The address is not a valid URL.") from None


def _translated(error: httpx.HTTPError, host: str, repeatable: bool) -> BackendError:
    if isinstance(error, httpx.UnsupportedProtocol):
        return Rejected("Only http and https addresses can be called.")
    if repeatable or isinstance(error, _NOTHING_SENT):
        return Retryable(f"{host} did not answer.", retry_after=DEFAULT_RETRY_AFTER_SECONDS)
    return OutcomeUnknown(f"{host} did not answer after the request was sent.")


def _judged(answer: Answer, repeatable: bool) -> Answer:
    """The answer itself for 2xx; otherwise the error that its status means."""
    status = answer.status
    if 200 <= status < 300:
        return answer
    told = f"It answered with status {status}."
    if status == 429:
        raise RateLimited(told, retry_after=_seconds(answer.headers.get("retry-after")))
    if status in (401, 403, 407):
        raise NotAuthorised(told)
    if status in (405, 501):
        raise Unsupported(told)
    if status < 500 and status not in (408, 425):
        raise Rejected(told)
    if repeatable or status == 503:
        asked = _seconds(answer.headers.get("retry-after"))
        raise Retryable(told, retry_after=asked or DEFAULT_RETRY_AFTER_SECONDS)
    raise OutcomeUnknown(told)


def _seconds(retry_after: str | None) -> int | None:
    """Seconds that a Retry-After header asks for (RFC 9110 section 10.2.3); dates are rare and count as unknown."""
    if retry_after is not None and retry_after.isascii() and retry_after.isdigit():
        return min(int(retry_after), 3600)
    return None
