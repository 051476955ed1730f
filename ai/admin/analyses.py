"""Analyses in the admin: what was found in which text, to be read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from unfold.decorators import display

from ai.admin.findings import risk_pill, stretches
from ai.models import Analysis
from ai.selectors.analysis import visible_to
from core.admin import ReadOnlyAdmin
from core.ids import parse_id


@admin.register(Analysis)
class AnalysisAdmin(ReadOnlyAdmin):
    """Analyses that the user may see, newest first."""

    list_display = ("created_at", "policy_version", "risk", "finding_count", "case", "actor", "degraded")
    list_filter = ("risk_level", "degraded")
    search_fields = ("=case__number", "=subject")
    search_help_text = "The whole number of a case"
    ordering = ("-created_at", "-id")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Analysis]:
        return visible_to(request.user)

    @display(description="Risk", ordering="risk_level")
    def risk(self, analysis: Analysis) -> SafeString:
        return risk_pill(analysis.risk_level)

    @display(description="Findings")
    def finding_count(self, analysis: Analysis) -> int:
        return len(analysis.findings)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The findings, the gravest first, and the text with their places marked."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        wanted = parse_id(object_id)
        analysis = visible_to(request.user).filter(pk=wanted).first() if wanted else None
        if analysis is None:
            raise Http404
        findings = analysis.found()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(analysis),
            "analysis": analysis,
            "policy": analysis.policy_version.policy,
            "risk": risk_pill(analysis.risk_level),
            "findings": findings,
            "stretches": stretches(analysis.text, findings),
        }
        return render(request, "ai/analysis.html", context)
