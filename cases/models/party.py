"""The people and organizations of a case. Names, identifiers and addresses are kept: a change ends one and adds one."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cases.constants import CivilStatus, IdentifierScheme, PartyKind
from cases.models.case import Case
from core.models import Row


class Party(Row):
    """Somebody who has a part in a case: client, incorporator, director, subscriber, treasurer, counterparty …"""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties")
    kind = models.CharField(max_length=12, choices=PartyKind.choices)
    role = models.CharField(max_length=40)
    email = models.EmailField(max_length=254, blank=True)
    mobile = models.CharField(max_length=20, blank=True, help_text="E.164.")
    nationality = models.CharField(max_length=60, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    civil_status = models.CharField(max_length=12, choices=CivilStatus.choices, blank=True)
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name_plural = "parties"

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The present name."""
        return next((one.name for one in self.names.all() if one.until is None), "")

    @property
    def former_names(self) -> list[str]:
        """Earlier names, oldest first."""
        return [one.name for one in self.names.all() if one.until is not None]

    @property
    def current_identifiers(self) -> dict[str, str]:
        """Scheme to present value."""
        return {one.scheme: one.value for one in self.identifiers.all() if one.until is None}

    @property
    def tin(self) -> str:
        return self.current_identifiers.get(IdentifierScheme.TIN, "")

    @property
    def current_address(self) -> PartyAddress | None:
        return next((one for one in self.addresses.all() if one.until is None), None)

    @property
    def address(self) -> str:
        """The present address on one line."""
        found = self.current_address
        return found.text if found else ""


class KeptRow(Row):
    """A value that held from `created_at` until `until`; `open_key` lets only one of its kind be open."""

    until = models.DateTimeField(null=True, blank=True, editable=False)
    open_key = models.CharField(max_length=80, null=True, unique=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["created_at", "id"]


class PartyName(KeptRow):
    """A name that a party has or had."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=255)

    def __str__(self) -> str:
        return self.name


class PartyIdentifier(KeptRow):
    """A number under which somebody else knows the party."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="identifiers")
    scheme = models.CharField(max_length=16, choices=IdentifierScheme.choices)
    value = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"


class PartyAddress(KeptRow):
    """Where a party lives or has its office; `parts` where it was given in parts."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="addresses")
    text = models.CharField(max_length=500)
    parts = models.JSONField(default=dict)

    class Meta(KeptRow.Meta):
        verbose_name_plural = "party addresses"

    def __str__(self) -> str:
        return self.text
