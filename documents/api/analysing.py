"""`/api/docs/{id}/analyze`: a document held against a policy."""

from __future__ import annotations

import uuid

from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from ai.api import analysis_bodies as bodies
from ai.api.analysis import analysis_answer
from core.api.schema import PREFER_HEADER, JobTicketSerializer, answer_example, problems, request_example
from core.api.serializers import Body, validated
from core.api.views import ApiView
from documents import selectors, services


class DocumentAnalyzeBody(Body):
    """What to hold the document against."""

    policy = serializers.CharField(max_length=80, help_text="A policy's slug.")
    revision = serializers.IntegerField(required=False, min_value=1, help_text="Its number; else the latest.")


class AnalyzeDocumentView(ApiView):
    """Hold a revision against a policy; the analysis is kept with it."""

    @extend_schema(
        operation_id="documents_analyze",
        tags=["Documents"],
        request=DocumentAnalyzeBody,
        parameters=[PREFER_HEADER],
        responses={200: bodies.AnalysisSerializer, 202: JobTicketSerializer, **problems(403, 404, 409, 422)},
        examples=[
            request_example({"policy": "corporate"}),
            answer_example(bodies.ANALYZED),
            answer_example(bodies.TICKET, 202),
        ],
    )
    def post(self, request: Request, document_id: uuid.UUID) -> HttpResponseBase:
        document = selectors.document_get(request.user, document_id)
        asked = validated(DocumentAnalyzeBody, request)
        revision = selectors.revision_get(request.user, document, asked.get("revision"))
        found = services.revision_analyze(actor=request.user, revision=revision, policy=asked["policy"])
        return analysis_answer(request, found)
