"""What answers may be grounded in: sources that staff keep or documents hand down, cut into passages."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.models import Case
from core.models import Row


class Source(Row):
    """A text with its citation. Without a case it is knowledge for everybody; with one it belongs to that case alone.

    `text` is what passages and quotes are slices of. A retired source keeps its text and has no passages.
    """

    class Kind(models.TextChoices):
        STATUTE = "statute"
        CIRCULAR = "circular"
        MEMO = "memo"
        DOCUMENT = "document"

    class Locale(models.TextChoices):
        ENGLISH = "en", "English"
        FILIPINO = "fil", "Filipino"

    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.MEMO)
    title = models.CharField(max_length=200)
    citation = models.CharField(max_length=200, blank=True, help_text="Law and section, e.g. RA 11232 s.14.")
    url = models.URLField(max_length=500, blank=True, help_text="Where the law itself can be read.")
    locale = models.CharField("language", max_length=5, choices=Locale.choices, default=Locale.ENGLISH)
    text = models.TextField()
    case = models.ForeignKey(
        Case, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="knowledge"
    )
    origin = models.CharField(
        max_length=200, blank=True, editable=False, help_text="What an upper room or a library calls it."
    )
    # A hash over case and origin: unique on every database, letter case included; null where nobody names an origin.
    origin_key = models.CharField(max_length=64, null=True, unique=True, editable=False)
    for_client = models.BooleanField(default=False, editable=False, help_text="Whether the case's client may see it.")
    checksum = models.CharField(max_length=71, editable=False)
    is_active = models.BooleanField("in use", default=True, editable=False)
    updated_at = models.DateTimeField("changed", default=timezone.now, editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["title", "id"]
        indexes = [models.Index(fields=["title"], name="source_title")]

    def __str__(self) -> str:
        return f"{self.title} ({self.citation})" if self.citation else self.title


class Passage(models.Model):
    """One slice of a source, `source.text[start:end] == text`, made anew whenever the source changes.

    `terms` is what full-text search looks at: FTS5 with triggers on SQLite, a FULLTEXT index on MySQL and MariaDB
    (migration 0002). A migration that remakes this table on SQLite must make the triggers anew.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="passages")
    number = models.PositiveIntegerField()
    heading = models.CharField(max_length=300, blank=True)
    citation = models.CharField(max_length=300, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    terms = models.TextField(editable=False)

    class Meta:
        ordering = ["source", "number"]
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="passage_number")]

    def __str__(self) -> str:
        return f"{self.number}. {self.heading}"
