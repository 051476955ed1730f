"""The main job from the admin: choose a template, fill its form, preview, generate; and the next revision likewise.

What was typed may be left and taken up again (`services.saving`), and every answer keeps where it is from (`answers`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.formats import date_format

from accounts.models import User
from backoffice import answers, begun, schema_form
from cases.models import Case
from core import jobs
from core.api.views import JobFailed
from core.errors import DomainError, Fault, InvalidInput
from core.models import Job
from documents import rendering, schema, selectors, services
from documents.exceptions import TemplateDataInvalid
from documents.models import Document, Revision, SavedForm, TemplateVersion
from documents.origins import Known
from documents.services.ordering import Wish

BASE = "/inputs"
WAIT_SECONDS = 30
ONCE_SECONDS = 3600
AUTOSAVE_SECONDS = 15
PREVIEW_MARK = "PREVIEW"
ROW_BUTTONS = (schema_form.ADD_ROW, schema_form.REMOVE_ROW, schema_form.MOVE_UP, schema_form.MOVE_DOWN)


@dataclass(frozen=True)
class Purpose:
    """What the form is for: a new document of a case or the next revision of one."""

    user: User
    version: TemplateVersion
    known: Known  # what the form begins with, and where that is from
    order: Callable[[Wish], Job]  # asks for the document by the same service as the API
    back: str  # where to go when done or cancelled
    title: str
    button: str
    case: Case | None = None
    document: Document | None = None
    done: Callable[[Revision], str] = lambda revision: ""  # where to go with the finished revision
    made: tuple[dt.datetime, str] | None = None  # when the newest revision was made, and what to say of it

    @property
    def key(self) -> str:
        """The purpose under which what is typed is saved."""
        return services.form_purpose(template=self.version.template, case=self.case, document=self.document)


@dataclass(frozen=True)
class Answered:
    """What stands in the form: all that was typed, and the data that it comes to."""

    typed: Mapping[str, Any]
    note: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    uncovered: tuple[str, ...] = ()

    @classmethod
    def of(cls, request: HttpRequest, version: TemplateVersion) -> Answered:
        """The form as it was posted."""
        sent = schema_form.read(version.schema, request.POST)
        return cls(sent.typed, request.POST.get("note", "")[:500].strip(), sent.stated, sent.uncovered)


@dataclass(frozen=True)
class Turn:
    """One request on a form: what was sent, and what was saved before."""

    request: HttpRequest
    purpose: Purpose
    page: dict[str, Any]
    form: Answered
    saved: SavedForm | None

    def origins(self, data: Mapping[str, Any]) -> dict[str, dict[str, str]]:
        """Where the answers in `data` are from."""
        known = [Known(self.saved.typed, self.saved.origins)] if self.saved else []
        return answers.typed_origins(self.purpose.user, data, [*known, self.purpose.known])

    @property
    def once(self) -> str:
        """The name under which it is remembered that this form was sent."""
        return f"backoffice.once:{self.purpose.user.pk}:{self.request.POST.get('once', '')[:64]}"


def form_page(request: HttpRequest, purpose: Purpose, page: dict[str, Any]) -> HttpResponse:
    """The form, and what its buttons do. Faults stand beside their fields with everything as it was typed."""
    saved = selectors.saved_form(purpose.user, purpose.key)
    if request.method != "POST":
        form = Answered(saved.typed, saved.note) if saved else Answered(purpose.known.data)
        return _drawn(Turn(request, purpose, page, form, saved), resumes=True)
    if "start_over" in request.POST:
        services.form_discard(actor=purpose.user, purpose=purpose.key)
        return redirect(request.path)
    return _answered(Turn(request, purpose, page, Answered.of(request, purpose.version), saved))


def _answered(turn: Turn) -> HttpResponse:
    """What the button that was pressed does."""
    posted, version = turn.request.POST, turn.purpose.version
    if "save" in posted:
        return _save(turn)
    if any(button in posted for button in ROW_BUTTONS) or turn.form.uncovered:
        return _drawn(turn, extra_row=posted.get(schema_form.ADD_ROW, ""))
    faults = schema.validate(version.schema, turn.form.data, prefix=BASE)
    if faults:
        return _drawn(turn, faults=faults)
    if "check" in posted:
        return HttpResponse(status=204)
    return _preview(turn) if "preview" in posted else _generate(turn)


def _drawn(
    turn: Turn, *, faults: Sequence[Fault] = (), extra_row: str = "", status: int = 200, resumes: bool = False
) -> HttpResponse:
    purpose, form, saved, version = turn.purpose, turn.form, turn.saved, turn.purpose.version
    words = answers.in_words(purpose.user, turn.origins(form.typed), own=purpose.document is not None)
    tree = schema_form.build(version.schema, form.typed, faults=faults, base=BASE, extra_row=extra_row, origins=words)
    context = {
        **turn.page,
        "purpose": purpose,
        "case": purpose.case,
        "document": purpose.document,
        "title": purpose.title,
        "tree": tree,
        "version": version,
        "once": turn.request.POST.get("once") or get_random_string(22),
        "note": form.note,
        "saved": saved,
        "resumed": begun.resumed(saved, version, since=_since(purpose, saved)) if saved and resumes else None,
        "uncovered": [node.label for node in tree.walk() if node.pointer in form.uncovered],
        "autosave": AUTOSAVE_SECONDS,
        "unsaved": turn.request.method == "POST",
    }
    return render(turn.request, "backoffice/generate.html", context, status=422 if faults else status)


def _since(purpose: Purpose, saved: SavedForm) -> str:
    return purpose.made[1] if purpose.made and purpose.made[0] > saved.updated_at else ""


def _save(turn: Turn) -> HttpResponse:
    """Keep what was typed, right or wrong; by itself ("auto") or because the user leaves."""
    purpose, form = turn.purpose, turn.form
    by_itself = turn.request.POST["save"] == "auto"
    if by_itself and cache.get(turn.once):
        return JsonResponse({"said": ""})  # the form was sent meanwhile
    try:
        kept = services.form_save(
            actor=purpose.user,
            version=purpose.version,
            case=purpose.case,
            document=purpose.document,
            typed=form.typed,
            origins=turn.origins(form.typed),
            note=form.note,
        )
    except DomainError as error:
        return JsonResponse({"said": f"Not saved. {error.detail}."}) if by_itself else _refused(turn, error)
    when = date_format(timezone.localtime(kept.updated_at), "g:i A")
    if by_itself:
        return JsonResponse({"said": f"Saved {when}"})
    messages.success(turn.request, f"Saved {when}. Nothing was generated; go on with it when you like.")
    return redirect(purpose.back)


def _preview(turn: Turn) -> HttpResponse:
    """The PDF with a mark across it, its drafted texts taken from the clause library; nothing is stored."""
    source, data = turn.purpose.version.source(), turn.form.data
    try:
        sections, _ = rendering.draft_clauses(source, data, locale="", tone="")
        pdf = rendering.render_pdf(source, data, sections, rendering.RenderOptions(watermark=PREVIEW_MARK))
    except DomainError as error:
        return _refused(turn, error)
    answer = HttpResponse(pdf.content, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="preview.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _generate(turn: Turn) -> HttpResponse:
    request, purpose, form = turn.request, turn.purpose, turn.form
    if not cache.add(turn.once, "1", ONCE_SECONDS):
        messages.info(request, "This form was sent before. What it made stands below; nothing was made twice.")
        return redirect(purpose.back)
    wish = Wish(version=purpose.version, inputs=form.data, note=form.note, origins=turn.origins(form.data))
    try:
        job = purpose.order(wish)
    except DomainError as error:
        cache.delete(turn.once)
        return _refused(turn, error)
    services.form_ordered(actor=purpose.user, purpose=purpose.key, order_id=UUID(job.payload["order"]))
    answer = follow(request, job, back=purpose.back, done=purpose.done)
    if answer is None:
        cache.delete(turn.once)
        return _refused(turn, JobFailed.of(Job.objects.get(pk=job.pk)))
    return answer


def follow(request: HttpRequest, job: Job, *, back: str, done: Callable[[Revision], str]) -> HttpResponse | None:
    """Wait for the job and go on to what it made; None when it failed."""
    job = jobs.wait_for(job.pk, seconds=WAIT_SECONDS)
    if job.status == Job.Status.FAILED:
        return None
    if job.status != Job.Status.SUCCEEDED:
        messages.info(request, "The document is still being made. It appears here by itself; you need not wait.")
        return redirect(back)
    result = job.result or {}
    revision = Revision.objects.select_related("document", "rendering").get(
        document_id=result["documentId"], number=result["revision"]
    )
    messages.success(request, told(revision))
    return redirect(done(revision))


def told(revision: Revision) -> str:
    """What was made and what to do next."""
    pages = revision.pages or 0
    what = "is ready" if revision.number == 1 else f"has revision {revision.number}"
    checksum = revision.checksum.removeprefix("sha256:")[:12]
    size = f"{pages} page{'' if pages == 1 else 's'}"
    said = f"“{revision.document.title}” {what}: {size}, checksum {checksum}."
    if revision.warnings:
        count = len(revision.warnings)
        remarks = "is 1 remark" if count == 1 else f"are {count} remarks"
        return f"{said} There {remarks} on it: open the document and read that first."
    return f"{said} Next: open the PDF, read it through, then submit it for review."


def _refused(turn: Turn, error: DomainError) -> HttpResponse:
    """The form again with everything typed, and what went wrong."""
    faults = list(error.errors) if isinstance(error, TemplateDataInvalid | InvalidInput) else []
    if not faults:
        advice = "Nothing was stored, and your entries are kept below." if error.status >= 500 else ""
        messages.error(turn.request, f"{error.detail} {advice}".strip())
    return _drawn(turn, faults=faults, status=error.status)
