"""What was found out about the signatures of files from outside."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from core.models import Row


class FileSignatures(Row):
    """The summary of one examination of one file, so that nobody has to open the file again to tell of it. It is never
    changed: it says what was so on that day, by the certificates that were trusted then. No name of a person is in it.
    """

    checksum = models.CharField(max_length=71, unique=True)
    count = models.PositiveIntegerField(null=True, help_text="Signatures and seals; null where it could not be told.")
    holds = models.BooleanField(null=True, help_text="All of them, and what was done since; null where there is none.")
    ours = models.PositiveIntegerField(default=0, help_text="Made with a certificate that was itself given as trusted.")
    trusted = models.PositiveIntegerField(default=0, help_text="Made with one that was trusted, ours among them.")
    organization = models.CharField(max_length=200, blank=True, help_text="What our own certificate is made out to.")
    covers_whole_file = models.BooleanField(default=False)
    problems = models.JSONField(default=list, help_text="Codes (documents.signatures.SENTENCES).")
    anchors = models.JSONField(default=list, help_text="SHA-256 of each certificate that was trusted.")
    checked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "signatures of a file"

    def __str__(self) -> str:
        return self.checksum
