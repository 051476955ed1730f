"""Texts of prompts as admins published them: added to, never changed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from core.models import Row


class PromptVersion(Row):
    """One published text of a purpose with its author and reason. `active_for` is its purpose while it is in use."""

    class Purpose(models.TextChoices):
        DRAFTING = "drafting"
        CHAT = "chat"
        ANALYSIS = "analysis"

    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    number = models.PositiveIntegerField()
    text = models.TextField()
    note = models.CharField(max_length=500, help_text="Why it was published.")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checksum = models.CharField(max_length=71)
    # Unique and null elsewhere: at most one row of a purpose is in use, on every database.
    active_for = models.CharField(max_length=20, null=True, unique=True, editable=False)

    class Meta:
        ordering = ["purpose", "-number"]
        constraints = [models.UniqueConstraint(fields=["purpose", "number"], name="prompt_version_number")]

    def __str__(self) -> str:
        return self.version

    @property
    def version(self) -> str:
        """As it stands on calls and drafts, e.g. drafting-r7."""
        return f"{self.purpose}-r{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A published prompt is kept as it was.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("A published prompt is kept for good.")
