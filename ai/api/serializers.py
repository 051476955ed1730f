"""Bodies and answers of the ai room."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ai.constants import DEFAULT_LOCALE, DEFAULT_TONE
from ai.models import Draft
from ai.services.editing import LONGEST_SECTION
from core.api.serializers import Body, FreeForm


class ContextBody(Body):
    """What the request is about."""

    caseId = serializers.UUIDField(required=False, source="case_id", help_text="A case that you are assigned to.")


class GenerateBody(Body):
    """What to draft, from what."""

    type = serializers.CharField(max_length=80, help_text="A template's slug, or `freeform`.")
    inputs = FreeForm(help_text="As for the template; what is missing becomes a warning.")
    tone = serializers.CharField(max_length=40, required=False, default=DEFAULT_TONE)
    locale = serializers.CharField(max_length=20, required=False, default=DEFAULT_LOCALE)
    policy = serializers.CharField(max_length=80, required=False, help_text="The analysis policy to check against.")
    context = ContextBody(required=False)


class SectionBody(Body):
    """A section's new text."""

    key = serializers.CharField(max_length=100)
    text = serializers.CharField(max_length=LONGEST_SECTION, allow_blank=True, trim_whitespace=False)


class EditBody(Body):
    """The sections to change; the others stay."""

    sections = SectionBody(many=True, allow_empty=False)
    note = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class SectionSerializer(serializers.Serializer):
    """A section of a draft."""

    key = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()


class GeneratedSerializer(serializers.Serializer):
    """A fresh draft."""

    draftId = serializers.UUIDField(source="id")
    draftText = serializers.CharField(source="text")
    sections = SectionSerializer(many=True)
    qualityScore = serializers.IntegerField(
        source="quality_score",
        allow_null=True,
        min_value=0,
        max_value=100,
        help_text=(
            "0 to 100 as the draft was made: the mean of six checks, rounded down (required points present; amounts, "
            "dates, names and law citations traceable to the inputs or the knowledge base; nothing left blank). A "
            "check counts by the share of its items that passed, and fully where it has none. Each failed check is "
            "one warning. null for drafts of before there were checks."
        ),
    )
    warnings = serializers.ListField(child=serializers.CharField())
    degraded = serializers.BooleanField(help_text="The clause library wrote it, no model.")
    cached = serializers.BooleanField()
    tokensUsed = serializers.SerializerMethodField()

    def get_tokensUsed(self, draft: Draft) -> int:  # noqa: N802 - named by the contract
        """What this very draft cost; nothing when it was cached."""
        return draft.tokens_in + draft.tokens_out


class DraftSerializer(GeneratedSerializer):
    """A draft as a lawyer reads and edits it."""

    type = serializers.CharField()
    version = serializers.IntegerField(source="type_version", help_text="Of the template; 0 for `freeform`.")
    title = serializers.CharField()
    caseId = serializers.UUIDField(source="case_id", allow_null=True)
    tone = serializers.CharField()
    locale = serializers.CharField()
    model = serializers.CharField()
    edits = serializers.SerializerMethodField()
    createdAt = serializers.DateTimeField(source="created_at")
    updatedAt = serializers.DateTimeField(source="updated_at")

    def get_edits(self, draft: Draft) -> int:
        """How often it was edited."""
        return draft.edits.count()

    def to_representation(self, instance: Draft) -> dict[str, Any]:
        return {"id": str(instance.pk), **super().to_representation(instance)}
