"""Audit entries and jobs, to be read by staff; the jobs page with Retry is composed by the backoffice."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin

from core.models import AuditEntry


def as_written(text: str) -> SafeString:
    """A text for a page, escaped, with its lines as they are."""
    return format_html('<div style="white-space: pre-wrap; overflow-wrap: anywhere">{}</div>', text)


class ListAdmin(ModelAdmin):
    """The base of our lists: what stands in the address is looked up in plain columns only.

    A look-up inside a JSON column is no filter of ours, and some databases cannot do it.
    """

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Refuse look-ups inside JSON columns; Django answers them with 400."""
        names = {field.name for field in self.opts.get_fields() if isinstance(field, models.JSONField)}
        if lookup.partition("__")[0] in names:
            return False
        return bool(super().lookup_allowed(lookup, value, request))


class ReadOnlyAdmin(ListAdmin):
    """Rows to look at: nothing is added, changed or removed here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """The record of every change, for admins."""

    list_display = ("at", "verb", "subject_type", "actor_name", "before", "after")
    list_filter = ("subject_type",)
    search_fields = ("=case_id", "=subject_id", "verb__startswith")
    show_full_result_count = False
    ordering = ("-at",)
