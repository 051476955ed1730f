"""Differences between the papers of a case that are meant."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cases.models import Case
from core.models import Row


class AcceptedDifference(Row):
    """A lawyer's word that papers differ on purpose, with the reason. It holds for these very values: another value is
    another difference.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="accepted_differences")
    fact = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, help_text="Keyed, over the fact and its values; the values are not kept.")
    reason = models.CharField(max_length=500)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(fields=["case", "digest"], name="difference_accepted_once")]

    def __str__(self) -> str:
        return self.fact
