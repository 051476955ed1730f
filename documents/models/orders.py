"""The documents of a case, what was ordered for them, and what was rendered."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from ai.models import Draft
from cases.models import Case
from core.models import Row
from documents.models.templates import Template, TemplateVersion


class Document(Row):
    """One paper of a case (or of its maker, where there is no case), through all its revisions."""

    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="documents")
    template = models.ForeignKey(
        Template, null=True, blank=True, on_delete=models.PROTECT, related_name="documents", help_text="Or uploaded."
    )
    title = models.CharField(max_length=255)
    kind = models.CharField(max_length=60)
    latest_number = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["created_at", "id"], name="document_newest")]

    def __str__(self) -> str:
        return self.title


class Rendering(Row):
    """These bytes come from these inputs: found by `key`, so that a repeated render is served from storage.

    One key has a second row only where the first one's object was lost and another renderer made other bytes.
    """

    key = models.CharField(max_length=64)
    template_version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+")
    checksum = models.CharField(max_length=71)
    size = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=255)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "checksum"], name="one_rendering_per_file")]

    def __str__(self) -> str:
        return self.checksum


class Order(Row):
    """What somebody asked to be produced, kept so that the job that produces it needs only its id."""

    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    template_version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+")
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    inputs = models.JSONField()
    sections = models.JSONField(null=True, blank=True, help_text="Texts given by the caller; null: drafted by the AI.")
    use_clauses = models.BooleanField(default=False, help_text="Fill absent sections from the clause library.")
    tone = models.CharField(max_length=20, blank=True)
    locale = models.CharField(max_length=10, blank=True)
    options = models.JSONField(default=dict)
    origins = models.JSONField(default=dict, help_text="JSON Pointer of an answer to its source, by whom and when.")
    note = models.CharField(max_length=500, blank=True)
    draft = models.ForeignKey(Draft, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Chosen with the order, before anything is rendered: a second try prints the same code, and the same bytes.
    verify_code = models.CharField(max_length=14, null=True, unique=True, help_text="Of a case's document.")
    verify_at = models.CharField(max_length=300, blank=True, help_text="The address printed with the code.")

    def __str__(self) -> str:
        return str(self.pk)
