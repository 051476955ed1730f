"""Bodies and answers of `/api/email`."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.serializers import Body, LongText
from core.storage.objects import CHECKSUM
from notifications.constants import LONGEST_BODY
from notifications.models import Message
from notifications.selectors import happenings
from notifications.states import STATUSES

LONGEST_ADDRESS = 600
MOST_LISTED = 1000  # of which each is looked at; how many a mail may have is another question


class AddressesField(serializers.ListField):
    """One address or a list of them; each `name@example.com` or `Name <name@example.com>`."""

    child = serializers.CharField(max_length=LONGEST_ADDRESS, trim_whitespace=False)

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MOST_LISTED, **options)

    def to_internal_value(self, data: Any) -> list[str]:
        given: list[str] = super().to_internal_value([data] if isinstance(data, str) else data)
        return given


class AttachmentBody(Body):
    """A document (the revision that was issued last, unless one is named) or a file that is given."""

    documentId = serializers.UUIDField(required=False)
    revision = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    checksum = serializers.RegexField(CHECKSUM, required=False)
    filename = serializers.CharField(required=False, max_length=300, trim_whitespace=False)
    contentType = serializers.CharField(required=False, max_length=150)
    contentBase64 = LongText(required=False)


class SendBody(Body):
    """A mail to be sent. One of `bodyHtml` and `bodyText` is enough; the other is made from it."""

    to = AddressesField(allow_empty=False)
    cc = AddressesField(required=False)
    bcc = AddressesField(required=False)
    replyTo = serializers.CharField(required=False, max_length=LONGEST_ADDRESS, trim_whitespace=False)
    subject = serializers.CharField(max_length=1000, trim_whitespace=False)
    bodyHtml = LongText(required=False, allow_blank=True, max_length=LONGEST_BODY)
    bodyText = LongText(required=False, allow_blank=True, max_length=LONGEST_BODY)
    attachments = AttachmentBody(many=True, required=False, max_length=MOST_LISTED)
    caseId = serializers.UUIDField(required=False)


class TakenSerializer(serializers.Serializer):
    """That a call of a provider was taken."""

    taken = serializers.BooleanField(help_text="False where the same call had come before.")


class QueuedSerializer(serializers.Serializer):
    """A mail that was taken."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(STATUSES)
    jobId = serializers.UUIDField(source="job_id")


class HappenedSerializer(serializers.Serializer):
    """One thing that happened to the mail."""

    type = serializers.CharField(source="kind")
    at = serializers.DateTimeField()
    recipient = serializers.CharField(source="address", required=False)
    detail = serializers.CharField(required=False)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return {key: value for key, value in super().to_representation(instance).items() if value != ""}


class RecipientSerializer(serializers.Serializer):
    """How the mail stands with one person."""

    email = serializers.CharField(source="address")
    role = serializers.ChoiceField(["to", "cc", "bcc"])
    status = serializers.ChoiceField(STATUSES)


class FileSerializer(serializers.Serializer):
    """A file that goes with the mail; of a document, which revision."""

    filename = serializers.CharField()
    checksum = serializers.CharField()
    size = serializers.IntegerField()
    documentId = serializers.UUIDField(source="revision.document_id", required=False)
    revision = serializers.IntegerField(source="revision.number", required=False)


class MailSerializer(serializers.Serializer):
    """A mail as staff see it; its text is shown in the admin."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(STATUSES)
    attempts = serializers.IntegerField()
    possibleDuplicate = serializers.BooleanField(
        source="possible_duplicate", help_text="A try was cut off; it may have come twice, under one Message-ID."
    )
    subject = serializers.CharField()
    caseId = serializers.UUIDField(source="case_id", required=False, allow_null=True)
    jobId = serializers.UUIDField(source="job_id")
    recipients = RecipientSerializer(many=True)
    attachments = FileSerializer(many=True)
    events = serializers.SerializerMethodField()
    error = serializers.DictField(required=False, allow_null=True)
    createdAt = serializers.DateTimeField(source="created_at")
    sentAt = serializers.DateTimeField(source="sent_at", required=False, allow_null=True)

    @extend_schema_field(HappenedSerializer(many=True))
    def get_events(self, message: Message) -> Any:
        """Oldest first."""
        return HappenedSerializer(happenings(message), many=True).data
