"""Bodies and answers of chat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from rest_framework import serializers

from ai.chat import language_of, phrase
from ai.models import Consultation, ConsultationMessage
from ai.services.chat import LONGEST_MESSAGE
from ai.services.consultations import LONGEST_NOTE
from core.api.serializers import Body, FreeForm, LongText
from core.errors import InvalidInput
from core.ids import parse_id


class ChatBody(Body):
    """A question."""

    userId = serializers.UUIDField(help_text="Your own id; as staff also that of the client of `context.caseId`.")
    message = LongText(max_length=LONGEST_MESSAGE, trim_whitespace=False)
    context = FreeForm(
        required=False,
        help_text="`caseId`: a case of yours, whose documents may be quoted. `consultationId`: go on with that "
        "conversation. Anything else is handed to the model as data.",
    )
    locale = serializers.CharField(max_length=20, required=False, help_text="BCP 47; else the question's own language.")

    def validate_message(self, message: str) -> str:
        """Not blank; it is passed on as it was written."""
        if not message.strip():
            raise serializers.ValidationError("This field may not be blank.", code="blank")
        return message


class HandOverBody(Body):
    """What the lawyer should know."""

    note = serializers.CharField(max_length=LONGEST_NOTE, required=False, default="", allow_blank=True)


class ReferenceSerializer(serializers.Serializer):
    """Words that stand in a source."""

    title = serializers.CharField()
    citation = serializers.CharField()
    url = serializers.CharField(required=False, help_text="Where the law itself can be read.")
    quote = serializers.CharField(help_text="Word for word as in the source.")

    def to_representation(self, instance: Any) -> dict[str, str]:
        return _reference(instance)


def _reference(kept: Mapping[str, str]) -> dict[str, str]:
    known = {name: kept.get(name, "") for name in ("title", "citation", "url", "quote")}
    return {name: value for name, value in known.items() if value or name != "url"}


class MessageSerializer(serializers.Serializer):
    """One message of a consultation."""

    number = serializers.IntegerField()
    role = serializers.ChoiceField(ConsultationMessage.Role.choices)
    text = serializers.CharField()
    author = serializers.SerializerMethodField()
    references = ReferenceSerializer(many=True)
    removed = serializers.IntegerField(help_text="Quotes and citations taken out, since no source bore them out.")
    degraded = serializers.BooleanField()
    cached = serializers.BooleanField()
    createdAt = serializers.DateTimeField(source="created_at")

    def get_author(self, message: ConsultationMessage) -> str | None:
        """The full name of the person who wrote it."""
        return message.author.full_name if message.author is not None else None


class ConsultationRowSerializer(serializers.Serializer):
    """A consultation in a list."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    caseId = serializers.UUIDField(source="case_id", allow_null=True)
    userId = serializers.UUIDField(source="served_id", help_text="For whom was asked.")
    askedBy = serializers.UUIDField(source="asker_id")
    locale = serializers.CharField()
    handedOverAt = serializers.DateTimeField(source="handed_over_at", allow_null=True)
    repliedAt = serializers.DateTimeField(source="replied_at", allow_null=True)
    createdAt = serializers.DateTimeField(source="created_at")
    updatedAt = serializers.DateTimeField(source="updated_at")


class ConsultationSerializer(ConsultationRowSerializer):
    """A consultation with its messages."""

    messages = MessageSerializer(many=True)


class HandOverSerializer(serializers.Serializer):
    """Whether a lawyer can be asked, and where."""

    available = serializers.BooleanField(help_text="The question belongs to a case with a lawyer.")
    url = serializers.CharField(required=False, help_text="POST here to hand the question over.")


class ChatAnswerSerializer(serializers.Serializer):
    """The answer to a question. `kind`, `notice` and `handOver` stand in a client's answers alone."""

    answer = serializers.CharField()
    references = ReferenceSerializer(many=True)
    tokensUsed = serializers.IntegerField(help_text="What this very answer cost; nothing when it was cached.")
    cached = serializers.BooleanField()
    degraded = serializers.BooleanField(help_text="No model answered; the best passages are quoted.")
    consultationId = serializers.UUIDField()
    removed = serializers.IntegerField(help_text="Quotes and citations taken out, since no source bore them out.")
    notice = serializers.CharField(required=False, help_text="To be shown with the answer.")
    kind = serializers.CharField(required=False, help_text="`information`: no legal advice.")
    handOver = HandOverSerializer(required=False)


def chat_answer(message: ConsultationMessage, *, for_client: bool) -> dict[str, Any]:
    """The body for one answer."""
    consultation = message.consultation
    language = language_of(message.text) or consultation.locale
    notices = []
    body: dict[str, Any] = {
        "answer": message.text,
        "references": [_reference(one) for one in message.references],
        "tokensUsed": message.tokens_in + message.tokens_out,
        "cached": message.cached,
        "degraded": message.degraded,
        "consultationId": str(consultation.pk),
        "removed": message.removed,
    }
    if message.removed:
        name = "removed" if message.removed > 1 else "removed-one"
        notices.append(phrase(name, language, count=message.removed))
    if for_client:
        with_lawyer = consultation.has_lawyer
        body |= {"kind": "information", "handOver": _hand_over(consultation, with_lawyer=with_lawyer)}
        notices.insert(0, phrase("hand-over" if with_lawyer else "information", language))
    return body | ({"notice": " ".join(notices)} if notices else {})


def _hand_over(consultation: Consultation, *, with_lawyer: bool) -> dict[str, Any]:
    if not with_lawyer:
        return {"available": False}
    return {"available": True, "url": f"{settings.PUBLIC_URL}/api/ai/consultations/{consultation.pk}/hand-over"}


def named_in(context: dict[str, Any], name: str) -> Any:
    """The id under `name`, which is taken out of the context. Raises InvalidInput for what is none."""
    given = context.pop(name, None)
    if given is None:
        return None
    found = parse_id(given)
    if found is None:
        raise InvalidInput.at(f"/context/{name}", "invalid", f"{name} is a UUID.")
    return found
