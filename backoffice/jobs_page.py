"""The jobs page: what runs by itself, why something failed, and another try."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from unfold.decorators import display

from accounts.models import User
from backoffice.staff_pages import StaffReadOnlyAdmin
from cases import selectors as case_selectors
from core import jobs
from core.errors import DomainError
from core.models import Job

KINDS = {
    "documents.produce": "Make a document",
    "documents.template-impact": "Try a template's draft on open cases",
    "documents.batch": "Make documents of a batch",
    "event.handle": "Follow up on an event",
    "email.deliver": "Send a mail",
    "email.apply": "Take in what a mail provider told",
    "digest.send": "Write somebody's daily digest",
}
STATUS_COLOURS = {
    Job.Status.QUEUED: "info",
    Job.Status.RUNNING: "info",
    Job.Status.SUCCEEDED: "success",
    Job.Status.FAILED: "danger",
}


def visible_to(user: Any) -> QuerySet[Job]:
    """An admin sees all jobs; a lawyer those they asked for and those of assigned cases; anybody else none."""
    if not user.is_authenticated or not user.is_active:
        return Job.objects.none()
    if user.role == User.Role.ADMIN:
        return Job.objects.all()
    if user.role == User.Role.LAWYER:
        return Job.objects.filter(Q(user_id=user.pk) | Q(case_id__in=case_selectors.visible_to(user).values("pk")))
    return Job.objects.none()


def kind_in_words(job: Job) -> str:
    """What the job does: a phrase for the kinds that staff meet, the kind itself for the rest."""
    return words_of(job.kind)


def words_of(kind: str) -> str:
    """The same for the name of a kind."""
    return KINDS.get(kind, kind.replace(".", ": ").replace("_", " ").capitalize())


def why(job: Job) -> str:
    """A sentence on how the job stands: why it failed and whether another try can help, or what happens next."""
    told = job.error or {}
    reason = str(told.get("detail") or told.get("title") or "").strip()
    if job.status == Job.Status.FAILED:
        advice = (
            "It may well work now: try it again."
            if told.get("retryable")
            else "The same try would end the same way: put right what it names first."
        )
        return f"{reason or 'It failed without a word.'} {advice}"
    if job.status == Job.Status.QUEUED and reason:
        return f"{reason} It is tried again by itself (try {job.attempts + 1} of {job.max_attempts})."
    return ""


class JobAdmin(StaffReadOnlyAdmin):
    """Jobs, newest first. The only thing to do with one is to try a failed one again."""

    list_display = ("what", "state", "said", "attempts", "created_at")
    list_display_links = ("what",)
    list_filter = ("status", "kind")
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-created_at", "-id")
    search_fields = ("=id", "=case_id")
    search_help_text = "The whole id of a job or a case"
    actions = ("retry_selected",)
    change_form_template = "backoffice/job.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        return visible_to(request.user)

    def get_urls(self) -> list[URLPattern]:
        again = path("<uuid:job_id>/retry/", self.admin_site.admin_view(self.retry_view), name="core_job_retry")
        return [again, *super().get_urls()]

    @display(description="Job")
    def what(self, job: Job) -> str:
        return kind_in_words(job)

    @display(description="Status", label=STATUS_COLOURS)
    def state(self, job: Job) -> tuple[str, str]:
        return job.status, job.get_status_display()

    @display(description="What happened")
    def said(self, job: Job) -> str:
        return format_html('<span class="hain-said">{}</span>', why(job) or "–")

    @admin.action(description="Try the selected failed jobs again")
    def retry_selected(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        failed = list(queryset.filter(status=Job.Status.FAILED))
        if not failed:
            self.message_user(request, "None of these failed, so there is nothing to try again.", messages.WARNING)
            return
        ended = [_retried(request, job) for job in failed]
        done = sum(ended)
        self.message_user(request, f"{done} of {len(failed)} jobs are under way again. Reload to see how they end.")

    def retry_view(self, request: HttpRequest, job_id: Any) -> HttpResponse:
        """The button on a job's own page."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        job = self.get_object(request, str(job_id))
        if job is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(job_id))
        if _retried(request, job):
            self.message_user(request, "The job is under way again. This page shows how it ends.", messages.SUCCESS)
        return redirect(reverse("admin:core_job_change", args=[job.pk]))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        job = self.get_object(request, object_id)
        context = {} if job is None else {"job": job, "title": kind_in_words(job), "why": why(job), "subtitle": None}
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})


def _retried(request: HttpRequest, job: Job) -> bool:
    try:
        jobs.retry(actor=request.user, job=job)
    except DomainError as error:
        messages.error(request, error.detail)
        return False
    return True
