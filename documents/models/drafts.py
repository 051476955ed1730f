"""Template versions while they are being written, and what they would change in the documents of open cases."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from django.conf import settings
from django.db import models

from core.models import Row
from documents.models.revisions import Revision
from documents.models.templates import Template, TemplateVersion
from documents.source import TemplateSource, from_files
from documents.template_states import EDITING, STATUSES


class TemplateDraft(Row):
    """The next version of a template as it is being written: by `authors`, one open draft a template.

    `edition` counts the saves: who saves names the one that was read, so that nobody writes over what was not seen.
    """

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="drafts")
    # The template's id while the draft is open, null afterwards: unique on every database.
    open_key = models.CharField(max_length=36, null=True, unique=True, editable=False)
    base = models.ForeignKey(
        TemplateVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="It began from."
    )
    status = models.CharField(max_length=12, choices=STATUSES, default=EDITING)
    files = models.JSONField(help_text="File name to its bytes, base64.")
    checksum = models.CharField(max_length=71)
    edition = models.PositiveIntegerField(default=1)
    note = models.CharField(max_length=500, blank=True, help_text="What changes.")
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    checks = models.JSONField(default=list, help_text="Key, title, outcome and reasons of each check.")
    checks_of = models.CharField(max_length=71, blank=True, help_text="The checksum that the checks looked at.")
    version = models.OneToOneField(
        TemplateVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="draft", help_text="It became."
    )

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["created_at", "id"], name="template_draft_newest")]

    def __str__(self) -> str:
        return f"{self.template.slug} draft"

    def contents(self) -> dict[str, bytes]:
        """File name to its bytes."""
        return decoded(self.files)

    def source(self) -> TemplateSource:
        """The template as the renderer reads it; what is saved can always be read."""
        return from_files(self.contents())


class ImpactRun(Row):
    """A draft rendered over the latest documents of open cases that were made from its template."""

    draft = models.ForeignKey(TemplateDraft, on_delete=models.CASCADE, related_name="impact_runs")
    checksum = models.CharField(max_length=71, blank=True, help_text="Of the draft, when the run began.")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    job_id = models.UUIDField(null=True)
    total = models.PositiveIntegerField(default=0, help_text="Documents that it looked at.")
    left_out = models.PositiveIntegerField(default=0, help_text="Older documents beyond the most that one run takes.")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"impact of {self.draft_id}"


class ImpactFinding(Row):
    """What the draft would do to one document: nothing, other words, or faults that were not there before."""

    class Outcome(models.TextChoices):
        UNCHANGED = "unchanged", "Unchanged"
        CHANGED = "changed", "Text changes"
        FAULTY = "faulty", "New faults"

    run = models.ForeignKey(ImpactRun, on_delete=models.CASCADE, related_name="findings")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    parts = models.JSONField(default=list, help_text="Pieces of the text: operation and text; far same ones left out.")
    faults = models.JSONField(default=list, help_text="Sentences.")

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["run", "revision"], name="one_finding_per_revision")]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.outcome}"


def encoded(files: Mapping[str, bytes]) -> dict[str, str]:
    """Files as a JSON column keeps them."""
    return {name: base64.b64encode(content).decode() for name, content in files.items()}


def decoded(files: Mapping[str, str]) -> dict[str, bytes]:
    """`encoded`, back."""
    return {name: base64.b64decode(text) for name, text in files.items()}
