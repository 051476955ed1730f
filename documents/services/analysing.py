"""Holding a revision against a policy; what was found is kept with it and is read before it is signed."""

from __future__ import annotations

from accounts.models import User
from ai import services as ai_services
from ai.services.analysis import Made
from core.models import Job
from documents.exceptions import RevisionVoid
from documents.models import Revision
from documents.selectors import analysis_subject
from documents.services.access import require_staff
from documents.states import VOID
from documents.texts import revision_text

ANALYSE = "Documents are analysed by the lawyers of their case."


def revision_analyze(*, actor: User, revision: Revision, policy: str) -> Made | Job:
    """Hold the text of `revision` against the newest version of `policy` (a slug), and keep the analysis with it:
    the analysis, or the job that makes that of a long text.

    The caller has found it through `selectors.revisions_visible_to(actor)`. Raises StaffOnly for a client,
    RevisionVoid, and what `texts.revision_text` and `ai.services.analysis_request` raise. Call it outside a
    transaction: it may call a provider.
    """
    require_staff(actor, ANALYSE)
    if revision.status == VOID:
        raise RevisionVoid(f"Revision {revision.number} is void. Analyse the next one, or name an earlier one.")
    return ai_services.analysis_request(
        actor=actor,
        text=revision_text(revision),
        policy=policy,
        case=revision.document.case,
        subject=analysis_subject(revision),
    )
