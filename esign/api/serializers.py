"""Bodies and answers of `/api/esign`."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.serializers import Body
from core.storage.objects import CHECKSUM
from esign.constants import LONGEST_MESSAGE, LONGEST_REASON, Role, Workflow
from esign.models import Envelope
from esign.selectors import happenings
from esign.states import SIGNER_STATUSES, STATUSES

MOST_LISTED = 1000  # of which each is looked at; how many an envelope may have is another question


class SignerBody(Body):
    """One person. Who is there without an `order` is asked after the one before."""

    name = serializers.CharField(max_length=400)
    email = serializers.CharField(max_length=600)
    role = serializers.ChoiceField(Role.choices, required=False)
    order = serializers.IntegerField(required=False, min_value=-(2**31), max_value=2**31 - 1)
    locale = serializers.CharField(max_length=20, required=False)


class InitiateBody(Body):
    """What is to be signed, by whom, in which order. Without `revision` it is the one that was approved last."""

    docId = serializers.UUIDField()
    revision = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    checksum = serializers.RegexField(CHECKSUM, required=False)
    signers = SignerBody(many=True, max_length=MOST_LISTED)
    workflow = serializers.ChoiceField(Workflow.choices)
    expiresInDays = serializers.IntegerField(required=False, min_value=-(2**31), max_value=2**31 - 1)
    dueOn = serializers.DateField(required=False, help_text="They are reminded the day before, and on the day.")
    message = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_MESSAGE)
    initials = serializers.BooleanField(required=False, help_text="Each signer's initials go on every page.")


class WithdrawalBody(Body):
    """Why it is withdrawn; the signers are told."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class RemindBody(Body):
    """Nothing is needed."""

    reason = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_REASON)


class AskedSerializer(serializers.Serializer):
    """How it stands with one person."""

    email = serializers.CharField()
    status = serializers.ChoiceField(SIGNER_STATUSES)


class InitiatedSerializer(serializers.Serializer):
    """That a paper went out."""

    trackingId = serializers.UUIDField(source="envelope.pk")
    status = serializers.ChoiceField(STATUSES, source="envelope.status")
    signingUrl = serializers.CharField(
        source="signing_url",
        help_text="The first signer's page; it opens with the code that is mailed to that signer alone.",
    )
    expiresAt = serializers.DateTimeField(source="envelope.expires_at")
    signers = AskedSerializer(many=True, source="people")


class SignerSerializer(serializers.Serializer):
    """One person of an envelope."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.CharField()
    role = serializers.ChoiceField(Role.choices)
    order = serializers.IntegerField(source="turn")
    status = serializers.ChoiceField(SIGNER_STATUSES)
    viewedAt = serializers.DateTimeField(source="viewed_at", required=False, allow_null=True)
    actedAt = serializers.DateTimeField(source="acted_at", required=False, allow_null=True)
    declineReason = serializers.CharField(source="decline_reason", required=False)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return {key: value for key, value in super().to_representation(instance).items() if value not in ("", None)}


class EnvelopeEventSerializer(serializers.Serializer):
    """One thing that happened: to the envelope, or to the person who is named."""

    type = serializers.CharField(source="verb")
    at = serializers.DateTimeField()
    name = serializers.CharField(source="facts.name", required=False)
    by = serializers.CharField(source="actor_name", required=False)
    note = serializers.CharField(source="facts.note", required=False)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return {key: value for key, value in super().to_representation(instance).items() if value not in ("", None)}


class EnvelopeSerializer(serializers.Serializer):
    """An envelope as those of its case see it."""

    trackingId = serializers.UUIDField(source="pk")
    status = serializers.ChoiceField(STATUSES)
    provider = serializers.CharField()
    workflow = serializers.ChoiceField(Workflow.choices)
    docId = serializers.UUIDField(source="document_id")
    revision = serializers.IntegerField(source="revision.number")
    checksum = serializers.CharField()
    caseId = serializers.UUIDField(source="case_id")
    message = serializers.CharField()
    expiresAt = serializers.DateTimeField(source="expires_at")
    dueOn = serializers.DateField(source="due_on", allow_null=True)
    createdAt = serializers.DateTimeField(source="created_at")
    sentAt = serializers.DateTimeField(source="sent_at", allow_null=True)
    endedAt = serializers.DateTimeField(source="ended_at", allow_null=True)
    endReason = serializers.SerializerMethodField()
    signers = SignerSerializer(many=True)
    events = serializers.SerializerMethodField()
    signedDocumentId = serializers.UUIDField(source="signed_revision.document_id", required=False)
    signedRevision = serializers.IntegerField(source="signed_revision.number", required=False)
    signedChecksum = serializers.CharField(source="signed_revision.checksum", required=False)

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_endReason(self, envelope: Envelope) -> str | None:  # noqa: N802 - the contract's spelling
        """Why it was voided or declined."""
        return envelope.end_reason or None

    @extend_schema_field(EnvelopeEventSerializer(many=True))
    def get_events(self, envelope: Envelope) -> Any:
        """Oldest first; what is for staff alone is left out for the client of the case."""
        shown = [one for one in happenings(envelope) if self.context.get("staff") or not one.staff_only]
        return EnvelopeEventSerializer(shown, many=True).data


class ProviderCallSerializer(serializers.Serializer):
    """That a call of a provider was taken."""

    taken = serializers.BooleanField(help_text="False where the same call had come before.")
