"""Fixtures that many rooms' tests share; `tests/conftest.py` loads them."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

import hypothesis
import pytest

from core.ids import new_id

if TYPE_CHECKING:
    from rest_framework.test import APIClient

# The gate tries the same generated examples every time; HYPOTHESIS_PROFILE=search looks for new ones.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None, database=None)
hypothesis.settings.register_profile("search", deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture
def embedded_jobs(settings) -> None:
    """Jobs run in this thread at commit, whatever broker the column has."""
    settings.CELERY_BROKER_URL = ""


@pytest.fixture
def files(db) -> None:
    """The column's storage, ready to be written to (a bucket is made where there is none)."""
    from django.core.files.storage import default_storage

    ensure = getattr(default_storage, "ensure_bucket", None)
    if ensure is not None:
        ensure()


@pytest.fixture
def user_api(db) -> Callable[[str], APIClient]:
    """Makes a fresh user of a role and gives a client that is logged in as that user (`client.user`)."""
    from rest_framework.test import APIClient

    from accounts.services import user_create

    def make(role: str) -> APIClient:
        user = user_create(
            actor=None,
            email=f"{role}-{new_id().hex[-12:]}@hain.example",
            password="Correct-horse-9",
            full_name=f"Some {role.title()}",
            role=role,
            email_confirmed=True,
        )
        client = APIClient()
        client.force_authenticate(user)
        client.user = user
        return client

    return make


@pytest.fixture(autouse=True)
def _fresh_limits():
    """No test inherits another's counted requests, or a party that rests."""
    from core import limits, resilience
    from core.jobs import pressure

    limits.reset()
    pressure.reset()
    resilience.reset()
