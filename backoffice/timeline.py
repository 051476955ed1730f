"""The record of a case in sentences, newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from backoffice import mail_page
from cases import selectors as case_selectors
from cases.models import Case
from cases.states import STATUSES
from core.models import AuditEntry

SYSTEM = "Hain"
STATUS_NAMES = dict(STATUSES)
SENTENCES: Mapping[str, str] = {
    "case.opened": "{who} opened the case.",
    "case.moved": "{who} moved the case from {before} to {after}.",
    "case.changed": "{who} changed the case: {fields}.",
    "party.added": "{who} added {name} as {role}.",
    "party.changed": "{who} changed {name}: {fields}.",
    "party.removed": "{who} took {name} off the case.",
    "entity.added": "{who} entered the entity, {name}.",
    "entity.changed": "{who} changed the entity: {fields}.",
    "lawyer.assigned": "{who} assigned {name} as {after}.",
    "lawyer.unassigned": "{who} took {name} off the case.",
    "hold.placed": "{who} placed a hold that blocks {blocks}: {reason}",
    "hold.cleared": "{who} cleared a hold ({kind}).",
    "document.generated": "{who} generated “{title}”.",
    "document.revised": "{who} made revision {revision} of “{title}”.",
    "document.submitted": "{who} submitted revision {revision} of “{title}” for review.",
    "document.signed": "{who} kept the signed copy of “{title}” as revision {revision}.",
    "document.filed": "{who} recorded that “{title}” was filed with {agency}, reference {reference}.",
    "document.voided": "{who} made revision {revision} of “{title}” void.",
    "document.downloaded": "{who} opened revision {revision} of “{title}”.",
    "document.packaged": "{who} made a package with revision {revision} of “{title}” for the {audience}.",
    "batch.packaged": "{who} made a package of {documents} documents of “{title}”.",
    "document.approved": "{who} approved revision {revision} of “{title}”.",
    "document.rejected": "{who} sent revision {revision} of “{title}” back.",
    "document.uploaded": "{who} uploaded “{title}”.",
    "document.read": "The text of “{title}” was read ({characters} characters).",
    "document.infected": "The virus scanner found {found} in “{title}”; the file stays closed.",
    "envelope.sent": "{who} sent “{title}” out for signature.",
    "envelope.completed": "Everybody has signed “{title}”; the signed copy is revision {signedRevision}.",
    "envelope.expired": "“{title}” was not signed in time.",
    "envelope.voided": "{who} withdrew “{title}” from signature.",
    "envelope.troubled": "“{title}” is out for signature and cannot be finished by itself.",
    "signer.asked": "{name} was asked to sign “{title}”.",
    "signer.reminded": "{who} reminded {name} of “{title}”.",
    "signer.viewed": "{name} opened “{title}” to sign it.",
    "signer.signed": "{name} signed “{title}”.",
    "signer.declined": "{name} will not sign “{title}”.",
    "signer.replaced": "{name} is no longer asked to sign “{title}”.",
    "signer.added": "{who} asks {name} to sign “{title}” in that place.",
    "difference.accepted": "{who} recorded that papers differ on purpose ({fact}).",
    "draft.created": "{who} had a text drafted.",
    "draft.edited": "{who} edited a drafted text.",
    "analysis.made": "{who} held a text against the policy “{policy}”: {riskLevel} risk.",
    "consultation.answered": "{who} asked a question.",
    "consultation.handed-over": "{who} asks for a lawyer's answer to a question.",
    "consultation.replied": "{who} replied to a question.",
    "ai.provider-refused": "The AI provider refused a request ({code}). An administrator looks at Connections.",
    "mail.queued": "{who} wrote a mail ({recipients} to read it).",
    "mail.sent": "Mail sent: {mail}.",
    "mail.delivered": "Mail delivered: {mail}.",
    "mail.bounced": "A mail came back: {mail}.",
    "mail.complained": "A mail was marked as spam: {mail}.",
    "mail.failed": "A mail could not be sent: {mail}.",
    "mail.suppressed": "A mail was held back, since its address is blocked: {mail}.",
    "mail.retried": "{who} sent a mail again.",
    "job.retried": "{who} tried a failed job again.",
}
# Steps on the way that the envelope's own page tells; on the case another step says the same.
UNTOLD = (
    "envelope.created", "envelope.viewed", "envelope.partially_signed", "envelope.declined", "envelope.evidence_given",
    "signer.code_sent", "signer.identified", "signer.attested",
)  # fmt: skip
# That these mails went well is told by what they are about; that one did not is told all the same.
MAILS_UNTOLD = frozenset({"signature-request", "signature-reminder", "signature-code"})
WENT_WELL = frozenset({"mail.sent", "mail.delivered"})


@dataclass(frozen=True)
class Moment:
    """One thing that happened: when, in a sentence, and the note that came with it."""

    at: dt.datetime
    sentence: str
    note: str = ""


def moments(case: Case, *, limit: int = 30) -> list[Moment]:
    """The latest `limit` things that happened about the case. That its client opened a paper is one of them; that
    somebody who works on it did is in the record and no news. Of a mail of the house how it ended is told, and not
    also that it was asked for.
    """
    opened = Q(verb="document.downloaded")
    opened_by_others = opened & ~Q(actor_id=case.client_id) if case.client_id else opened
    told = case_selectors.timeline(case).exclude(opened_by_others).exclude(verb="mail.queued", actor_id__isnull=True)
    told = told.exclude(verb__in=UNTOLD)
    return [moment_of(entry) for entry in told[:limit] if not _is_told_otherwise(entry)]


def _is_told_otherwise(entry: AuditEntry) -> bool:
    kind = entry.facts.get("kind") if isinstance(entry.facts, dict) else None
    return entry.verb in WENT_WELL and kind in MAILS_UNTOLD


def moment_of(entry: AuditEntry, sentences: Mapping[str, str] = SENTENCES) -> Moment:
    """The entry in a sentence of `sentences`; a verb nobody wrote one for is shown in its own words."""
    facts: Mapping[str, Any] = entry.facts if isinstance(entry.facts, dict) else {}
    pattern = sentences.get(entry.verb, "{who}: " + entry.verb.replace(".", " ").replace("_", " ") + ".")
    words = _Words(
        {key: _spoken(value) for key, value in facts.items()},
        who=entry.actor_name or SYSTEM,
        mail=mail_page.kind_in_words(str(facts.get("kind", ""))).lower(),
        before=STATUS_NAMES.get(entry.before, entry.before),
        after=STATUS_NAMES.get(entry.after, entry.after),
    )
    return Moment(entry.at, pattern.format_map(words), str(facts.get("note") or ""))


class _Words(dict[str, str]):
    """A fact that an old entry does not have reads as an ellipsis instead of breaking the page."""

    def __missing__(self, key: str) -> str:
        return "…"


def _spoken(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(one).replace("_", " ") for one in value)
    return str(value)
