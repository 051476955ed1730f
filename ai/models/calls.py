"""Every call of a language model, and the budgets that calls are paid from."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from cases.models import Case
from core.models import Row


class Call(Row):
    """One question to a language model: what it was for, what it cost, how it ended. Neither prompt nor answer."""

    class Purpose(models.TextChoices):
        DRAFT = "draft", "Draft"
        CHAT = "chat", "Chat"
        ANALYSIS = "analysis", "Analysis"

    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    backend = models.CharField(max_length=40)
    model = models.CharField(max_length=120, blank=True, help_text="Empty where none answered.")
    prompt_version = models.CharField(max_length=40)
    status = models.CharField(max_length=40, help_text="ok, or the code of the error.")
    cached = models.BooleanField(default=False, help_text="Answered from an earlier call; nothing was sent.")
    tries = models.PositiveSmallIntegerField(default=0)
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)
    pesos = models.DecimalField(max_digits=12, decimal_places=4, default=0)
    milliseconds = models.PositiveIntegerField(default=0)
    breaker = models.CharField(max_length=12, help_text="The first model's breaker after the call.")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["created_at", "id"], name="ai_call_newest")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(prompt_version=""), name="ai_call_has_prompt_version")
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.model} {self.status}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.prompt_version.strip():
            raise ValueError("A call names the version of its prompt.")
        super().save(*args, **kwargs)


class BudgetAccount(Row):
    """What was spent of one budget: a user's, a case's or the whole practice's, in one month."""

    scope = models.CharField(max_length=60, unique=True, help_text="e.g. case:<id>:2026-11")
    tokens = models.PositiveBigIntegerField(default=0)
    pesos = models.DecimalField(max_digits=14, decimal_places=4, default=0)

    def __str__(self) -> str:
        return self.scope


class Reservation(Row):
    """The most that a call under way may cost, held until it is settled or `until` has passed."""

    account = models.ForeignKey(BudgetAccount, on_delete=models.CASCADE, related_name="reservations")
    hold = models.UUIDField(help_text="The same on all accounts that one call is paid from.")
    tokens = models.PositiveBigIntegerField()
    pesos = models.DecimalField(max_digits=14, decimal_places=4)
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["hold"], name="ai_reservation_hold")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.tokens}"
