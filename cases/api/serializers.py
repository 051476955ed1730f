"""Answers."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from cases.api.bodies import ADDRESS_SCHEMA
from cases.constants import AssignmentRole, CaseKind, HeldAction, LegalForm, PartyKind, Priority
from cases.models import Case, CaseHold, Entity, Party
from cases.states import STATUSES

# Of what happened, facts that the case's client is not told: notes, and how somebody else was known when they signed.
FOR_STAFF = frozenset({"note", "evidence", "email", "address", "userAgent", "shown", "consent"})


class PersonSerializer(serializers.Serializer):
    """Somebody with an account."""

    id = serializers.UUIDField()
    fullName = serializers.CharField(source="full_name")
    email = serializers.EmailField()


class LawyerSerializer(serializers.Serializer):
    """A lawyer of the case."""

    id = serializers.UUIDField(source="lawyer.id")
    fullName = serializers.CharField(source="lawyer.full_name")
    role = serializers.ChoiceField(AssignmentRole.choices)


class AssignmentSerializer(serializers.Serializer):
    """An assignment just made."""

    caseId = serializers.UUIDField(source="case_id")
    lawyerId = serializers.UUIDField(source="lawyer_id")
    fullName = serializers.CharField(source="lawyer.full_name")
    role = serializers.ChoiceField(AssignmentRole.choices)


class HoldSerializer(serializers.ModelSerializer):
    """Something open that blocks steps."""

    blocks = serializers.ListField(child=serializers.ChoiceField(HeldAction.choices))
    placedAt = serializers.DateTimeField(source="created_at")

    class Meta:
        model = CaseHold
        fields = ("id", "kind", "blocks", "reason", "placedAt")


class IdentifierSerializer(serializers.Serializer):
    """A number under which somebody is known."""

    scheme = serializers.CharField()
    value = serializers.CharField()


class PartySerializer(serializers.ModelSerializer):
    """A party as it is now, with its earlier names."""

    kind = serializers.ChoiceField(PartyKind.choices)
    name = serializers.CharField()
    tin = serializers.CharField()
    address = serializers.SerializerMethodField()
    birthDate = serializers.DateField(source="birth_date", allow_null=True)
    civilStatus = serializers.CharField(source="civil_status")
    identifiers = serializers.SerializerMethodField()
    formerNames = serializers.ListField(source="former_names", child=serializers.CharField())

    class Meta:
        model = Party
        fields = (
            "id",
            "kind",
            "name",
            "role",
            "tin",
            "email",
            "mobile",
            "address",
            "nationality",
            "birthDate",
            "civilStatus",
            "identifiers",
            "formerNames",
        )

    @extend_schema_field(ADDRESS_SCHEMA)
    def get_address(self, party: Party) -> Any:
        found = party.current_address
        return (found.parts or found.text) if found else ""

    @extend_schema_field(IdentifierSerializer(many=True))
    def get_identifiers(self, party: Party) -> list[dict[str, str]]:
        return [{"scheme": scheme, "value": value} for scheme, value in party.current_identifiers.items()]


class EntitySerializer(serializers.ModelSerializer):
    """The company as it is now."""

    legalForm = serializers.ChoiceField(LegalForm.choices, source="legal_form", allow_blank=True)
    formerNames = serializers.ListField(source="former_names", child=serializers.CharField())
    tradeNames = serializers.ListField(source="trade_names", child=serializers.CharField())
    registrationNumber = serializers.CharField(source="registration_number")
    principalOffice = serializers.DictField(source="principal_office", child=serializers.CharField())
    primaryPurpose = serializers.CharField(source="primary_purpose")
    fiscalYearEnd = serializers.CharField(source="fiscal_year_end")
    incorporatedOn = serializers.DateField(source="incorporated_on", allow_null=True)
    details = serializers.DictField()

    class Meta:
        model = Entity
        fields = (
            "name",
            "formerNames",
            "legalForm",
            "tradeNames",
            "registrationNumber",
            "tin",
            "principalOffice",
            "primaryPurpose",
            "fiscalYearEnd",
            "incorporatedOn",
            "details",
        )


class CaseRowSerializer(serializers.ModelSerializer):
    """A case in a list: all but its parties and its entity."""

    kind = serializers.ChoiceField(CaseKind.choices)
    status = serializers.ChoiceField(STATUSES)
    allowedTransitions = serializers.ListField(source="allowed_transitions", child=serializers.ChoiceField(STATUSES))
    priority = serializers.ChoiceField(Priority.choices)
    dueDate = serializers.DateField(source="due_date", allow_null=True)
    clientId = serializers.UUIDField(source="client_id", allow_null=True)
    client = PersonSerializer(allow_null=True)
    lawyers = LawyerSerializer(source="assignments.all", many=True)
    holds = HoldSerializer(source="open_holds", many=True)
    createdAt = serializers.DateTimeField(source="created_at")
    updatedAt = serializers.DateTimeField(source="updated_at")
    closedAt = serializers.DateTimeField(source="closed_at", allow_null=True)

    class Meta:
        model = Case
        fields = (
            "id",
            "number",
            "title",
            "kind",
            "status",
            "allowedTransitions",
            "priority",
            "dueDate",
            "clientId",
            "client",
            "lawyers",
            "holds",
            "createdAt",
            "updatedAt",
            "closedAt",
        )


class CaseSerializer(CaseRowSerializer):
    """A case with everything in it."""

    parties = PartySerializer(source="present_parties", many=True)
    entity = serializers.SerializerMethodField()

    class Meta(CaseRowSerializer.Meta):
        fields = (*CaseRowSerializer.Meta.fields, "parties", "entity")  # type: ignore[assignment]

    @extend_schema_field(EntitySerializer(allow_null=True))
    def get_entity(self, case: Case) -> dict[str, Any] | None:
        found = getattr(case, "entity", None)
        return EntitySerializer(found).data if found is not None else None


class SubjectSerializer(serializers.Serializer):
    """The thing that changed."""

    type = serializers.CharField(source="subject_type")
    id = serializers.CharField(source="subject_id")


class ActorSerializer(serializers.Serializer):
    """Who did it; null for the system itself."""

    id = serializers.UUIDField(source="actor_id")
    fullName = serializers.CharField(source="actor_name")


class TimelineEntrySerializer(serializers.Serializer):
    """One recorded change. Notes are the staff's own and shown to staff alone; so is the evidence of a signing."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    verb = serializers.CharField()
    subject = SubjectSerializer(source="*")
    before = serializers.CharField()
    after = serializers.CharField()
    actor = serializers.SerializerMethodField()
    facts = serializers.SerializerMethodField()

    @extend_schema_field(ActorSerializer(allow_null=True))
    def get_actor(self, entry: Any) -> dict[str, Any] | None:
        return ActorSerializer(entry).data if entry.actor_id else None

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_facts(self, entry: Any) -> dict[str, Any]:
        reader: User | None = self.context.get("reader")
        hidden = () if reader is not None and reader.is_staff else FOR_STAFF
        return {name: value for name, value in entry.facts.items() if name not in hidden}
