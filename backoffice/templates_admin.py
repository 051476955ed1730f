"""The template library as staff read it: what there is, how it is signed, which versions were published."""

from __future__ import annotations

from typing import Any

from django.db.models import Max, QuerySet
from django.http import HttpRequest
from unfold.admin import TabularInline
from unfold.decorators import display

from backoffice.people import is_staff
from backoffice.staff_pages import StaffReadOnlyAdmin
from backoffice.templatetags.hain import signed_how, spoken
from documents import selectors
from documents.models import Template, TemplateVersion


class VersionInline(TabularInline):
    """The published versions, newest first; nothing about them ever changes."""

    model = TemplateVersion
    fields = readonly_fields = ("number", "published_at", "published_by", "checksum")
    ordering = ("-number",)
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[TemplateVersion]:
        versions = TemplateVersion.objects.published().select_related("template", "published_by")
        return versions.defer("files", "schema", "sample").order_by("-number")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_staff(request)


class TemplatePagesAdmin(StaffReadOnlyAdmin):
    """Templates with a published version. New ones come by `manage.py import_templates`."""

    list_display = ("title", "category_spoken", "execution_spoken", "version")
    list_filter = ("category", "execution")
    search_fields = ("title__istartswith", "slug__istartswith")
    search_help_text = "The beginning of a title"
    ordering = ("title",)
    fields = readonly_fields = ("title", "slug", "category_spoken", "execution_spoken")
    inlines = (VersionInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Template]:
        return selectors.templates_visible_to(request.user).annotate(latest=Max("versions__number"))

    @display(description="Category", ordering="category")
    def category_spoken(self, template: Template) -> str:
        return spoken(template.category)

    @display(description="To be signed", ordering="execution")
    def execution_spoken(self, template: Template) -> str:
        return signed_how(template.execution)

    @display(description="Version", ordering="latest")
    def version(self, template: Template) -> int:
        return template.latest
