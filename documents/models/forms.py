"""Forms that somebody began and has not sent yet."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.models import Case
from core.models import Row
from documents.models.orders import Document, Order
from documents.models.templates import TemplateVersion


class SavedForm(Row):
    """What one user typed into a template's form, also where it is incomplete or wrong; seen by its owner alone.

    `purpose` says what the form is for: one form for each of a user's purposes. `order` is the order that was made from
    it and is still being fulfilled.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=90)
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    template_version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+")
    typed = models.JSONField(help_text="As typed, also in parts that are not asked for.")
    origins = models.JSONField(default=dict, help_text="JSON Pointer of an answer to its source, by whom and when.")
    note = models.CharField(max_length=500, blank=True)
    order = models.ForeignKey(Order, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "purpose"], name="one_saved_form_per_purpose")]
        indexes = [models.Index(fields=["updated_at"], name="saved_form_oldest")]

    def __str__(self) -> str:
        return self.purpose
