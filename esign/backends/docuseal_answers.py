"""What DocuSeal answers, read: its words for statuses, its ids, its times. What cannot be read raises Rejected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from core.backends import Rejected
from esign.backends.base import AskedPerson, PersonNow, Receipt, Snapshot
from esign.statuses import ASKED, COMPLETED, DECLINED, EXPIRED, PARTIALLY_SIGNED, SENT, SIGNED, VIEWED, VOIDED, WAITING

SIGNER_KEY = "hain_signer"  # in the metadata of each submitter: our id of the signer
LONGEST_URL, LONGEST_REASON = 1000, 500
_PEOPLE = {"awaiting": WAITING, "sent": ASKED, "opened": VIEWED, "completed": SIGNED, "declined": DECLINED}
_ENDS = {"completed": COMPLETED, "declined": DECLINED, "expired": EXPIRED}


def receipt_of(answer: Any) -> Receipt:
    """The submission under its id, and each submitter with the address of their page where it is told."""
    submission = _mapping(answer)
    people = (_mapping(one) for one in _list(submission.get("submitters")))
    asked = tuple(AskedPerson(_our_key(one), _id(one), _address(one.get("embed_src"))) for one in people)
    return Receipt(_id(submission), asked)


def snapshot_of(answer: Any) -> Snapshot:
    """How a submission stands. One that was archived there before its end is voided."""
    submission = _mapping(answer)
    reasons = _reasons(submission)
    people = tuple(_person(_mapping(one), reasons) for one in _list(submission.get("submitters")))
    status = _ENDS.get(str(submission.get("status")))
    if status is None:
        status = VOIDED if submission.get("archived_at") else _running(people)
    return Snapshot(_id(submission), status, people)


def submissions_in(answer: Any) -> list[int]:
    """The ids of the submissions to which the submitters of a list belong."""
    people = _list(_mapping(answer).get("data"))
    return sorted({int(_number(_mapping(one).get("submission_id"))) for one in people})


def document_in(answer: Any) -> str:
    """The address of the one document, all of them in one."""
    documents = _list(_mapping(answer).get("documents"))
    if len(documents) != 1:
        raise Rejected(f"It gave {len(documents)} signed documents in place of one.")
    address = _mapping(documents[0]).get("url")
    if not isinstance(address, str) or not address:
        raise Rejected("It gave no address of the signed document.")
    return address


def moment(text: Any) -> dt.datetime | None:
    """A time as its JSON has it (ISO 8601 in UTC); None where there is none."""
    if text is None or text == "":
        return None
    try:
        at = dt.datetime.fromisoformat(str(text))
    except ValueError:
        raise Rejected("It gave a time that cannot be read.") from None
    return at if at.tzinfo is not None else at.replace(tzinfo=dt.UTC)


def _person(submitter: Mapping[str, Any], reasons: Mapping[str, str]) -> PersonNow:
    status = _PEOPLE.get(str(submitter.get("status")), WAITING)
    acted = {SIGNED: "completed_at", DECLINED: "declined_at"}.get(status)
    return PersonNow(
        key=_our_key(submitter),
        external_id=_id(submitter),
        status=status,
        at=moment(submitter.get(acted)) if acted else None,
        reason=reasons.get(_id(submitter), "") if status == DECLINED else "",
        viewed_at=moment(submitter.get("opened_at")),
    )


def _running(people: tuple[PersonNow, ...]) -> str:
    done = {one.status for one in people}
    return PARTIALLY_SIGNED if SIGNED in done else VIEWED if VIEWED in done else SENT


def _reasons(submission: Mapping[str, Any]) -> dict[str, str]:
    """Why a submitter would not sign, by the submitter's id."""
    found = {}
    for one in submission.get("submission_events") or []:
        data = one.get("data") if isinstance(one, Mapping) and one.get("event_type") == "decline_form" else None
        if isinstance(data, Mapping) and data.get("reason"):
            found[str(one.get("submitter_id"))] = " ".join(str(data["reason"]).split())[:LONGEST_REASON]
    return found


def _our_key(submitter: Mapping[str, Any]) -> str:
    metadata = submitter.get("metadata")
    return str(metadata.get(SIGNER_KEY) or "") if isinstance(metadata, Mapping) else ""


def _address(told: Any) -> str:
    """An address for a browser; anything else is left out."""
    text = told if isinstance(told, str) and len(told) <= LONGEST_URL and told.isprintable() else ""
    return text if urlsplit(text).scheme in ("https", "http") else ""


def _id(row: Mapping[str, Any]) -> str:
    return str(_number(row.get("id")))


def _number(told: Any) -> int:
    if isinstance(told, bool) or not isinstance(told, int) or told < 0:
        raise Rejected("It gave an id that is none.")
    return told


def _mapping(told: Any) -> Mapping[str, Any]:
    if not isinstance(told, Mapping):
        raise Rejected("Its answer has another form than its documents say.")
    return told


def _list(told: Any) -> list[Any]:
    if not isinstance(told, list):
        raise Rejected("Its answer has another form than its documents say.")
    return told
