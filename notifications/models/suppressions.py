"""Addresses that get no mail from us."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from core.models import Row
from notifications.models.messages import Message

REASONS = (("bounced", "Came back for good"), ("complained", "Marked as spam"), ("by-hand", "Entered by staff"))


class Suppression(Row):
    """One address to which nothing is sent, and why. Lifting it removes the row; the audit keeps both."""

    address = models.CharField(max_length=254, unique=True)
    reason = models.CharField(max_length=12, choices=REASONS)
    note = models.CharField(max_length=300, blank=True)
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name, verbose_name_plural = "blocked address", "blocked addresses"
        indexes = [models.Index(fields=["created_at", "id"], name="suppression_newest")]

    def __str__(self) -> str:
        return self.address
