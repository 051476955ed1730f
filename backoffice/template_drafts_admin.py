"""A template's draft in the admin: edit, preview, check, propose, publish, discard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from unfold.decorators import display

from backoffice import template_draft_page, template_editor
from backoffice.staff_pages import StaffReadOnlyAdmin
from core.errors import DomainError, Fault, InvalidInput, NotFound
from documents import services
from documents.drafting import selectors
from documents.drafting.editing import edited
from documents.drafting.previewing import preview_pdf
from documents.exceptions import TemplateDraftChanged, TemplateNotPublishable
from documents.models import TemplateDraft
from documents.source import SourceInvalid, TemplateSource

STATUS_COLOURS = {"editing": "info", "proposed": "warning", "published": "success", "discarded": "danger"}


def draft_url(draft: TemplateDraft) -> str:
    """The draft's page."""
    return reverse("admin:documents_templatedraft_change", args=[draft.pk])


class TemplateDraftAdmin(StaffReadOnlyAdmin):
    """Drafts of templates, newest first."""

    list_display = ("of_template", "state", "note", "saved_by", "saved_at")
    list_filter = ("status",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("template__title__istartswith", "template__slug__istartswith")
    search_help_text = "The beginning of a title"
    ordering = ("-created_at", "-id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[TemplateDraft]:
        return selectors.for_listing(request.user)

    @display(description="Template", ordering="template__title")
    def of_template(self, draft: TemplateDraft) -> str:
        return draft.template.title

    @display(description="Status", label=STATUS_COLOURS)
    def state(self, draft: TemplateDraft) -> tuple[str, str]:
        return draft.status, draft.get_status_display()

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        steps: dict[str, Callable[..., HttpResponse]] = {
            "preview": self.preview_view,
            "check": self.check_view,
            "propose": self.propose_view,
            "send-back": self.send_back_view,
            "publish": self.publish_view,
            "update": self.update_view,
            "discard": self.discard_view,
            "impact": self.impact_view,
        }
        ours = [
            path(f"<uuid:draft_id>/{step}/", wrap(view), name=f"documents_templatedraft_{step.replace('-', '_')}")
            for step, view in steps.items()
        ]
        return [*ours, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The editor with its preview; saving answers with what is wrong beside each file and everything as typed."""
        draft = self._draft(request, object_id)
        if request.method != "POST":
            return self._page(request, draft, template_editor.saved_in(draft, request.GET.get("file", "")))
        typed = template_editor.typed_in(request)
        try:
            saved = services.template_draft_save(
                actor=request.user,
                draft=draft,
                edition=typed.edition,
                texts=typed.with_new(),
                removed=typed.removed,
                note=typed.note,
            )
        except TemplateDraftChanged as error:
            return self._page(request, self._draft(request, object_id), typed, problem=error)
        except (SourceInvalid, InvalidInput) as error:
            return self._page(request, draft, typed, faults=error.errors or [Fault("", error.code, error.detail)])
        except DomainError as error:
            return self._page(request, draft, typed, problem=error)
        if saved.edition == typed.edition:
            messages.info(request, "Nothing was changed, so nothing was saved.")
        else:
            messages.success(request, "Saved. Nothing of it is in use before it is published.")
        return redirect(f"{draft_url(draft)}?file={typed.chosen}")

    def preview_view(self, request: HttpRequest, draft_id: UUID) -> HttpResponse:
        """The sample as PDF, from the draft as saved, or as typed in the posted form; nothing is stored."""
        draft = self._draft(request, draft_id)
        try:
            pdf = preview_pdf(_as_typed(request, draft))
        except DomainError as error:
            told = [f"{one.pointer.removeprefix('/')}: {one.detail}" for one in error.errors] or [error.detail]
            answer = render(request, "backoffice/template_preview.html", {"faults": told[:30]}, status=422)
        else:
            answer = HttpResponse(pdf.content, content_type="application/pdf")
            answer["Content-Disposition"] = f'inline; filename="{draft.template.slug}-preview.pdf"'
        answer["Cache-Control"] = "private, no-store"
        return answer

    def check_view(self, request: HttpRequest, draft_id: UUID) -> HttpResponse:
        """Run the checks."""

        def check(draft: TemplateDraft) -> str:
            found = services.template_draft_check(actor=request.user, draft=draft)
            failed = sum(one.outcome == "failed" for one in found)
            return "Every check passes." if not failed else f"{failed} of {len(found)} checks failed: see below why."

        return self._step(request, draft_id, check, "#checks")

    def propose_view(self, request: HttpRequest, draft_id: UUID) -> HttpResponse:
        """Put it forward."""

        def propose(draft: TemplateDraft) -> str:
            services.template_draft_propose(actor=request.user, draft=draft)
            return "Proposed. An admin who did not write it publishes it; until then it stays as it is."

        return self._step(request, draft_id, propose)

    def send_back_view(self, request: HttpRequest, draft_id: UUID) -> HttpResponse:
        """Back to its authors."""

        def send_back(draft: TemplateDraft) -> str:
            services.template_draft_send_back(actor=request.user, draft=draft, note=_note(request))
            return "It can be edited again."

        return self._step(request, draft_id, send_back)

    def publish_view(self, request: HttpRequest, draft_id: UUID) -> HttpResponse:
        """Publish it."""

        def publish(draft: TemplateDraft) -> str:
            version = services.template_draft_publish(actor=request.user, draft=draft, reason=_note(request))
            return f"Published as version {version.number}. New documents are made from it from now on."

        return self._step(request, draft_id, publish)

    def update_view(self, request: HttpRequest, draft_id: UUID) -> HttpResponse:
        """Bring it up to the newest version."""

        def update(draft: TemplateDraft) -> str:
            both = services.template_draft_update(actor=request.user, draft=draft, edition=draft.edition)
            if not both:
                return "It is up to date: what the newer version changed was taken over."
            return f"Up to date. Both changed {', '.join(both)}: the draft's text stayed. Compare it with the version."

        return self._step(request, draft_id, update)

    def discard_view(self, request: HttpRequest, draft_id: UUID) -> HttpResponse:
        """Give it up."""

        def discard(draft: TemplateDraft) -> str:
            services.template_draft_discard(actor=request.user, draft=draft, note=_note(request))
            return "Discarded. It can still be read here; the template is free for a new draft."

        return self._step(request, draft_id, discard)

    def impact_view(self, request: HttpRequest, draft_id: UUID) -> HttpResponse:
        """The run over open cases: its findings; posted, it is asked for."""
        draft = self._draft(request, draft_id)
        if request.method == "POST":
            try:
                services.template_impact_request(actor=request.user, draft=draft)
            except DomainError as error:
                messages.error(request, error.detail)
                return redirect(draft_url(draft))
            return redirect(request.path)
        impact = template_draft_page.impact_of(request.user, draft)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{draft.template.title}: open cases",
            "draft": draft,
            "is_open": draft.open_key is not None,
            "impact": impact,
            "findings": template_draft_page.findings_of(request.user, impact.run) if impact is not None else [],
        }
        return render(request, "backoffice/template_impact.html", context)

    def _draft(self, request: HttpRequest, draft_id: Any) -> TemplateDraft:
        try:
            return selectors.draft_get(request.user, draft_id)
        except NotFound as error:
            raise Http404 from error

    def _page(
        self,
        request: HttpRequest,
        draft: TemplateDraft,
        typed: template_editor.Typed,
        *,
        faults: Any = (),
        problem: DomainError | None = None,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            **template_draft_page.page_of(request.user, draft),
            "title": f"{draft.template.title}: draft",
            "editor": template_editor.editor_of(draft, typed, faults),
            "problem": problem,
            "is_raced": isinstance(problem, TemplateDraftChanged),
        }
        status = problem.status if problem is not None else 422 if faults else 200
        return render(request, "backoffice/template_draft.html", context, status=status)

    def _step(
        self, request: HttpRequest, draft_id: UUID, do: Callable[[TemplateDraft], str], anchor: str = ""
    ) -> HttpResponse:
        """One posted step, and back to the page with what came of it."""
        draft = self._draft(request, draft_id)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        asked = request.POST.get("edition", "")
        try:
            if asked != str(draft.edition):
                raise services.changed_meanwhile(draft)
            messages.success(request, do(draft))
        except TemplateNotPublishable:
            messages.error(request, "Not every check passes. See below which, and why; nothing was moved.")
            anchor = "#checks"
        except DomainError as error:
            messages.error(request, error.detail)
        return redirect(f"{draft_url(draft)}{anchor}")


def _as_typed(request: HttpRequest, draft: TemplateDraft) -> TemplateSource:
    if request.method != "POST":
        return draft.source()
    typed = template_editor.typed_in(request)
    return edited(draft.contents(), typed.with_new(), slug=draft.template.slug, removed=typed.removed)


def _note(request: HttpRequest) -> str:
    return request.POST.get("note", "").strip()[:500]
