"""Who writes drafts: the clause library by default, a language model where LLM_MODEL is set."""

from __future__ import annotations

from typing import cast

from django.conf import settings

from ai.backends.base import DraftingBackend
from ai.backends.litellm_backend import LiteLLMBackend
from ai.backends.offline import OfflineBackend
from ai.constants import BACKEND_KIND, LITELLM, OFFLINE
from core import backends


def register() -> None:
    """Enter both in the registry; called once, when the room is ready."""
    backends.register(BACKEND_KIND, OFFLINE, OfflineBackend, is_configured=lambda: not settings.LLM_MODEL)
    backends.register(BACKEND_KIND, LITELLM, LiteLLMBackend, is_configured=lambda: bool(settings.LLM_MODEL))


def configured() -> DraftingBackend:
    """The backend that the settings choose."""
    return get(LITELLM if settings.LLM_MODEL else OFFLINE)


def get(name: str) -> DraftingBackend:
    """The drafting backend called `name`."""
    return cast(DraftingBackend, backends.get(BACKEND_KIND, name))
