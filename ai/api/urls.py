"""Addresses below `/api/ai/`."""

from django.urls import path

from ai.api import analysis, drafting

urlpatterns = [
    path("generate-document", drafting.GenerateDocumentView.as_view(), name="ai-generate-document"),
    path("drafts/<uuid:draft_id>", drafting.DraftView.as_view(), name="ai-draft"),
    path("analyze", analysis.AnalyzeView.as_view(), name="ai-analyze"),
    path("policies", analysis.PoliciesView.as_view(), name="ai-policies"),
]
