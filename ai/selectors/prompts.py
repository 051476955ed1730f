"""Reading prompts: the text in use, and for admins every version."""

from __future__ import annotations

import structlog
from django.core.cache import cache
from django.db.models import QuerySet
from redis.exceptions import RedisError

from accounts.models import User
from ai.models import PromptVersion
from ai.prompts.shipped import Prompt, shipped

KEPT_SECONDS = 10
log = structlog.get_logger(__name__)


def prompt_text(purpose: str) -> Prompt:
    """The text in use for `purpose` ("drafting", "chat", …): the published one, else the library's.

    One indexed query. Raises KeyError for a purpose
    that has no text in `ai/prompts/library/`.
    """
    fallback = shipped(purpose)
    row = PromptVersion.objects.filter(active_for=purpose).first()
    return Prompt(row.version, row.text) if row is not None else Prompt(fallback.version, fallback.text)


def prompt_in_use(purpose: str) -> Prompt:
    """The same, as a question needs it: from the cache for up to ten seconds, unless it was published meanwhile."""
    key = _key(purpose)
    try:
        kept: tuple[str, str] | None = cache.get(key)
        if kept is not None:
            return Prompt(*kept)
        found = prompt_text(purpose)
        cache.set(key, (found.version, found.text), KEPT_SECONDS)
    except (RedisError, OSError) as error:  # without its cache the text is read, only slower
        log.warning("ai.cache.away", error=type(error).__name__)
        return prompt_text(purpose)
    return found


def forget_prompt(purpose: str) -> None:
    """Let the next question read the text anew."""
    try:
        cache.delete(_key(purpose))
    except (RedisError, OSError) as error:
        log.warning("ai.cache.away", error=type(error).__name__)


def _key(purpose: str) -> str:
    return f"ai:prompt:{purpose}"


def prompts_visible_to(user: User) -> QuerySet[PromptVersion]:
    """Every published version for an admin, none for anybody else."""
    is_admin = user.is_authenticated and user.is_active and user.role == User.Role.ADMIN
    return PromptVersion.objects.select_related("author") if is_admin else PromptVersion.objects.none()
