"""Pages that all staff may read, whatever their role; which rows they find there is each page's queryset."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from backoffice.people import is_staff
from core.admin import ReadOnlyAdmin


class StaffReadOnlyAdmin(ReadOnlyAdmin):
    """Open to lawyers and admins alike; nothing is added, changed or removed here."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_staff(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_staff(request)
