"""Addresses below `/api/ai/`."""

from django.urls import path

from ai.api import views

urlpatterns = [
    path("generate-document", views.GenerateDocumentView.as_view(), name="ai-generate-document"),
    path("drafts/<uuid:draft_id>", views.DraftView.as_view(), name="ai-draft"),
]
