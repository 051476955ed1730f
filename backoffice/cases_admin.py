"""The case in the admin: its change page is a workspace, from which the main job is run."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse

from backoffice import agreement, begun, case_page, generating, writing
from backoffice.posted_files import posted_file
from backoffice.prefill import prefill
from cases import selectors as case_selectors
from cases import services as case_services
from cases.admin import CaseAdmin
from cases.models import Case, Entity, Party
from core.errors import DomainError, NotFound
from core.ids import parse_id
from documents import selectors as document_selectors
from documents import services as document_services
from documents.models import Revision
from documents.services.ordering import Wish


def case_url(case: Case) -> str:
    """The case's workspace."""
    return reverse("admin:cases_case_change", args=[case.pk])


class CaseWorkspaceAdmin(CaseAdmin):
    """Cases: the list and the form of their own room, and the workspace in place of the change page."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        ours = [
            path("<uuid:case_id>/edit/", wrap(self.edit_view), name="cases_case_edit"),
            path("<uuid:case_id>/transition/", wrap(self.transition_view), name="cases_case_transition"),
            path("<uuid:case_id>/upload/", wrap(self.upload_view), name="cases_case_upload"),
            path("<uuid:case_id>/difference/", wrap(self.difference_view), name="cases_case_difference"),
            path("<uuid:case_id>/mail/", wrap(self.mail_view), name="cases_case_mail"),
            path("<uuid:case_id>/generate/", wrap(self.choose_view), name="cases_case_choose"),
            path("<uuid:case_id>/generate/<slug:slug>/", wrap(self.generate_view), name="cases_case_generate"),
        ]
        return [*ours, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The workspace."""
        case = self._case(request, object_id)
        context = {
            **self._page(request, case),
            **case_page.case_context(request.user, case, new=request.GET.get("new", "")),
            "begun": begun.of_case(request.user, case),
            "title": case.number,
        }
        return render(request, "backoffice/case.html", context)

    def edit_view(self, request: HttpRequest, case_id: UUID) -> HttpResponse:
        """The case's own form."""
        self._case(request, case_id)
        return super().change_view(request, str(case_id), extra_context={"show_back_button": False})

    def response_post_save_change(self, request: HttpRequest, obj: Case) -> HttpResponse:
        return redirect(case_url(obj))

    def response_post_save_add(self, request: HttpRequest, obj: Case) -> HttpResponse:
        return redirect(case_url(obj))

    def transition_view(self, request: HttpRequest, case_id: UUID) -> HttpResponse:
        """Move the case along, by the same service as the API."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        case = self._case(request, case_id)
        note = request.POST.get("note", "").strip()[:500]
        try:
            case_services.case_transition(actor=request.user, case=case, to=request.POST.get("to", ""), note=note)
        except DomainError as error:
            messages.error(request, error.detail)
        else:
            messages.success(request, f"The case is now {case.get_status_display().lower()}.")
        return redirect(case_url(case))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """As in its own room; then tells which documents were made with what has changed."""
        super().save_formset(request, form, formset, change)
        if formset.model not in (Party, Entity):
            return
        for row in formset.forms:
            if row.has_changed() and row.instance.pk and any(row.instance == one for one, _ in formset.changed_objects):
                values = {name: (row.initial.get(name), row.cleaned_data.get(name)) for name in row.changed_data}
                party = row.instance if isinstance(row.instance, Party) else None
                told = agreement.told_after_change(form.instance, values, party)
                if told:
                    messages.warning(request, told)

    def difference_view(self, request: HttpRequest, case_id: UUID) -> HttpResponse:
        """Record that papers differ on purpose."""
        case = self._case(request, case_id)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            document_services.difference_accept(
                actor=request.user,
                case=case,
                difference=request.POST.get("difference", ""),
                reason=request.POST.get("reason", ""),
            )
        except DomainError as error:
            messages.error(request, error.detail)
        else:
            messages.success(request, "Recorded. These values count as agreed.")
        document = parse_id(request.POST.get("document"))
        return redirect(reverse("admin:documents_document_change", args=[document]) if document else case_url(case))

    def choose_view(self, request: HttpRequest, case_id: UUID) -> HttpResponse:
        """Which template?"""
        case = self._case(request, case_id)
        templates = list(document_selectors.templates_for_listing(request.user).order_by("category", "title"))
        begun.mark(templates, begun.of_case(request.user, case))
        context = {
            **self._page(request, case),
            "case": case,
            "templates": templates,
            "title": "Generate a document",
        }
        return render(request, "backoffice/choose_template.html", context)

    def upload_view(self, request: HttpRequest, case_id: UUID) -> HttpResponse:
        """Take a file in, by the same service as the API."""
        case = self._case(request, case_id)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            document = document_services.upload_store(
                actor=request.user,
                case=case,
                **posted_file(request, "Choose a file first."),
                title=request.POST.get("title", ""),
            )
        except DomainError as error:
            messages.error(request, error.detail)
            return redirect(case_url(case))
        messages.success(request, f"“{document.title}” is in the case now.")
        return redirect(f"{case_url(case)}?new={document.pk}")

    def mail_view(self, request: HttpRequest, case_id: UUID) -> HttpResponse:
        """Write a mail about the case."""
        case = self._case(request, case_id)
        return writing.write_page(writing.Turn(request, case, self._page(request, case), case_url(case)))

    def generate_view(self, request: HttpRequest, case_id: UUID, slug: str) -> HttpResponse:
        """The template's form; its buttons preview and generate."""
        case = self._case(request, case_id)
        version = _found(document_selectors.version_get, request.user, slug, None)
        purpose = generating.Purpose(
            user=request.user,
            version=version,
            known=prefill(request.user, case, version),
            order=partial(_order, request, case),
            back=case_url(case),
            done=partial(_new_on_top, case),
            title=f"Generate {version.template.title}",
            button="Generate document",
            case=case,
        )
        return generating.form_page(request, purpose, self._page(request, case))

    def _case(self, request: HttpRequest, case_id: Any) -> Case:
        """The case as the workspace needs it; what the user may not see is not there."""
        return _found(case_selectors.case_get, request.user, case_id)

    def _page(self, request: HttpRequest, case: Case) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "may_edit": self.has_change_permission(request, case),
        }


def _found(get: Any, *asked: Any) -> Any:
    try:
        return get(*asked)
    except NotFound as error:
        raise Http404 from error


def _order(request: HttpRequest, case: Case, wish: Wish) -> Any:
    return document_services.document_request(actor=request.user, case=case, wish=wish)


def _new_on_top(case: Case, revision: Revision) -> str:
    return f"{case_url(case)}?new={revision.document_id}"
