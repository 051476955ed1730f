"""The main job from the admin: choose a template, fill its form, preview, generate; and the next revision likewise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string

from accounts.models import User
from backoffice import schema_form
from core import jobs
from core.api.views import JobFailed
from core.errors import DomainError, Fault, InvalidInput
from core.models import Job
from documents import rendering, schema
from documents.exceptions import TemplateDataInvalid
from documents.models import Revision, TemplateVersion
from documents.services.ordering import Wish

BASE = "/inputs"
WAIT_SECONDS = 30
ONCE_SECONDS = 3600
PREVIEW_MARK = "PREVIEW"


@dataclass(frozen=True)
class Purpose:
    """What the form is for: a new document of a case or the next revision of one."""

    user: User
    version: TemplateVersion
    initial: dict[str, Any]
    order: Callable[[Wish], Job]  # asks for the document by the same service as the API
    back: str  # where to go when done or cancelled
    title: str
    button: str
    context: dict[str, Any] = field(default_factory=dict)
    done: Callable[[Revision], str] = lambda revision: ""  # where to go with the finished revision


def form_page(request: HttpRequest, purpose: Purpose, page: dict[str, Any]) -> HttpResponse:
    """The form, and what its buttons do. Faults stand beside their fields with everything as it was typed."""
    if request.method != "POST":
        return _drawn(request, purpose, page, purpose.initial)
    data = schema_form.parse(purpose.version.schema, request.POST)
    if schema_form.ADD_ROW in request.POST or schema_form.REMOVE_ROW in request.POST:
        return _drawn(request, purpose, page, data, extra_row=request.POST.get(schema_form.ADD_ROW, ""))
    faults = schema.validate(purpose.version.schema, data, prefix=BASE)
    if faults:
        return _drawn(request, purpose, page, data, faults=faults)
    if "check" in request.POST:
        return HttpResponse(status=204)
    if "preview" in request.POST:
        return _preview(request, purpose, page, data)
    return _generate(request, purpose, page, data)


def _drawn(
    request: HttpRequest,
    purpose: Purpose,
    page: dict[str, Any],
    data: dict[str, Any],
    *,
    faults: Sequence[Fault] = (),
    extra_row: str = "",
    status: int = 200,
) -> HttpResponse:
    tree = schema_form.build(purpose.version.schema, data, faults=faults, base=BASE, extra_row=extra_row)
    context = {
        **page,
        **purpose.context,
        "purpose": purpose,
        "title": purpose.title,
        "tree": tree,
        "version": purpose.version,
        "once": request.POST.get("once") or get_random_string(22),
        "note": request.POST.get("note", ""),
    }
    return render(request, "backoffice/generate.html", context, status=422 if faults else status)


def _preview(request: HttpRequest, purpose: Purpose, page: dict[str, Any], data: dict[str, Any]) -> HttpResponse:
    """The PDF with a mark across it, its drafted texts taken from the clause library; nothing is stored."""
    source = purpose.version.source()
    try:
        sections, _ = rendering.draft_clauses(source, data, locale="", tone="")
        pdf = rendering.render_pdf(source, data, sections, rendering.RenderOptions(watermark=PREVIEW_MARK))
    except DomainError as error:
        return _refused(request, purpose, page, data, error)
    answer = HttpResponse(pdf.content, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="preview.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _generate(request: HttpRequest, purpose: Purpose, page: dict[str, Any], data: dict[str, Any]) -> HttpResponse:
    once = f"backoffice.once:{purpose.user.pk}:{request.POST.get('once', '')[:64]}"
    if not cache.add(once, "1", ONCE_SECONDS):
        messages.info(request, "This form was sent before. What it made stands below; nothing was made twice.")
        return redirect(purpose.back)
    try:
        job = purpose.order(Wish(version=purpose.version, inputs=data, note=request.POST.get("note", "")[:500].strip()))
    except DomainError as error:
        cache.delete(once)
        return _refused(request, purpose, page, data, error)
    answer = follow(request, job, back=purpose.back, done=purpose.done)
    if answer is None:
        cache.delete(once)
        return _refused(request, purpose, page, data, JobFailed.of(Job.objects.get(pk=job.pk)))
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


def _refused(
    request: HttpRequest, purpose: Purpose, page: dict[str, Any], data: dict[str, Any], error: DomainError
) -> HttpResponse:
    """The form again with everything typed, and what went wrong."""
    faults = list(error.errors) if isinstance(error, TemplateDataInvalid | InvalidInput) else []
    if not faults:
        advice = "Nothing was stored, and your entries are kept below." if error.status >= 500 else ""
        messages.error(request, f"{error.detail} {advice}".strip())
    return _drawn(request, purpose, page, data, faults=faults, status=error.status)
