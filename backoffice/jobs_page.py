"""The jobs page: what runs by itself, why something failed, another try, and calling it off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from unfold.decorators import display

from backoffice.staff_pages import StaffReadOnlyAdmin
from core import jobs
from core.errors import DomainError
from core.models import Job

KINDS = {
    "documents.produce": "Make a document",
    "documents.template-impact": "Try a template's draft on open cases",
    "documents.batch": "Make documents of a batch",
    "documents.examine": "Scan and read a file",
    "ai.analyse": "Analyse a long text",
    "esign.submit": "Send a paper out for signature",
    "esign.attest": "Write a signature into a file",
    "esign.certify": "Make a certificate of completion",
    "esign.reconcile": "Ask a signature provider how it stands",
    "esign.apply": "Take in what a signature provider told",
    "esign.cancel": "Withdraw a paper from a signature provider",
    "esign.remind": "Have a signature provider remind",
    "storage.verify": "Compare stored files with the records",
    "event.handle": "Follow up on an event",
    "email.deliver": "Send a mail",
    "email.apply": "Take in what a mail provider told",
    "digest.send": "Write somebody's daily digest",
}
Act = Callable[..., Job]
GOING_ON = (Job.Status.QUEUED, Job.Status.RUNNING)
STATUS_COLOURS = {
    Job.Status.QUEUED: "info",
    Job.Status.RUNNING: "info",
    Job.Status.SUCCEEDED: "success",
    Job.Status.FAILED: "danger",
    "cancelled": "warning",
}


def visible_to(user: Any) -> QuerySet[Job]:
    """The jobs that staff may see, as over the API; anybody else sees none here."""
    return jobs.visible_to(user) if getattr(user, "is_staff", False) else Job.objects.none()


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
        return f"{reason or 'It failed without a word.'} {_advice(told)}"
    if job.status == Job.Status.RUNNING and job.cancel_asked_at is not None:
        return "It was cancelled and ends at its next step. What it has recorded by then stays."
    if job.status == Job.Status.QUEUED and reason:
        return f"{reason} It is tried again by itself (try {job.attempts + 1} of {job.max_attempts})."
    return ""


def _advice(told: dict[str, Any]) -> str:
    """What to do about a job that failed so."""
    if told.get("code") == "job-cancelled":
        return "If it is wanted after all, try it again: it finds what was made already."
    if told.get("code") == "job-timed-out":
        return "Try it again; where it ends so each time, make the input smaller or look at Connections."
    if told.get("code") == "worker-died":
        return "Have the log of the workers looked at before you try it again."
    if told.get("retryable"):
        return "It may well work now: try it again."
    return "The same try would end the same way: put right what it names first."


class JobAdmin(StaffReadOnlyAdmin):
    """Jobs, newest first. A failed one can be tried again, one that waits or runs can be cancelled."""

    list_display = ("what", "state", "said", "attempts", "created_at")
    list_display_links = ("what",)
    list_filter = ("status", "queue", "kind")
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-created_at", "-id")
    search_fields = ("=id", "=case_id")
    search_help_text = "The whole id of a job or a case"
    actions = ("retry_selected", "cancel_selected")
    change_form_template = "backoffice/job.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        return visible_to(request.user)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("<uuid:job_id>/retry/", wrap(self.retry_view), name="core_job_retry"),
            path("<uuid:job_id>/cancel/", wrap(self.cancel_view), name="core_job_cancel"),
        ]
        return [*own, *super().get_urls()]

    @display(description="Job")
    def what(self, job: Job) -> str:
        return kind_in_words(job)

    @display(description="Status", label=STATUS_COLOURS)
    def state(self, job: Job) -> tuple[str, str]:
        return ("cancelled", "Cancelled") if job.is_cancelled else (job.status, job.get_status_display())

    @display(description="What happened")
    def said(self, job: Job) -> str:
        return format_html('<span class="hain-said">{}</span>', why(job) or "–")

    @admin.action(description="Try the selected failed jobs again")
    def retry_selected(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        failed = list(queryset.filter(status=Job.Status.FAILED))
        if not failed:
            self.message_user(request, "None of these failed, so there is nothing to try again.", messages.WARNING)
            return
        done = sum(_done(request, jobs.retry, job) is not None for job in failed)
        self.message_user(request, f"{done} of {len(failed)} jobs are under way again. Reload to see how they end.")

    @admin.action(description="Cancel the selected jobs that wait or run")
    def cancel_selected(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        going_on = list(queryset.filter(status__in=GOING_ON))
        if not going_on:
            self.message_user(request, "All of these have ended, so there is nothing to cancel.", messages.WARNING)
            return
        done = sum(_done(request, jobs.cancel, job) is not None for job in going_on)
        self.message_user(
            request, f"{done} of {len(going_on)} jobs are cancelled. One that runs ends at its next step."
        )

    def retry_view(self, request: HttpRequest, job_id: Any) -> HttpResponse:
        """The button on a failed job's own page."""
        return self._press(request, job_id, jobs.retry, "The job is under way again. This page shows how it ends.")

    def cancel_view(self, request: HttpRequest, job_id: Any) -> HttpResponse:
        """The button on the page of a job that waits or runs."""
        return self._press(request, job_id, jobs.cancel, "The job is cancelled. One that runs ends at its next step.")

    def _press(self, request: HttpRequest, job_id: Any, act: Act, said: str) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        job = self.get_object(request, str(job_id))
        if job is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(job_id))
        if _done(request, act, job) is not None:
            self.message_user(request, said, messages.SUCCESS)
        return redirect(reverse("admin:core_job_change", args=[job.pk]))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        job = self.get_object(request, object_id)
        context = {} if job is None else {"job": job, "title": kind_in_words(job), "why": why(job), "subtitle": None}
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})


def _done(request: HttpRequest, act: Act, job: Job) -> Job | None:
    """The job after `act`; None where it was refused, and the person is told why."""
    try:
        return act(actor=request.user, job=job)
    except DomainError as error:
        messages.error(request, error.detail)
        return None
