"""The corporation or business that a case is about."""

from __future__ import annotations

from django.db import models

from cases.constants import LegalForm
from cases.models.case import Case
from core.models import Row


class Entity(Row):
    """The company being formed or served; one per case. The templates' inputs are prefilled from it."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="entity")
    name = models.CharField(max_length=255)
    former_names = models.JSONField(default=list, editable=False)
    legal_form = models.CharField(max_length=24, choices=LegalForm.choices, blank=True)
    trade_names = models.JSONField(default=list, blank=True)
    registration_number = models.CharField(max_length=40, blank=True, help_text="SEC or DTI.")
    tin = models.CharField(max_length=20, blank=True)
    principal_office = models.JSONField(default=dict, blank=True)
    primary_purpose = models.TextField(blank=True)
    fiscal_year_end = models.CharField(max_length=5, blank=True, help_text="MM-DD.")
    incorporated_on = models.DateField(null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "entities"

    def __str__(self) -> str:
        return self.name
