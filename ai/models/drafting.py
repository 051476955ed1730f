"""What can be drafted, drafts, and every edit of them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.models import Case
from core.models import Row


class DraftType(Row):
    """One version of what can be drafted: a template's declared sections with their briefs and clauses.

    Written by the floor above when it publishes a template version, and never changed after that.
    """

    slug = models.SlugField(max_length=80)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    sections = models.JSONField(default=list, help_text="key, title, brief, requiredPoints, clauses.")
    input_schema = models.JSONField(default=dict, help_text="JSON Schema (draft 2020-12) of the inputs.")
    checksum = models.CharField(max_length=71)

    class Meta:
        ordering = ["slug", "-version"]
        constraints = [models.UniqueConstraint(fields=["slug", "version"], name="draft_type_version")]

    def __str__(self) -> str:
        return f"{self.slug} {self.version}"


class Draft(Row):
    """A drafted text in sections, with what it was made from and by whom. `prompt` is the scrubbed one."""

    type = models.SlugField(max_length=80)
    type_version = models.PositiveIntegerField(default=0, help_text="0: built in.")
    title = models.CharField(max_length=200)
    inputs = models.JSONField(default=dict)
    tone = models.CharField(max_length=40)
    locale = models.CharField(max_length=20)
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="drafts")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="drafts"
    )
    sections = models.JSONField(default=list, help_text="key, title, text; in order.")
    warnings = models.JSONField(default=list)
    backend = models.CharField(max_length=40)
    model = models.CharField(max_length=120)
    prompt_version = models.CharField(max_length=40)
    prompt = models.JSONField(default=list, help_text="The messages as they were sent, scrubbed.")
    quality_score = models.PositiveSmallIntegerField(null=True, blank=True, help_text="0 to 100; empty: not checked.")
    checks = models.JSONField(default=list, help_text="name, items, failed: [{section, what}].")
    degraded = models.BooleanField(default=False)
    cached = models.BooleanField(default=False)
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["created_at", "id"], name="draft_newest")]

    def __str__(self) -> str:
        return f"{self.title} ({self.type})"

    @property
    def text(self) -> str:
        """The whole draft as one text; sections carry their titles where there are several."""
        if len(self.sections) == 1:
            return str(self.sections[0]["text"])
        return "\n\n".join(f"{section['title']}\n\n{section['text']}" for section in self.sections)


class DraftEdit(Row):
    """One edit of a draft: who, when, the sections before and after it. Kept for good."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="edits")
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    before = models.JSONField()
    after = models.JSONField()
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"Edit of {self.draft_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An edit is kept as it was made.")
        super().save(*args, **kwargs)
