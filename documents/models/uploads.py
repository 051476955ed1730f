"""Files from outside."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cases.models import Case
from core.models import Row


class Upload(Row):
    """A file from outside, kept as it came under its hash. `scan` and `text` are filled in by a job."""

    class Scan(models.TextChoices):
        WAITING = "waiting", "Waiting for the virus scanner"
        CLEAN = "clean", "Clean"
        INFECTED = "infected", "Infected"
        UNSCANNED = "unscanned", "Not scanned"  # no scanner is configured

    class Reading(models.TextChoices):
        WAITING = "waiting", "Waiting to be read"
        READ = "read", "Read"
        UNREADABLE = "unreadable", "Without text that can be read"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="uploads")
    filename = models.CharField(max_length=200, help_text="As it came; shown, never used as a path.")
    content_type = models.CharField(max_length=100, help_text="By its bytes.")
    checksum = models.CharField(max_length=71)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField(null=True, blank=True)
    scan = models.CharField(max_length=10, choices=Scan.choices)
    scan_said = models.CharField(max_length=200, blank=True)
    scanned_at = models.DateTimeField(null=True, blank=True)
    reading = models.CharField(max_length=10, choices=Reading.choices, default=Reading.WAITING)
    text = models.TextField(blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.filename

    @property
    def is_released(self) -> bool:
        """Whether the file may be opened: a scanner found nothing, or there is none."""
        return self.scan in (self.Scan.CLEAN, self.Scan.UNSCANNED)
