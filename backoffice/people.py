"""Who is looking: asked by the pages and by the navigation."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.models import User


def is_staff(request: HttpRequest) -> bool:
    """Whether a lawyer or an admin is logged in."""
    user = request.user
    return bool(user.is_active and user.is_staff)


def is_admin(request: HttpRequest) -> bool:
    """Whether an admin is logged in."""
    return is_staff(request) and request.user.role == User.Role.ADMIN
