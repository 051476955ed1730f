"""Addresses below `/api/ai/`."""

from django.urls import path

from ai.api import analysis, chat, drafting

urlpatterns = [
    path("chat", chat.ChatView.as_view(), name="ai-chat"),
    path("chat/stream", chat.ChatStreamView.as_view(), name="ai-chat-stream"),
    path("consultations", chat.ConsultationsView.as_view(), name="ai-consultations"),
    path("consultations/<uuid:consultation_id>", chat.ConsultationView.as_view(), name="ai-consultation"),
    path("consultations/<uuid:consultation_id>/hand-over", chat.HandOverView.as_view(), name="ai-hand-over"),
    path("generate-document", drafting.GenerateDocumentView.as_view(), name="ai-generate-document"),
    path("drafts/<uuid:draft_id>", drafting.DraftView.as_view(), name="ai-draft"),
    path("analyze", analysis.AnalyzeView.as_view(), name="ai-analyze"),
    path("analyses/<uuid:analysis_id>", analysis.AnalysisView.as_view(), name="ai-analysis"),
    path("policies", analysis.PoliciesView.as_view(), name="ai-policies"),
]
