"""The gate before signing. Every envelope passes here, whoever asks for it: API, admin, command or another service."""

from __future__ import annotations

from dataclasses import dataclass

from cases import selectors as cases
from documents import selectors as documents
from documents.executions import ESIGN, WAYS
from documents.models import Revision
from documents.placeholders import unresolved_in
from documents.states import APPROVED
from esign.exceptions import NotToBeSigned


@dataclass(frozen=True)
class Reason:
    """One thing that stands in the way: a code, and a sentence that says what to do about it."""

    code: str
    detail: str


def require_signable(revision: Revision) -> None:
    """Raise NotToBeSigned, naming all that stands in the way, unless the revision may go out for signature."""
    reasons = reasons_against(revision)
    if reasons:
        more = f" ({len(reasons) - 1} more)" if len(reasons) > 1 else ""
        told = [{"code": one.code, "detail": one.detail} for one in reasons]
        raise NotToBeSigned(f"{reasons[0].detail}{more}", extra={"reasons": told})


def reasons_against(revision: Revision) -> list[Reason]:
    """All that stands in the way of sending the revision out for electronic signature; empty for nothing.

    The form that the law asks of the paper comes first (RA 8792 section 7 replaces no formality that another law
    requires); what is not approved is not looked into further.
    """
    wrong = [*_form(revision), *_status(revision)]
    return wrong or [*_placeholders(revision), *_findings(revision), *_holds(revision)]


def _form(revision: Revision) -> list[Reason]:
    template = revision.document.template
    execution = template.execution if template is not None else None
    if execution == ESIGN:
        return []
    if execution is None:
        return [
            Reason(
                "execution-unknown",
                "A file from outside says nothing of how it is to be signed. Record its signed copy instead.",
            )
        ]
    how = WAYS.get(execution)
    said = f"This paper is {how}" if how else "Nobody signs this paper"
    return [Reason("execution-not-esign", f"{said}; an electronic signature does not replace that.")]


def _status(revision: Revision) -> list[Reason]:
    if revision.document.case_id is None:
        return [Reason("no-case", "A paper that belongs to no case is not signed here.")]
    if revision.status != APPROVED:
        said = revision.get_status_display().lower()
        return [
            Reason(
                "not-approved",
                f"Revision {revision.number} is {said}. Only an approved revision is sent for signature.",
            )
        ]
    if revision.signed_copies.exclude(status="void").exists():
        return [Reason("already-signed", "A signed copy of this revision is here already.")]
    return []


def _placeholders(revision: Revision) -> list[Reason]:
    found = unresolved_in(revision)
    if not found:
        return []
    shown = ", ".join(found[:3])
    return [Reason("placeholder-unresolved", f"Not filled in yet: {shown}. Make a new revision and have it approved.")]


def _findings(revision: Revision) -> list[Reason]:
    found = documents.blocking_findings_of(revision)
    if not found:
        return []
    first = found[0]
    more = f" ({len(found) - 1} more)" if len(found) > 1 else ""
    said = f"The analysis by “{first.policy}” found what blocks signing: {first.finding.message}{more}"
    return [Reason("blocking-finding", said)]


def _holds(revision: Revision) -> list[Reason]:
    case = revision.document.case
    holds = cases.holds_blocking(case, "sign") if case is not None else []
    return [Reason("case-held", f"{one.kind}: {one.reason}") for one in holds]
