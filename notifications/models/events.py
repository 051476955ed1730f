"""What a provider told of a mail; added to, never changed."""

from __future__ import annotations

from django.db import models

from core.models import AppendOnlyQuerySet, Row
from notifications.models.messages import Message


class MailEvent(Row):
    """One thing that a provider told of one recipient of a mail; told twice, it is kept once."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="events")
    backend = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, help_text="anymail's normalised event type.")
    address = models.CharField(max_length=254, blank=True)
    reason = models.CharField(max_length=20, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    # What makes two tellings one: the provider's id of the event, else a digest of all it says.
    identity = models.CharField(max_length=64, unique=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.address}"
