"""What the page of a template's draft shows beside the editor: checks, the next step, the run over open cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from accounts.models import User
from backoffice.template_marks import marked, words_counted
from backoffice.timeline import Moment
from core import audit
from core.models import Job
from documents.drafting import selectors
from documents.models import ImpactFinding, ImpactRun, TemplateDraft
from documents.template_states import EDITING, OPEN, PROPOSED

SENTENCES = {
    "template-draft.started": "{who} started the draft.",
    "template-draft.saved": "{who} saved {files}.",
    "template-draft.updated": "{who} brought it up to version {base}.",
    "template-draft.proposed": "{who} proposed it.",
    "template-draft.sent-back": "{who} sent it back.",
    "template-draft.published": "{who} published it as version {version}.",
    "template-draft.discarded": "{who} discarded it.",
}
LATEST = 20
ORDER = (ImpactFinding.Outcome.FAULTY, ImpactFinding.Outcome.CHANGED, ImpactFinding.Outcome.UNCHANGED)


@dataclass(frozen=True)
class Step:
    """What the person may do with the draft now, and what to do next in a sentence."""

    said: str
    propose: bool = False
    publish: bool = False
    send_back: bool = False
    own: bool = False
    outdated: int = 0  # the newer version's number


@dataclass(frozen=True)
class Shown:
    """One document of the run as it is shown."""

    finding: ImpactFinding
    marked: str
    words: str


@dataclass(frozen=True)
class Impact:
    """The latest run: whether it is under way or failed, older than the draft, and what it found for this reader."""

    run: ImpactRun
    job: Job | None
    stale: bool
    counts: dict[str, int]

    @property
    def is_running(self) -> bool:
        """Whether something is still to come."""
        return self.run.finished_at is None and self.job is not None and not self.job.is_final

    @property
    def has_failed(self) -> bool:
        """Whether the run ended without a result."""
        return self.run.finished_at is None and not self.is_running


def step_of(user: User, draft: TemplateDraft) -> Step:
    """The next step for this person."""
    own = user.pk in selectors.author_ids(draft)
    newest = selectors.newest_published(draft.template_id)
    outdated = newest.number if newest is not None and newest.pk != draft.base_id else 0
    if draft.status == EDITING:
        return Step("Propose it when the checks pass. An admin who did not write it publishes it.", propose=True,
                    own=own, outdated=outdated)  # fmt: skip
    if draft.status != PROPOSED:
        return Step(_closed(draft))
    may = user.role == User.Role.ADMIN and (not own or not settings.REVIEW_TWO_PERSON)
    return Step(_waiting(user, own, may), publish=may, send_back=True, own=own, outdated=outdated)


def impact_of(user: User, draft: TemplateDraft) -> Impact | None:
    """The latest run as this person sees it."""
    run = selectors.impact_of(draft)
    if run is None:
        return None
    outcomes = list(selectors.findings_visible_to(user, run).values_list("outcome", flat=True))
    counts = {str(one.label): outcomes.count(one.value) for one in ORDER}
    job = Job.objects.filter(pk=run.job_id).first() if run.job_id is not None else None
    return Impact(run, job, bool(run.checksum) and run.checksum != draft.checksum, counts)


def findings_of(user: User, run: ImpactRun) -> list[Shown]:
    """What was found in the documents that this person may see; what needs a look first."""
    rows = sorted(selectors.findings_visible_to(user, run), key=lambda one: ORDER.index(one.outcome))
    return [Shown(one, marked(one.parts), words_counted(one.parts)) for one in rows]


def history_of(draft: TemplateDraft) -> list[Moment]:
    """The latest things that happened to the draft, in sentences."""
    return [_moment(entry) for entry in audit.entries_of(draft)[:LATEST]]


def page_of(user: User, draft: TemplateDraft) -> dict[str, Any]:
    """Everything beside the editor."""
    return {
        "draft": draft,
        "is_open": draft.status in OPEN,
        "is_editing": draft.status == EDITING,
        "step": step_of(user, draft),
        "checks": draft.checks,
        "checks_stale": bool(draft.checks_of) and draft.checks_of != draft.checksum,
        "impact": impact_of(user, draft),
        "authors": [one.full_name or one.email for one in draft.authors.order_by("full_name")],
        "history": history_of(draft),
    }


def _waiting(user: User, own: bool, may: bool) -> str:
    if may:
        return "You wrote it yourself: say why you publish it." if own else "Look at what differs, then publish it."
    if user.role == User.Role.ADMIN:
        return "You are one of its authors: another admin publishes it."
    return "It waits for an admin who did not write it."


def _closed(draft: TemplateDraft) -> str:
    if draft.version is not None:
        return f"It was published as version {draft.version.number} and does not change any more."
    return "It was discarded. A new draft begins on the template's page."


def _moment(entry: Any) -> Moment:
    facts = entry.facts if isinstance(entry.facts, dict) else {}
    files = facts.get("files") or ["the note"]
    said = SENTENCES.get(entry.verb, "{who}: " + entry.verb)
    words = {
        "who": entry.actor_name or "Hain",
        "files": ", ".join(files[:4]) + (f" and {len(files) - 4} more" if len(files) > 4 else ""),
        "base": facts.get("base", ""),
        "version": facts.get("version", ""),
    }
    note = "" if entry.verb in ("template-draft.saved", "template-draft.updated") else str(facts.get("note") or "")
    return Moment(entry.at, said.format(**words), note)
