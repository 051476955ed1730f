"""DocuSeal, its cloud or an installation of one's own. Written from its public documents; not verified live.

Documents: the API reference (docuseal.com/docs/api) and docs/webhooks in github.com/docusealco/docuseal. One call makes
a submission from a PDF (POST /submissions/pdf, which needs a Pro plan or key). It knows no idempotency keys, so each
submitter carries an `external_id` made of ours, by which GET /submitters finds what an earlier call made. Every
submitter must enter a code that is mailed to them (`require_email_2fa`), since staff are given the first one's address.

Settings: ESIGN_DOCUSEAL_URL, ESIGN_DOCUSEAL_TOKEN, ESIGN_DOCUSEAL_WEBHOOK_SECRET. The address from the settings is
trusted; an address in an answer is so only where it leads to the same host, and else follows the rules for addresses
from data.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings

from core.backends import NotAuthorised, OutcomeUnknown, Rejected, Retryable
from core.http import Answer, GuardedClient
from esign.backends import docuseal_answers as answers
from esign.backends import docuseal_webhooks as webhooks
from esign.backends.base import AskedPerson, Person, Receipt, SigningProvider, Snapshot, Spot, Submission, Told
from esign.constants import DOCUSEAL
from esign.statuses import COMPLETED, RUNNING

ASK_SECONDS, SUBMIT_SECONDS, FILE_SECONDS = 15.0, 60.0, 60.0
LARGEST_ANSWER, LARGEST_FILE = 20 * 1024 * 1024, 100 * 1024 * 1024
PDF = b"%PDF-"


class DocusealProvider(SigningProvider):
    """The signers sign on DocuSeal's own pages; DocuSeal mails them and signs the file."""

    name = DOCUSEAL
    verified_live = False
    webhooks = True

    def listens(self) -> bool:
        return bool(settings.ESIGN_DOCUSEAL_WEBHOOK_SECRET)

    def verify(self, headers: Mapping[str, str], body: bytes) -> str:
        return webhooks.verified(headers, body, secret=settings.ESIGN_DOCUSEAL_WEBHOOK_SECRET)

    def parse(self, headers: Mapping[str, str], body: bytes) -> list[Told]:
        return webhooks.told_in(body)

    def _check(self) -> str:
        self._asked("GET", "/submissions", params={"limit": "1"})
        return "It answers and takes our key; whether the plan allows papers from PDFs shows with the first one."

    def _submit(self, submission: Submission, idempotency_key: str) -> Receipt:
        earlier = self._find(idempotency_key)
        if earlier is not None:
            return earlier
        answer = self._sent("POST", "/submissions/pdf", body_of(submission, idempotency_key))
        try:
            return answers.receipt_of(answer.json())
        except (Retryable, Rejected) as unread:  # it took the paper, and what it says of it cannot be read
            raise OutcomeUnknown("It took the paper and gave an answer that cannot be read.") from unread

    def _find(self, idempotency_key: str) -> Receipt | None:
        query = {"external_id": f"{idempotency_key}.0", "limit": "100"}
        found = answers.submissions_in(self._asked("GET", "/submitters", params=query).json())
        if not found:
            return None
        return answers.receipt_of(self._submission(min(found)))

    def _fetch(self, external_id: str) -> Snapshot:
        return answers.snapshot_of(self._submission(external_id))

    def _signed_file(self, external_id: str) -> bytes:
        if self._fetch(external_id).status != COMPLETED:
            raise Rejected("This submission is not completed.")
        path = f"/submissions/{_number(external_id)}/documents"
        address = answers.document_in(self._asked("GET", path, params={"merge": "true"}).json())
        with self._client(FILE_SECONDS, LARGEST_FILE, trusted=_is_at_home(address)) as client:
            content = client.request("GET", address).body
        if not content.startswith(PDF):
            raise Rejected("What it gave as the signed file is no PDF.")
        return content

    def _cancel(self, external_id: str) -> None:
        if self._fetch(external_id).status in RUNNING:
            self._asked("DELETE", f"/submissions/{_number(external_id)}")

    def _remind(self, external_id: str, person: AskedPerson) -> None:
        self._sent("PUT", f"/submitters/{_number(person.external_id)}", {"send_email": True})

    def _submission(self, external_id: int | str) -> Any:
        return self._asked("GET", f"/submissions/{_number(str(external_id))}").json()

    def _asked(self, method: str, path: str, *, params: Mapping[str, str] | None = None) -> Answer:
        with self._client(ASK_SECONDS, LARGEST_ANSWER, trusted=True) as client:
            return client.request(method, _address(path), headers=_key(), params=params)

    def _sent(self, method: str, path: str, body: Mapping[str, Any]) -> Answer:
        with self._client(SUBMIT_SECONDS, LARGEST_ANSWER, trusted=True) as client:
            return client.request(method, _address(path), headers=_key(), json_body=body)

    def _client(self, seconds: float, most: int, *, trusted: bool) -> GuardedClient:
        return GuardedClient(trusted=trusted, timeout_seconds=seconds, retries=0, max_bytes=most)


def body_of(submission: Submission, key: str) -> dict[str, Any]:
    """The body of POST /submissions/pdf: one document, its fields where the people have their spots, the people."""
    people = sorted(submission.people, key=lambda one: one.turn)
    turns = sorted({one.turn for one in people})
    body: dict[str, Any] = {
        "name": submission.title,
        "send_email": True,
        "order": "preserved" if submission.sequential else "random",
        "expire_at": submission.expires_at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S UTC"),
        "documents": [
            {
                "name": submission.filename,
                "file": base64.b64encode(submission.content).decode(),
                "fields": [field for place, one in enumerate(people) for field in _fields(place, one)],
            }
        ],
        "submitters": [_submitter(place, one, key, turns) for place, one in enumerate(people)],
    }
    if submission.message:
        # What stands in two braces is a variable there; one of the sender's own would be filled in.
        said = submission.message.replace("{{", "{ {")
        subject = f"Please sign: {submission.title}".replace("{{", "{ {")
        body["message"] = {"subject": subject, "body": f"{said}\n\n{{{{submitter.link}}}}"}
    return body


def _submitter(place: int, person: Person, key: str, turns: list[int]) -> dict[str, Any]:
    return {
        "role": _role(place),
        "name": person.name,
        "email": person.email,
        "external_id": f"{key}.{place}",
        "metadata": {answers.SIGNER_KEY: person.key},
        "order": turns.index(person.turn),
        "require_email_2fa": True,
    }


def _fields(place: int, person: Person) -> list[dict[str, Any]]:
    """The signature and the initials. Without any spot the paper is refused there, so that one is always given."""
    if person.spot is None:
        raise Rejected(f"There is no place on the paper where {person.name} signs.")
    fields = [_field(f"Signature {place + 1}", "signature", place, [person.spot])]
    if person.initials:
        fields.append(_field(f"Initials {place + 1}", "initials", place, person.initials))
    return fields


def _field(name: str, kind: str, place: int, spots: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "role": _role(place), "required": True, "areas": [_area(one) for one in spots]}


def _area(spot: Spot) -> dict[str, float]:
    return {"x": spot.left, "y": spot.top, "w": spot.width, "h": spot.height, "page": spot.page}


def _role(place: int) -> str:
    return f"Signer {place + 1}"


def _key() -> dict[str, str]:
    if not settings.ESIGN_DOCUSEAL_TOKEN:
        raise NotAuthorised("ESIGN_DOCUSEAL_TOKEN is not set.")
    return {"X-Auth-Token": settings.ESIGN_DOCUSEAL_TOKEN}


def _address(path: str) -> str:
    return f"{settings.ESIGN_DOCUSEAL_URL.rstrip('/')}{path}"


def _number(external_id: str) -> str:
    """Its ids are numbers; anything else would be another path. Raises Rejected."""
    if not (external_id.isascii() and external_id.isdigit()):
        raise Rejected("There is no such submission.")
    return quote(external_id)


def _is_at_home(address: str) -> bool:
    """Whether the address leads to the very host and port that the settings name."""
    home, there = urlsplit(settings.ESIGN_DOCUSEAL_URL), urlsplit(address)
    try:
        return not there.username and (home.scheme, home.hostname, home.port) == (
            there.scheme, there.hostname, there.port,
        )  # fmt: skip
    except ValueError:  # a port that is none
        return False
