"""Who somebody is, by e-mail and password; what they may do in the admin, by role."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from accounts import permissions
from accounts.models import User, normalise_email
from core.ids import parse_id


class RoleBackend(BaseBackend):
    """Django's authentication backend of this practice. Lock-out is counted by the backend that stands before it."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The active user with that e-mail and password, or None. Takes the same time whether the user exists."""
        email = username if username is not None else kwargs.get(User.USERNAME_FIELD)
        if email is None or password is None:
            return None
        user = User.objects.filter(email=normalise_email(email)).first()
        if user is None:
            User().set_password(password)  # as much work as a check, so that the time tells nothing
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: Any) -> User | None:
        """The active user of a session."""
        found = parse_id(user_id)
        return User.objects.filter(pk=found, is_active=True).first() if found else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        return set(permissions.granted(user_obj.role))

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether the role has `perm`. Admins never come here: Django lets them pass before it asks a backend."""
        if not user_obj.is_active or user_obj.is_anonymous:
            return False
        return perm in permissions.granted(user_obj.role)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Whether the role has any permission in the app."""
        if not user_obj.is_active or user_obj.is_anonymous:
            return False
        return any(perm.startswith(f"{app_label}.") for perm in permissions.granted(user_obj.role))
