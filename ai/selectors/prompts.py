"""Reading prompts: the text in use, and for admins every version."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import User
from ai.models import PromptVersion
from ai.prompts.shipped import Prompt, shipped


def prompt_text(purpose: str) -> Prompt:
    """The text in use for `purpose` ("drafting", "chat", …): the published one, else the library's.

    One indexed query; what another process publishes counts from the next question on. Raises KeyError for a purpose
    that has no text in `ai/prompts/library/`.
    """
    fallback = shipped(purpose)
    row = PromptVersion.objects.filter(active_for=purpose).first()
    return Prompt(row.version, row.text) if row is not None else Prompt(fallback.version, fallback.text)


def prompts_visible_to(user: User) -> QuerySet[PromptVersion]:
    """Every published version for an admin, none for anybody else."""
    is_admin = user.is_authenticated and user.is_active and user.role == User.Role.ADMIN
    return PromptVersion.objects.select_related("author") if is_admin else PromptVersion.objects.none()
