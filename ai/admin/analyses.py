"""Analyses in the admin: what was found in which text, to be read."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display

from ai.admin.findings import findings_table, risk_pill, stretches
from ai.models import Analysis
from ai.selectors.analysis import visible_to
from core.admin import ReadOnlyAdmin


@admin.register(Analysis)
class AnalysisAdmin(ReadOnlyAdmin):
    """Analyses that the user may see, newest first."""

    list_display = ("created_at", "policy_version", "risk", "finding_count", "case", "actor", "degraded")
    list_filter = ("risk_level", "degraded")
    search_fields = ("=case__number", "=subject")
    search_help_text = "The whole number of a case"
    ordering = ("-created_at", "-id")
    show_full_result_count = False
    fields = readonly_fields = (
        "created_at",
        "policy_version",
        "case",
        "actor",
        "subject",
        "risk",
        "degraded",
        "dropped",
        "omitted",
        "text_checksum",
        "what_was_found",
        "marked_text",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Analysis]:
        return visible_to(request.user)

    @display(description="Risk", ordering="risk_level")
    def risk(self, analysis: Analysis) -> SafeString:
        return risk_pill(analysis.risk_level)

    @display(description="Findings")
    def finding_count(self, analysis: Analysis) -> int:
        return len(analysis.findings)

    @display(description="Findings")
    def what_was_found(self, analysis: Analysis) -> SafeString | str:
        """The findings, the gravest first."""
        return findings_table(analysis.found()) if analysis.findings else "None."

    @display(description="Text")
    def marked_text(self, analysis: Analysis) -> SafeString | str:
        """The text with the findings marked, where it was kept."""
        if not analysis.text:
            return "Not kept: it belonged to no case. The places of the findings count its characters."
        return format_html('<div style="white-space: pre-line">{}</div>', stretches(analysis.text, analysis.found()))
