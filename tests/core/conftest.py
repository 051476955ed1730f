"""Fixtures of the ground floor's tests."""

from __future__ import annotations

import pytest

from core.storage import registry
from tests.core.stores import Store, empty


@pytest.fixture
def store(files, monkeypatch):
    """An empty storage whose rows are named by the test alone."""
    empty()
    made = Store()
    monkeypatch.setattr(registry, "_sources", {"tests.rows": lambda: iter(made.rows)})
    yield made
    empty()
