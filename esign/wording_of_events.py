"""What happened to an envelope, in plain words, by the verb of the audit entry."""

from __future__ import annotations

from collections.abc import Mapping

SAID: Mapping[str, str] = {
    "envelope.created": "The envelope was made",
    "envelope.sent": "Sent out for signature",
    "envelope.viewed": "Opened for the first time",
    "envelope.partially_signed": "The first signature was given",
    "envelope.completed": "All have signed; sealed and validated",
    "envelope.certified": "The certificate of completion was made",
    "envelope.declined": "Ended, since somebody declined",
    "envelope.expired": "Expired before all had signed",
    "envelope.voided": "Withdrawn",
    "envelope.troubled": "Something went wrong with it; staff were told",
    "envelope.timestamped": "A time-stamp was added",
    "signer.asked": "{name} was asked",
    "signer.added": "{name} was added",
    "signer.reminded": "{name} was reminded, with a new link",
    "signer.replaced": "{name} was replaced",
    "signer.code_sent": "A one-time code was sent to {name}",
    "signer.identified": "{name} entered the code",
    "signer.viewed": "{name} opened the document",
    "signer.signed": "{name} signed",
    "signer.declined": "{name} declined",
    "signer.attested": "The act of {name} was written into the file",
}


def said(verb: str, facts: Mapping[str, object]) -> str:
    """The sentence of an event; the verb itself where there is none."""
    return SAID.get(verb, verb).format(name=facts.get("name") or "Somebody")
