"""Making users and log-ins, for the tests of every room."""

from __future__ import annotations

from typing import Any

from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from accounts.services import user_create

PASSWORD = "Correct-horse-9"


def person(name: str, role: str = "client", **options: Any) -> User:
    options.setdefault("email_confirmed", True)
    return user_create(
        actor=None, email=f"{name}@hain.example", password=PASSWORD, full_name=name.title(), role=role, **options
    )


def api(user: User | None = None) -> APIClient:
    client = APIClient()
    if user is not None:
        client.force_authenticate(user)
    return client


def log_in(email: str, password: str = PASSWORD, **meta: Any) -> Any:
    return APIClient().post("/api/auth/token", {"email": email, "password": password}, **meta)


def bearer(access: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
    return client


def admin_site(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="accounts.backends.RoleBackend")
    return client


def faults(response: Any) -> dict[str, str]:
    """Pointer to code of what a 422 complains about."""
    assert response.status_code == 422, response.content
    return {one["pointer"]: one["code"] for one in response.json()["errors"]}
