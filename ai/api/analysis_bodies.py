"""Bodies and answers of analysis, with their examples."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ai.analysis import LEVELS, SEVERITIES, Rule
from ai.analysis.findings import BY_MODEL, BY_RULE
from ai.analysis.rules import CHECKS
from ai.api.serializers import ContextBody
from ai.models import Policy
from ai.services.analysis import LONGEST_TEXT, Made
from core.api.serializers import Body, LongText


class AnalyzeBody(Body):
    """The text, and what to hold it against."""

    text = LongText(max_length=LONGEST_TEXT, trim_whitespace=False)
    policy = serializers.CharField(max_length=80, help_text="A policy's slug.")
    context = ContextBody(required=False)


class FindingSerializer(serializers.Serializer):
    """What a rule has against the text; what there is not is absent."""

    ruleId = serializers.CharField()
    severity = serializers.ChoiceField(SEVERITIES)
    message = serializers.CharField()
    quote = serializers.CharField(required=False, help_text="The text from `start` to `end`, exactly.")
    start = serializers.IntegerField(required=False)
    end = serializers.IntegerField(required=False)
    suggestion = serializers.CharField(required=False)
    legalBasis = serializers.CharField(required=False)
    blocking = serializers.BooleanField(help_text="It must be dealt with before the paper is signed.")
    toBeConfirmed = serializers.BooleanField(help_text="A lawyer has yet to confirm the rule.")
    foundBy = serializers.ChoiceField([BY_RULE, BY_MODEL])


class AnalysisSerializer(serializers.Serializer):
    """What was found."""

    analysisId = serializers.UUIDField(source="row.pk")
    policy = serializers.CharField(source="row.policy_version.policy.slug")
    version = serializers.IntegerField(source="row.policy_version.number")
    findings = serializers.SerializerMethodField()
    riskLevel = serializers.ChoiceField(LEVELS, source="row.risk_level")
    suggestions = serializers.ListField(child=serializers.CharField())
    degraded = serializers.BooleanField(source="row.degraded", help_text="No language model was asked.")
    dropped = serializers.IntegerField(
        source="row.dropped", help_text="Findings of the model that did not hold: an unknown rule, an invented quote."
    )
    omitted = serializers.IntegerField(
        source="row.omitted", help_text="Further places of rules that were offended very often."
    )

    @extend_schema_field(FindingSerializer(many=True))
    def get_findings(self, made: Made) -> list[dict[str, Any]]:
        """The gravest first, then by place."""
        return [one.as_json() for one in made.findings]


class RuleSerializer(serializers.Serializer):
    """A rule of a policy."""

    id = serializers.CharField()
    severity = serializers.ChoiceField(SEVERITIES)
    blocking = serializers.BooleanField()
    message = serializers.CharField()
    suggestion = serializers.CharField()
    legalBasis = serializers.CharField(source="legal_basis")
    toBeConfirmed = serializers.BooleanField(source="confirm", help_text="A lawyer has yet to confirm the rule.")
    check = serializers.ChoiceField(CHECKS, source="kind")
    question = serializers.CharField(help_text="What a language model is asked beside the check; may be empty.")


class PolicySerializer(serializers.Serializer):
    """A policy in its newest version."""

    slug = serializers.CharField()
    title = serializers.CharField()
    version = serializers.IntegerField(source="latest_number")
    rules = serializers.SerializerMethodField()
    publishedAt = serializers.SerializerMethodField()

    @extend_schema_field(RuleSerializer(many=True))
    def get_rules(self, policy: Policy) -> Any:
        """The rules, in their order."""
        rules: tuple[Rule, ...] = policy.current[0].read()
        return RuleSerializer(rules, many=True).data

    @extend_schema_field(OpenApiTypes.DATETIME)
    def get_publishedAt(self, policy: Policy) -> str:  # noqa: N802 - named by the contract
        """When the newest version was published."""
        return serializers.DateTimeField().to_representation(policy.current[0].published_at)


ANALYZE = {
    "text": "The interest shall be five percent (5%) per month.",
    "policy": "loan",
    "context": {"caseId": "0199f3c2-5c1e-7c40-9d5b-3f1f6f9f2a11"},
}
_RULE = {
    "severity": "high",
    "message": "Interest of more than 3% a month is often struck down as unconscionable.",
    "suggestion": "Agree on a lower rate, or state it for a year.",
    "legalBasis": "Civil Code art. 1956, 1306",
    "blocking": False,
    "toBeConfirmed": True,
}
ANALYZED = {
    "analysisId": "0199f3c2-7b10-7e21-9c44-2d8f0a6b5c3d",
    "policy": "loan",
    "version": 1,
    "findings": [
        {
            "ruleId": "interest-a-month",
            **_RULE,
            "quote": "interest shall be five percent (5%)",
            "start": 4,
            "end": 39,
            "foundBy": "rule",
        }
    ],
    "riskLevel": "high",
    "suggestions": [_RULE["suggestion"]],
    "degraded": True,
    "dropped": 0,
    "omitted": 0,
}
TICKET = {"jobId": "0199f3c2-5c1e-7c40-9d5b-3f1f6f9f2a11", "status": "running"}
POLICY = {
    "slug": "loan",
    "title": "Loans",
    "version": 1,
    "rules": [{"id": "interest-a-month", **_RULE, "check": "number", "question": ""}],
    "publishedAt": "2026-11-23T09:30:00+08:00",
}
