"""Addresses under `/api/docs`."""

from django.urls import path

from documents.api import (
    agreeing,
    analysing,
    batching,
    documents,
    executing,
    origins,
    packaging,
    producing,
    templates,
    uploading,
    verifying,
)

urlpatterns = [
    path("", documents.DocumentsView.as_view(), name="documents"),
    path("/templates", templates.TemplatesView.as_view(), name="templates"),
    path("/templates/<str:template_id>", templates.TemplateView.as_view(), name="template"),
    path("/templates/<str:template_id>/versions/<str:version>", templates.VersionView.as_view(), name="version"),
    path("/templates/<str:template_id>/versions/<str:version>/sheet", batching.BlankSheetView.as_view(), name="sheet"),
    path("/batches", batching.BatchesView.as_view(), name="batches"),
    path("/batches/<uuid:batch_id>", batching.BatchView.as_view(), name="batch"),
    path("/batches/<uuid:batch_id>/cancel", batching.BatchCancelView.as_view(), name="batch-cancel"),
    path("/batches/<uuid:batch_id>/retry", batching.BatchRetryView.as_view(), name="batch-retry"),
    path("/batches/<uuid:batch_id>/files", batching.BatchFilesView.as_view(), name="batch-files"),
    path("/render-pdf", producing.RenderView.as_view(), name="render-pdf"),
    path("/generate", producing.GenerateView.as_view(), name="generate"),
    path("/uploads", uploading.UploadsView.as_view(), name="uploads"),
    path("/verify", verifying.VerifyFileView.as_view(), name="verify-file"),
    path("/verify/<str:code>", verifying.VerifyCodeView.as_view(), name="verify-code"),
    path("/<uuid:document_id>", documents.DocumentView.as_view(), name="document"),
    path("/<uuid:document_id>/revisions", producing.RevisionsView.as_view(), name="revisions"),
    path("/<uuid:document_id>/download", documents.DownloadView.as_view(), name="download"),
    path("/<uuid:document_id>/provenance", origins.ProvenanceView.as_view(), name="provenance"),
    path("/<uuid:document_id>/consistency", agreeing.ConsistencyView.as_view(), name="consistency"),
    path("/<uuid:document_id>/package", packaging.PackageView.as_view(), name="package"),
    path("/<uuid:document_id>/analyze", analysing.AnalyzeDocumentView.as_view(), name="document-analyze"),
    path("/<uuid:document_id>/submit-for-review", documents.SubmitView.as_view(), name="submit-for-review"),
    path("/<uuid:document_id>/approve", documents.ApproveView.as_view(), name="approve"),
    path("/<uuid:document_id>/signed-copy", executing.SignedCopyView.as_view(), name="signed-copy"),
    path("/<uuid:document_id>/mark-filed", executing.MarkFiledView.as_view(), name="mark-filed"),
    path("/<uuid:document_id>/void", executing.VoidView.as_view(), name="void"),
    path("/<uuid:document_id>/reject", documents.RejectView.as_view(), name="reject"),
]
