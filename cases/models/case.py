"""The case, who works on it, and what holds it up."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.constants import AssignmentRole, CaseKind, Priority
from cases.states import CASE, INTAKE, STATUSES
from core.models import Row


class CaseCounter(models.Model):
    """The last number given out in a year; locked while the next one is taken."""

    year = models.PositiveIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Case(Row):
    """One matter of one client, from intake to closing."""

    number = models.CharField(max_length=16, unique=True, editable=False)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=CaseKind.choices)
    status = models.CharField(max_length=12, choices=STATUSES, default=INTAKE, editable=False)
    priority = models.CharField(max_length=8, choices=Priority.choices, default=Priority.NORMAL)
    due_date = models.DateField(null=True, blank=True)
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="cases_as_client"
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["created_at", "id"], name="case_newest"),
            models.Index(fields=["updated_at", "id"], name="case_touched"),
            models.Index(fields=["status", "created_at"], name="case_status"),
            models.Index(fields=["kind", "created_at"], name="case_kind"),
            models.Index(fields=["title"], name="case_title"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def allowed_transitions(self) -> list[str]:
        """The statuses that may follow the present one."""
        return CASE.targets(self.status)


class Assignment(Row):
    """A lawyer who works on a case, and as what."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments")
    lawyer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=12, choices=AssignmentRole.choices, default=AssignmentRole.ASSOCIATE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "lawyer"], name="lawyer_once_per_case")]

    def __str__(self) -> str:
        return f"{self.lawyer_id} {self.role}"


class CaseHold(Row):
    """Something that must be settled before certain steps: an open envelope blocks close, an unpaid fee blocks file."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="holds")
    kind = models.CharField(max_length=40)
    ref = models.CharField(max_length=64, blank=True, help_text="Id of what caused it, where there may be several.")
    blocks = models.JSONField(help_text="Some of: sign, file, close, send.")
    reason = models.CharField(max_length=255, help_text="What is open, and what to do about it.")
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # Unique while the hold is open, null afterwards: MariaDB knows no conditional constraints.
    open_key = models.CharField(max_length=150, null=True, unique=True, editable=False)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.reason}"
