"""Batches in the admin: send a sheet, look at what was checked, start, watch, take the files away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from unfold.decorators import display

from backoffice.staff_pages import StaffReadOnlyAdmin
from cases import selectors as case_selectors
from core.errors import DomainError, NotFound
from documents import selectors, services
from documents.api.batching import sheet_answer, zip_answer
from documents.batches.limits import MOST_BYTES, MOST_ROWS
from documents.batches.states import CANCELLED, CHECKED, DONE, RUNNING, STATUSES, STOPPED
from documents.models import Batch, BatchRow
from documents.options import PAPER_SIZES

COLOURS = {CHECKED: "warning", RUNNING: "info", STOPPED: "danger", DONE: "success", CANCELLED: "info"}
TONES = {CHECKED: "warn", RUNNING: "accent", STOPPED: "bad", DONE: "good"}
MOST_WRONG, MOST_MADE = 100, 50
SAID: Mapping[str, tuple[Callable[..., Batch], str]] = {
    "start": (services.batch_start, "It is under way. This page shows how far it is; you need not wait here."),
    "cancel": (services.batch_cancel, "Cancelled. No further document is made; those that were made are kept."),
    "retry": (services.batch_retry, "It is under way again. This page shows how far it is."),
}


def batch_url(batch: Batch) -> str:
    """The batch's page."""
    return reverse("admin:documents_batch_change", args=[batch.pk])


class BatchPagesAdmin(StaffReadOnlyAdmin):
    """Batches that the user may see, newest first."""

    list_display = ("what", "filename", "of_case", "state", "progress", "created_by", "created_at")
    list_display_links = ("what",)
    list_filter = ("status",)
    list_per_page = 50
    search_fields = ("filename__istartswith",)
    search_help_text = "The beginning of a file's name"
    show_full_result_count = False
    ordering = ("-created_at", "-id")
    change_list_template = "backoffice/batches.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Batch]:
        return selectors.batches_visible_to(request.user)

    @display(description="Template")
    def what(self, batch: Batch) -> str:
        return f"{batch.template_version.template.title} v{batch.template_version.number}"

    @display(description="Case")
    def of_case(self, batch: Batch) -> str:
        return batch.case.number if batch.case else "–"

    @display(description="Status", label=COLOURS)
    def state(self, batch: Batch) -> tuple[str, str]:
        return batch.status, dict(STATUSES)[batch.status]

    @display(description="Made")
    def progress(self, batch: Batch) -> str:
        found = batch.found
        failed = f", {found.failed} failed" if found.failed else ""
        return f"{found.made} of {found.total}{failed}"

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The list, with how far each of its batches is, asked for once."""
        changes = super().get_changelist_instance(request)
        shown = list(changes.result_list)
        progress = selectors.batch_progress(shown)
        for batch in shown:
            batch.found = progress[batch.pk]
        changes.result_list = shown
        return changes

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        ours = [
            path("new/", wrap(self.new_view), name="documents_batch_new"),
            path("sheet/<slug:slug>.<slug:kind>", wrap(self.sheet_view), name="documents_batch_sheet"),
            path("<uuid:batch_id>/files/", wrap(self.files_view), name="documents_batch_files"),
            path("<uuid:batch_id>/step/<slug:step>/", wrap(self.step_view), name="documents_batch_step"),
        ]
        return [*ours, *super().get_urls()]

    def new_view(self, request: HttpRequest) -> HttpResponse:
        """The form for a sheet; what comes in is checked, and its page shows what was found."""
        problem = ""
        if request.method == "POST":
            try:
                return redirect(batch_url(self._checked(request)))
            except DomainError as error:
                problem = error.detail
        templates = list(selectors.templates_for_listing(request.user).order_by("title"))
        asked = request.POST if request.method == "POST" else request.GET
        context = {
            **self.admin_site.each_context(request),
            "title": "A document from each row of a sheet",
            "templates": templates,
            "chosen": next((one for one in templates if one.slug == asked.get("template")), None),
            "case_number": asked.get("case", ""),
            "paper": asked.get("paper", ""),
            "papers": list(PAPER_SIZES),
            "problem": problem,
            "most_rows": f"{MOST_ROWS:,}",
        }
        return render(request, "backoffice/batch_new.html", context, status=422 if problem else 200)

    def _checked(self, request: HttpRequest) -> Batch:
        """The batch of what was posted. Raises what the services raise, and NotFound in words for template and case."""
        file, number = request.FILES.get("file"), request.POST.get("case", "").strip()
        if not request.POST.get("template"):
            raise NotFound("Choose a template first.")
        if file is None or file.size is None:
            raise NotFound("Choose a file first.")
        if file.size > MOST_BYTES:
            raise NotFound(f"A sheet may have at most {MOST_BYTES // 1_000_000} MB. Send it in parts.")
        case = case_selectors.visible_to(request.user).filter(number=number).first() if number else None
        if number and case is None:
            raise NotFound(f"You have no case with the number {number[:30]}. Look it up on the case's page.")
        paper = request.POST.get("paper", "")
        return services.batch_check(
            actor=request.user,
            version=selectors.version_get(request.user, request.POST["template"], None),
            content=file.read(),
            filename=file.name or "",
            case=case,
            options={"paper": paper} if paper in PAPER_SIZES else {},
        )

    def sheet_view(self, request: HttpRequest, slug: str, kind: str) -> HttpResponse:
        """The empty sheet of a template, to be filled in."""
        try:
            version = selectors.version_get(request.user, slug, None)
        except NotFound as error:
            raise Http404 from error
        return sheet_answer(version, "csv" if kind == "csv" else "xlsx")

    def files_view(self, request: HttpRequest, batch_id: UUID) -> HttpResponseBase:
        """What was made, as the firm's package."""
        batch = self._batch(request, batch_id)
        try:
            return zip_answer(services.batch_package(actor=request.user, batch=batch), str(batch))
        except DomainError as error:
            messages.error(request, error.detail)
            return redirect(batch_url(batch))

    def step_view(self, request: HttpRequest, batch_id: UUID, step: str) -> HttpResponse:
        """Start, cancel or retry, by the same service as the API."""
        if step not in SAID:
            raise Http404
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        batch = self._batch(request, batch_id)
        service, said = SAID[step]
        extra = {"leave_out": "leave_out" in request.POST} if step == "start" else {}
        try:
            service(actor=request.user, batch=batch, **extra)
        except DomainError as error:
            messages.error(request, error.detail)
        else:
            messages.success(request, said)
        return redirect(batch_url(batch))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The batch's page."""
        batch = self._batch(request, object_id)
        progress = selectors.batch_progress([batch])[batch.pk]
        status = BatchRow.Status
        wrong = selectors.batch_rows(batch, status.BAD, status.FAILED, status.LEFT_OUT)
        context = {
            **self.admin_site.each_context(request),
            "title": str(batch),
            "batch": batch,
            "progress": progress,
            "tone": TONES.get(batch.status, ""),
            "wrong": list(wrong[:MOST_WRONG]),
            "wrong_count": progress.bad + progress.failed + progress.left_out,
            "made": list(selectors.batch_rows(batch, status.DONE).order_by("-number")[:MOST_MADE]),
            "may_cancel": batch.status in (CHECKED, RUNNING, STOPPED),
            "may_retry": batch.status == STOPPED
            or (batch.status == DONE and progress.failed > 0)
            or services.batch_is_stuck(batch),
        }
        return render(request, "backoffice/batch.html", context)

    def _batch(self, request: HttpRequest, batch_id: Any) -> Batch:
        try:
            return selectors.batch_get(request.user, batch_id)
        except NotFound as error:
            raise Http404 from error
