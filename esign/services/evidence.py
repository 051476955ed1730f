"""The certificate of completion: what was signed, by whom, and how that is known; as data and as a PDF.

The data is put together once, when the envelope is completed, and kept: it names every file by its checksum, every
person with the identity evidence, the consent word for word, and every event with its place in the sealed audit trail.
"""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import structlog
from django.db import transaction

from core import audit, chain, storage
from core.clock import MANILA
from core.models import AuditEntry
from documents import rendering
from documents.models import Revision
from documents.source import TemplateSource, read_folder
from esign import consent
from esign.constants import BUILTIN
from esign.models import Envelope, Signer
from esign.organisation import organisation_name
from esign.selectors import happenings
from esign.services.recording import record
from esign.statements import statements
from esign.states import COMPLETED, COPIED
from esign.wording_of_events import said

log = structlog.get_logger(__name__)
VERSION = 1
FOLDER = Path(__file__).resolve().parents[1] / "certificate-of-completion"
# What the certificate tells of an event, beside when it was and what; each where the entry has it.
TOLD = ("name", "address", "userAgent", "email", "signature", "consent", "shown", "before", "after", "signed", "note")


def certificate_make(*, envelope_id: uuid.UUID) -> str:
    """The checksum of the certificate's PDF; it is made once, and what was made is never changed.

    Raises what the renderer and storage raise; ValueError for an envelope that is not completed.
    """
    rows = Envelope.objects.select_related("document", "case", "revision", "signed_revision__upload", "created_by")
    envelope = rows.get(pk=envelope_id)
    if envelope.status != COMPLETED:
        raise ValueError("Only a completed envelope has a certificate.")
    if envelope.certificate_checksum:
        return envelope.certificate_checksum
    told = evidence_of(envelope)
    made = rendering.render_pdf(template(), told, {}, rendering.RenderOptions())
    stored = storage.put(made.content, content_type="application/pdf")
    with transaction.atomic():
        fresh = Envelope.objects.select_for_update().get(pk=envelope.pk)
        if fresh.certificate_checksum:
            return fresh.certificate_checksum
        kept = {"evidence": told, "certificate_checksum": stored.checksum, "certificate_size": stored.size}
        Envelope.objects.filter(pk=envelope.pk).update(**kept)
        record(envelope, "envelope.certified", staff_only=True, certificate=stored.checksum)
    return stored.checksum


def template() -> TemplateSource:
    """How the certificate is laid out."""
    return read_folder(FOLDER)


def evidence_of(envelope: Envelope) -> dict[str, Any]:
    """The evidence as JSON values. Times are in Manila; `null` where something did not happen."""
    people = list(Signer.objects.filter(envelope=envelope).order_by("turn", "position"))
    agreed = sorted({(one.consent_version, one.locale) for one in people if one.consent_version})
    return {
        "version": VERSION,
        "practice": organisation_name(),
        "envelope": {
            "id": str(envelope.pk), "provider": envelope.provider, "workflow": envelope.workflow,
            "sentBy": envelope.created_by.full_name, "sentAt": _moment(envelope.sent_at),
            "completedAt": _moment(envelope.ended_at), "case": envelope.case.number,
        },
        "document": _document(envelope),
        "seal": dict(envelope.seal_facts),
        "consents": [
            {"version": version, "locale": locale, "text": consent.consent_text(locale, version)}
            for version, locale in agreed
        ],
        "people": [_person(one, ours=envelope.provider == BUILTIN) for one in people],
        "events": _events(envelope),
        "statements": list(statements(envelope)),
    }  # fmt: skip


def _document(envelope: Envelope) -> dict[str, Any]:
    signed = envelope.signed_revision
    return {
        "id": str(envelope.document_id),
        "title": envelope.document.title,
        "approved": _file(envelope.revision),
        "signed": None if signed is None else _file(signed),
    }


def _file(revision: Revision) -> dict[str, Any]:
    return {"revision": revision.number, "checksum": revision.checksum, "size": revision.size}


def _person(one: Signer, *, ours: bool) -> dict[str, Any]:
    """`identity` is what shows that it was this person: the link and the code both went to the address. An outside
    provider keeps that itself.
    """
    acted = one.acted_at is not None
    return {
        "name": one.name,
        "email": one.email,
        "role": one.role,
        "turn": one.turn,
        "status": one.status,
        "identity": None if one.status == COPIED or not ours else {
            "codeSentTo": one.email,
            "codeSentAt": _moment(one.code_sent_at),
            "codeEnteredAt": _moment(one.code_entered_at),
        },
        "askedAt": _moment(one.asked_at),
        "viewedAt": _moment(one.viewed_at),
        "actedAt": _moment(one.acted_at),
        "signature": one.signature if acted else None,
        "typedName": one.typed_name if acted else None,
        "drawing": one.drawing_checksum or None,
        "shown": one.shown_checksum or None,
        "consent": {"version": one.consent_version, "locale": one.locale} if one.consent_version else None,
        "address": one.address or None,
        "userAgent": one.user_agent or None,
        "fileAfter": one.attested_checksum or None,
    }  # fmt: skip


def _events(envelope: Envelope) -> list[dict[str, Any]]:
    _seal_trail()
    links = {link.entry_id: link for link in audit.chain_of(envelope)}
    return [_event(entry, links.get(entry.pk)) for entry in happenings(envelope)]


def _seal_trail() -> None:
    """What happened until now gets its place in the sealed trail, so that the certificate can name it."""
    try:
        chain.seal()
    except chain.ChainStoppedError as stopped:  # staff are told by the pass of every minute
        log.warning("esign.evidence.not_sealed", reason=str(stopped))


def _event(entry: AuditEntry, link: Any) -> dict[str, Any]:
    """`hash` and `sequence` are its place in the sealed trail (`manage.py audit_verify`); null while it waits."""
    told = {key: str(entry.facts[key]) for key in TOLD if entry.facts.get(key)}
    sealed = link is not None and link.sequence is not None
    return {
        "id": str(entry.pk),
        "at": _moment(entry.at),
        "type": entry.verb,
        "said": said(entry.verb, entry.facts),
        "by": entry.actor_name or None,
        "facts": told,
        "sequence": link.sequence if sealed else None,
        "hash": link.hash if sealed else None,
    }


def _moment(at: dt.datetime | None) -> str | None:
    return None if at is None else at.astimezone(MANILA).isoformat(timespec="milliseconds")
