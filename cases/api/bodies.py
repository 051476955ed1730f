"""Bodies of requests: their shape only. What the values must be like stands in `cases.cleaning`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cases.constants import AssignmentRole, CaseKind, CivilStatus, IdentifierScheme, LegalForm, PartyKind, Priority
from core.api.serializers import Body, FreeForm
from core.errors import Fault, InvalidInput

LONG = 20_000
ADDRESS_SCHEMA = {
    "oneOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}],
    "description": "One line, or parts: line1, line2, barangay, city, province, region, postalCode, country.",
}


@extend_schema_field({"type": "string", "format": "date", "description": "An empty string clears it."})
class DateOrNone(serializers.DateField):
    """A date; an empty string stands for none, since null means that the member is absent."""

    def to_internal_value(self, value: Any) -> dt.date | None:  # type: ignore[override]
        return None if value == "" else super().to_internal_value(value)


@extend_schema_field(ADDRESS_SCHEMA)
class AddressField(serializers.Field):  # type: ignore[type-arg]
    """An address on one line, or in parts."""

    default_error_messages = {"invalid": "An address is a string, or an object of strings."}

    def to_internal_value(self, data: Any) -> Any:
        is_parts = isinstance(data, dict) and all(isinstance(one, str | None) for one in data.values())
        if not isinstance(data, str) and not is_parts:
            self.fail("invalid")
        return data

    def to_representation(self, value: Any) -> Any:
        return value


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class PartsField(AddressField):
    """An address in parts."""

    default_error_messages = {"invalid": "This is an object of strings."}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


def _text(longest: int = 500, **options: Any) -> serializers.CharField:
    return serializers.CharField(max_length=longest, required=False, allow_blank=True, **options)


class IdentifierBody(Body):
    """A number under which somebody is known."""

    scheme = serializers.CharField(max_length=20, help_text=f"One of: {', '.join(IdentifierScheme.values)}.")
    value = serializers.CharField(max_length=60, allow_blank=True, help_text="Empty: it holds no longer.")


class PartyFields(Body):
    """What may be said of a party, new or known."""

    tin = _text(40)
    email = _text(254)
    mobile = _text(40)
    address = AddressField(required=False)
    nationality = _text()
    birthDate = DateOrNone(source="birth_date", required=False)
    civilStatus = serializers.ChoiceField(CivilStatus.choices, source="civil_status", required=False, allow_blank=True)
    identifiers = IdentifierBody(many=True, required=False)


class PartyBody(PartyFields):
    """A new party."""

    kind = serializers.ChoiceField(PartyKind.choices)
    name = serializers.CharField(max_length=500)
    role = serializers.CharField(max_length=60)


class PartyPatch(PartyFields):
    """Changes of a party; members that are absent stay as they are."""

    name = serializers.CharField(max_length=500, required=False)
    role = serializers.CharField(max_length=60, required=False)

    def to_internal_value(self, data: Any) -> Any:
        refuse_members(data, {"id": "This cannot be changed.", "kind": "Add another party instead."})
        return super().to_internal_value(data)


class EntityBody(Body):
    """The whole entity: what is absent is empty afterwards."""

    name = serializers.CharField(max_length=500)
    legalForm = serializers.ChoiceField(LegalForm.choices, source="legal_form", required=False, allow_blank=True)
    tradeNames = serializers.ListField(
        child=serializers.CharField(max_length=500), source="trade_names", required=False, max_length=20
    )
    registrationNumber = _text(60, source="registration_number")
    tin = _text(40)
    principalOffice = PartsField(source="principal_office", required=False)
    primaryPurpose = _text(LONG, source="primary_purpose")
    fiscalYearEnd = _text(10, source="fiscal_year_end", help_text="MM-DD.")
    incorporatedOn = DateOrNone(source="incorporated_on", required=False)
    details = FreeForm(required=False)


class CaseBody(Body):
    """A new case."""

    title = serializers.CharField(max_length=500)
    kind = serializers.ChoiceField(CaseKind.choices)
    clientId = serializers.UUIDField(required=False)
    priority = serializers.ChoiceField(Priority.choices, required=False)
    dueDate = DateOrNone(source="due_date", required=False)
    parties = PartyBody(many=True, required=False, max_length=100)
    entity = EntityBody(required=False)


class CasePatch(Body):
    """Changes of a case; members that are absent stay as they are."""

    title = serializers.CharField(max_length=500, required=False)
    kind = serializers.ChoiceField(CaseKind.choices, required=False)
    clientId = serializers.UUIDField(required=False)
    priority = serializers.ChoiceField(Priority.choices, required=False)
    dueDate = DateOrNone(source="due_date", required=False)

    def to_internal_value(self, data: Any) -> Any:
        refuse_members(
            data,
            {
                "id": "This cannot be changed.",
                "number": "This cannot be changed.",
                "status": "POST to /api/cases/{id}/transition instead.",
                "parties": "Use /api/cases/{id}/parties instead.",
                "entity": "PUT to /api/cases/{id}/entity instead.",
                "lawyers": "Use /api/cases/{id}/assignments instead.",
            },
        )
        return super().to_internal_value(data)


class TransitionBody(Body):
    """Where to, and why."""

    to = serializers.CharField(max_length=40, help_text="One of the case's allowedTransitions.")
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


class LawyerBody(Body):
    """A lawyer by id."""

    lawyerId = serializers.UUIDField()


class AssignmentBody(LawyerBody):
    """A lawyer and the part in the case."""

    role = serializers.ChoiceField(AssignmentRole.choices, required=False, default=AssignmentRole.ASSOCIATE)


def refuse_members(data: Any, reasons: dict[str, str]) -> None:
    """Raise InvalidInput for members that are never taken, each with the way to do it."""
    found = (
        [Fault(f"/{name}", "read-only", why) for name, why in reasons.items() if name in data]
        if isinstance(data, dict)
        else []
    )
    if found:
        raise InvalidInput(f"{found[0].pointer}: {found[0].detail}", errors=found)
