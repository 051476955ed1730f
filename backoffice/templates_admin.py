"""The template library as staff read it: what there is, its versions, its draft; import and export."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from unfold.decorators import action, display

from backoffice.staff_pages import StaffReadOnlyAdmin
from backoffice.template_comparing import compare_page
from backoffice.template_drafts_admin import draft_url
from backoffice.template_importing import import_page
from backoffice.templatetags.hain import signed_how, spoken
from core.errors import DomainError, NotFound
from documents import archives, selectors, services
from documents.drafting import selectors as drafting
from documents.models import Template
from documents.template_states import STATUSES


class TemplatePagesAdmin(StaffReadOnlyAdmin):
    """Templates with a published version. New ones come by `manage.py import_templates`, or as a draft from a ZIP."""

    list_display = ("title", "category_spoken", "execution_spoken", "version", "draft")
    list_filter = ("category", "execution")
    search_fields = ("title__istartswith", "slug__istartswith")
    search_help_text = "The beginning of a title"
    ordering = ("title",)
    actions_list = ("import_zip", "export_all")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Template]:
        drafts = drafting.open_drafts(request.user).filter(template=OuterRef("pk"))
        return selectors.templates_visible_to(request.user).annotate(
            latest=Max("versions__number", filter=Q(versions__published_at__isnull=False)),
            drafted=Subquery(drafts.values("status")[:1]),
        )

    @display(description="Category", ordering="category")
    def category_spoken(self, template: Template) -> str:
        return spoken(template.category)

    @display(description="To be signed", ordering="execution")
    def execution_spoken(self, template: Template) -> str:
        return signed_how(template.execution)

    @display(description="Version", ordering="latest")
    def version(self, template: Template) -> int:
        return template.latest

    @display(description="Draft", label={"editing": "info", "proposed": "warning"})
    def draft(self, template: Template) -> tuple[str, str] | None:
        return (template.drafted, dict(STATUSES)[template.drafted]) if template.drafted else None

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        ours = [
            path("import/", wrap(self.import_view), name="documents_template_import"),
            path("export/", wrap(self.export_view), name="documents_template_export"),
            path("<uuid:template_id>/export/", wrap(self.export_view), name="documents_template_export_one"),
            path("<uuid:template_id>/start/", wrap(self.start_view), name="documents_template_start"),
            path("<uuid:template_id>/compare/", wrap(self.compare_view), name="documents_template_compare"),
        ]
        return [*ours, *super().get_urls()]

    @action(description="Import a ZIP", url_path="import-zip", icon="upload")
    def import_zip(self, request: HttpRequest) -> HttpResponse:
        """The button above the list."""
        return redirect("admin:documents_template_import")

    @action(description="Export all", url_path="export-all", icon="download")
    def export_all(self, request: HttpRequest) -> HttpResponse:
        """The button above the list."""
        return redirect("admin:documents_template_export")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The template's page."""
        template = self._template(request, object_id)
        versions = drafting.versions_of(request.user, template)
        context = {
            **self.admin_site.each_context(request),
            "title": template.title,
            "template": template,
            "versions": [
                {"version": one, "before": next((two.number for two in versions if two.number < one.number), 0)}
                for one in versions
            ],
            "draft": drafting.open_drafts(request.user).filter(template=template).first(),
        }
        return render(request, "backoffice/template.html", context)

    def start_view(self, request: HttpRequest, template_id: Any) -> HttpResponse:
        """Begin a draft, and go to it; where one is open, go to that one."""
        template = self._template(request, template_id)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            draft = services.template_draft_start(actor=request.user, template=template)
        except DomainError as error:
            messages.error(request, error.detail)
            return redirect("admin:documents_template_change", template.pk)
        return redirect(draft_url(draft))

    def compare_view(self, request: HttpRequest, template_id: Any) -> HttpResponse:
        """What differs between two versions."""
        template = self._template(request, template_id)
        try:
            return compare_page(request, template, self.admin_site.each_context(request))
        except NotFound as error:
            raise Http404 from error

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """A ZIP: what it would change, then drafts of it."""
        return import_page(request, self.admin_site.each_context(request))

    def export_view(self, request: HttpRequest, template_id: Any = None) -> HttpResponse:
        """The newest published version of one template, or of all, as the ZIP that an import takes."""
        shown = [self._template(request, template_id)] if template_id else self.get_queryset(request).order_by("slug")
        newest = [drafting.newest_published(one.pk) for one in shown]
        content = archives.write_zip(one.source() for one in newest if one is not None)
        name = shown[0].slug if template_id else "templates"
        answer = HttpResponse(content, content_type="application/zip")
        answer["Content-Disposition"] = f'attachment; filename="{name}.zip"'
        answer["Cache-Control"] = "private, no-store"
        return answer

    def _template(self, request: HttpRequest, template_id: Any) -> Template:
        try:
            return selectors.template_get(request.user, str(template_id))
        except NotFound as error:
            raise Http404 from error
