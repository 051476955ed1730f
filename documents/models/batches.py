"""Many documents of one template from the rows of a sheet."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cases.models import Case
from core.models import Row
from documents.batches.states import CHECKED, STATUSES
from documents.models.orders import Order
from documents.models.revisions import Revision
from documents.models.templates import TemplateVersion


class Batch(Row):
    """A sheet that was checked for a template version, and how far it has come. Only its status and its step move."""

    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="batches")
    template_version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+")
    options = models.JSONField(default=dict)
    filename = models.CharField(max_length=200, help_text="As it came; shown, never used as a path.")
    checksum = models.CharField(max_length=71, help_text="Of the file that the rows came in.")
    status = models.CharField(max_length=12, choices=STATUSES, default=CHECKED)
    # Each job does one step. A job of another step finds that it is not its turn, so that two never work at once.
    step = models.PositiveIntegerField(default=0)
    fault = models.JSONField(null=True, blank=True, help_text="Why it stopped.")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "batches"
        indexes = [models.Index(fields=["created_at", "id"], name="batch_newest")]

    def __str__(self) -> str:
        return f"{self.template_version.template.title} from {self.filename}"


class BatchRow(Row):
    """One row of the sheet: its inputs, what was ordered from it, and what came of it."""

    class Status(models.TextChoices):
        BAD = "bad", "Does not fit the template"
        LEFT_OUT = "left_out", "Left out"
        WAITING = "waiting", "Waiting"
        DONE = "done", "Made"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField(help_text="In the sheet; its first row, the headings, is 1.")
    inputs = models.JSONField()
    columns = models.JSONField(default=dict, help_text="JSON Pointer of an answer to the heading of its column.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    tries = models.PositiveSmallIntegerField(default=0, help_text="How often it was begun.")
    order = models.OneToOneField(Order, null=True, blank=True, on_delete=models.PROTECT, related_name="batch_row")
    revision = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="batch_rows")
    faults = models.JSONField(default=list, help_text="What is wrong: column, code, detail.")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="one_row_per_number")]
        indexes = [models.Index(fields=["batch", "status", "number"], name="batch_row_next")]

    def __str__(self) -> str:
        return f"{self.batch_id} row {self.number}"
