"""Consultations: what was asked in a chat, what was answered, and from what."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.models import Case
from core.models import Row


class Consultation(Row):
    """One conversation of one user. On a case it is of that case from its first message to its last."""

    asker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="consultations")
    served = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="on behalf of",
        help_text="The asker, or the client for whom staff ask.",
    )
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="consultations")
    title = models.CharField(max_length=120, help_text="The beginning of the first question.")
    locale = models.CharField("language", max_length=20)
    placeholders = models.JSONField(
        default=list,
        editable=False,
        help_text="Which placeholder stands for what, so that a later question has the same.",
    )
    updated_at = models.DateTimeField("last message", default=timezone.now, editable=False)
    handed_over_at = models.DateTimeField("handed over", null=True, editable=False)
    handed_over_note = models.CharField(max_length=500, blank=True, editable=False)
    replied_at = models.DateTimeField("lawyer replied", null=True, editable=False)

    class Meta:
        ordering = ["-updated_at", "-id"]
        indexes = [
            models.Index(fields=["created_at", "id"], name="consultation_newest"),
            models.Index(fields=["handed_over_at", "replied_at"], name="consultation_handed_over"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def has_lawyer(self) -> bool:
        """Whether it belongs to a case with a lawyer who could be asked."""
        return self.case is not None and self.case.assignments.exists()

    @property
    def waits_for_lawyer(self) -> bool:
        """Whether it was handed to a lawyer who has not replied since."""
        return self.handed_over_at is not None and (self.replied_at is None or self.replied_at < self.handed_over_at)


class ConsultationMessage(Row):
    """One message: a question, the model's answer to it, or a lawyer's. `prompt` is the scrubbed one."""

    class Role(models.TextChoices):
        USER = "user", "Question"
        ASSISTANT = "assistant", "AI"
        LAWYER = "lawyer", "Lawyer"

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="messages")
    number = models.PositiveIntegerField()
    role = models.CharField(max_length=10, choices=Role.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    references = models.JSONField(default=list, help_text="title, citation, url, quote, sourceId.")
    removed = models.PositiveSmallIntegerField(default=0, help_text="Quotes and citations that no source bore out.")
    degraded = models.BooleanField(default=False)
    cached = models.BooleanField(default=False)
    backend = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=120, blank=True)
    prompt_version = models.CharField(max_length=40, blank=True)
    prompt = models.JSONField(default=list, help_text="The messages as they were sent, scrubbed.")
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["consultation", "number"]
        constraints = [models.UniqueConstraint(fields=["consultation", "number"], name="consultation_message_number")]

    def __str__(self) -> str:
        return f"{self.role} {self.number}"
