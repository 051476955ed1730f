"""Envelopes in the admin: what is out for signature, how it stands, and what staff can do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from unfold.decorators import display

from backoffice.envelope_page import LABELS, envelope_context, envelope_url, line_of
from backoffice.staff_pages import StaffReadOnlyAdmin
from core.errors import DomainError, NotFound
from core.ids import parse_id
from esign import selectors, services
from esign.models import Envelope


class EnvelopePagesAdmin(StaffReadOnlyAdmin):
    """Envelopes that the user may see, newest first."""

    list_display = ("titled", "state", "of_case", "signed", "sent_at", "expires_at")
    list_display_links = ("titled",)
    list_filter = ("status",)
    list_per_page = 50
    search_fields = ("document__title__istartswith", "case__number")
    search_help_text = "The beginning of a document's title, or a case number"
    show_full_result_count = False
    ordering = ("-created_at", "-id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Envelope]:
        return selectors.for_listing(request.user)

    @display(description="Document", ordering="document__title")
    def titled(self, envelope: Envelope) -> str:
        return envelope.document.title

    @display(description="Status", label=LABELS)
    def state(self, envelope: Envelope) -> tuple[str, str]:
        return envelope.status, envelope.get_status_display()

    @display(description="Case", ordering="case__number")
    def of_case(self, envelope: Envelope) -> str:
        return envelope.case.number

    @display(description="Signed")
    def signed(self, envelope: Envelope) -> str:
        line = line_of(envelope)
        return f"{line.done} of {line.of}"

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        ours = [
            path("<uuid:envelope_id>/step/<slug:step>/", wrap(self.step_view), name="esign_envelope_step"),
            path("<uuid:envelope_id>/certificate/", wrap(self.certificate_view), name="esign_envelope_certificate"),
            path("<uuid:envelope_id>/evidence.json", wrap(self.evidence_view), name="esign_envelope_evidence"),
        ]
        return [*ours, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The envelope's page."""
        envelope = self._envelope(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            **envelope_context(request.user, envelope),
            "title": "Envelope",
        }
        return render(request, "backoffice/envelope.html", context)

    def step_view(self, request: HttpRequest, envelope_id: UUID, step: str) -> HttpResponse:
        """Remind, withdraw, or ask another person, by the same service as the API."""
        if step not in STEPS:
            raise Http404
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        envelope = self._envelope(request, envelope_id)
        try:
            said = STEPS[step](request, envelope)
        except DomainError as error:
            messages.error(request, error.detail)
        else:
            messages.success(request, said)
        return redirect(envelope_url(envelope))

    def certificate_view(self, request: HttpRequest, envelope_id: UUID) -> HttpResponse:
        """To the certificate of completion, by a link that dies in minutes."""
        envelope = self._envelope(request, envelope_id)
        try:
            answer = redirect(services.certificate_link(actor=request.user, envelope=envelope))
        except DomainError as error:
            messages.error(request, error.detail)
            return redirect(envelope_url(envelope))
        answer["Cache-Control"] = "private, no-store"
        return answer

    def evidence_view(self, request: HttpRequest, envelope_id: UUID) -> HttpResponse:
        """The evidence as a JSON file."""
        envelope = self._envelope(request, envelope_id)
        try:
            data = services.evidence_data(actor=request.user, envelope=envelope)
        except DomainError as error:
            messages.error(request, error.detail)
            return redirect(envelope_url(envelope))
        answer = JsonResponse(data, json_dumps_params={"indent": 2, "ensure_ascii": False})
        answer["Content-Disposition"] = f'attachment; filename="evidence-{envelope.pk}.json"'
        answer["Cache-Control"] = "private, no-store"
        return answer

    def _envelope(self, request: HttpRequest, envelope_id: Any) -> Envelope:
        try:
            return selectors.envelope_get(request.user, envelope_id)
        except NotFound as error:
            raise Http404 from error


def _remind(request: HttpRequest, envelope: Envelope) -> str:
    services.envelope_remind(actor=request.user, envelope=envelope)
    return "Everybody whose turn it is gets a mail with a new link. The link before opens nothing any more."


def _void(request: HttpRequest, envelope: Envelope) -> str:
    services.envelope_void(actor=request.user, envelope=envelope, reason=request.POST.get("reason", ""))
    return "It is withdrawn. No link opens it any more, and who had been asked is told."


def _replace(request: HttpRequest, envelope: Envelope) -> str:
    known = parse_id(request.POST.get("signer", ""))
    signer = envelope.signers.filter(pk=known).first() if known else None
    if signer is None:
        raise NotFound("This person is not in the envelope. Open the page again.")
    person = {"name": request.POST.get("name", ""), "email": request.POST.get("email", "")}
    after = services.signer_replace(actor=request.user, envelope=envelope, signer=signer, person=person)
    return f"{after.name} takes the place of {signer.name}."


STEPS: Mapping[str, Callable[[HttpRequest, Envelope], str]] = {"remind": _remind, "void": _void, "replace": _replace}
