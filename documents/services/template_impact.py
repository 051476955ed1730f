"""What a draft would change: rendered as text over the latest documents of open cases that its template made."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import jobs
from core.models import Job
from documents import rendering, schema
from documents.drafting import selectors
from documents.drafting.comparing import as_read, text_difference
from documents.exceptions import TemplateDraftNotEditable
from documents.models import ImpactFinding, ImpactRun, Revision, TemplateDraft
from documents.rendering import RenderFailed, TemplateUnsafe
from documents.services.access import require_staff
from documents.services.template_drafts import WHY_STAFF
from documents.source import TemplateSource
from documents.template_states import OPEN

RUN = "documents.template-impact"
MOST_DOCUMENTS = 200
MOST_FAULTS = 20  # of one document
AROUND = 2  # lines kept around a change
Outcome = ImpactFinding.Outcome


def template_impact_request(*, actor: User, draft: TemplateDraft) -> ImpactRun:
    """Ask for a run over open cases; the one that is under way already, where there is one.

    Raises StaffOnly, and TemplateDraftNotEditable for a draft that is published or discarded.
    """
    require_staff(actor, WHY_STAFF)
    with transaction.atomic():
        present = TemplateDraft.objects.select_for_update().get(pk=draft.pk)
        if present.status not in OPEN:
            raise TemplateDraftNotEditable(f"It is {present.status}; there is nothing to try out any more.")
        latest = selectors.impact_of(present)
        if latest is not None and latest.finished_at is None and is_under_way(latest):
            return latest
        run = ImpactRun.objects.create(draft=present, asked_by=actor)
        job = jobs.enqueue(kind=RUN, payload={"run": str(run.pk)}, user_id=actor.pk, dedupe_key=f"{RUN}:{run.pk}")
        run.job_id = job.pk
        run.save(update_fields=["job_id"])
    return run


def is_under_way(run: ImpactRun) -> bool:
    """Whether the job of the run will still do something by itself."""
    job = Job.objects.filter(pk=run.job_id).first() if run.job_id is not None else None
    return job is not None and not job.is_final


def template_impact_run(*, run_id: uuid.UUID, progress: Callable[[int], None]) -> dict[str, Any]:
    """The job: one finding for each document; run again, it goes on where it was, or anew where the draft changed.

    Gives the numbers of documents by outcome. Raises ServiceUnavailable when no renderer is free.
    """
    run = ImpactRun.objects.select_related("draft__template").get(pk=run_id)
    draft = run.draft
    if run.checksum != draft.checksum:
        run.findings.all().delete()
    concerned = selectors.concerned(draft.template_id)
    revisions = list(concerned[:MOST_DOCUMENTS])
    run.checksum, run.total = draft.checksum, len(revisions)
    run.left_out = max(0, concerned.count() - len(revisions))
    run.save(update_fields=["checksum", "total", "left_out"])
    source, done = draft.source(), set(run.findings.values_list("revision_id", flat=True))
    for index, revision in enumerate(revisions):
        if revision.pk not in done:
            outcome, parts, faults = _looked_at(revision, source)
            found = {"outcome": outcome, "parts": parts, "faults": faults}
            ImpactFinding.objects.update_or_create(run=run, revision=revision, defaults=found)
        progress(100 * (index + 1) // len(revisions))
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at"])
    draft.impact_runs.filter(created_at__lt=run.created_at).delete()  # only the newest is ever shown
    return {outcome.value: run.findings.filter(outcome=outcome).count() for outcome in Outcome}


def _looked_at(revision: Revision, source: TemplateSource) -> tuple[str, list[dict[str, str]], list[str]]:
    """Outcome, what changes in the text, and faults that were not there before, of one document."""
    faults = _new_faults(revision, source)
    if faults:
        return Outcome.FAULTY, [], faults
    try:
        after = rendering.render_text(source, revision.inputs, revision.sections)
    except (RenderFailed, TemplateUnsafe) as error:
        return Outcome.FAULTY, [], [error.detail]
    parts = [asdict(part) for part in text_difference(as_read(_text(revision)), as_read(after), around=AROUND)]
    return (Outcome.CHANGED if parts else Outcome.UNCHANGED), parts, []


def _text(revision: Revision) -> str:
    """The document's text as it is; empty where its own version cannot be rendered any more."""
    try:
        return rendering.render_text(revision.made_from[0].source(), revision.inputs, revision.sections)
    except (RenderFailed, TemplateUnsafe):
        return ""


def _new_faults(revision: Revision, source: TemplateSource) -> list[str]:
    wrong = schema.check_schema(source.schema)
    if wrong:
        return [f"schema.json{fault.pointer}: {fault.detail}" for fault in wrong[:MOST_FAULTS]]
    known = {(one.pointer, one.code) for one in schema.validate(revision.made_from[0].schema, revision.inputs)}
    faults = schema.validate(source.schema, revision.inputs)
    new = [f"{one.pointer}: {one.detail}" for one in faults if (one.pointer, one.code) not in known]
    return new[:MOST_FAULTS]
