"""Audit entries and jobs, to be read by staff; the jobs page with Retry is composed by the backoffice."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from core.models import AuditEntry


class ReadOnlyAdmin(ModelAdmin):
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
