"""`/api/ai`: drafting, and drafts as lawyers edit them."""

from __future__ import annotations

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from ai import selectors, services
from ai.api import examples
from ai.api.serializers import DraftSerializer, EditBody, GenerateBody, GeneratedSerializer
from cases import selectors as cases
from core.api.schema import answer_example, problems, request_example
from core.api.serializers import validated
from core.api.views import ApiView


class GenerateDocumentView(ApiView):
    """Draft a paper's text."""

    @extend_schema(
        operation_id="ai_generate_document",
        tags=["AI"],
        request=GenerateBody,
        responses={200: GeneratedSerializer, **problems(403, 404, 409, 422)},
        examples=[request_example(examples.GENERATE), answer_example(examples.GENERATED)],
    )
    def post(self, request: Request) -> Response:
        asked = validated(GenerateBody, request)
        case_id = asked.get("context", {}).get("case_id")
        draft = services.draft(
            actor=request.user,
            type=asked["type"],
            inputs=asked["inputs"],
            tone=asked["tone"],
            locale=asked["locale"],
            policy=asked.get("policy"),
            case=cases.case_get(request.user, case_id) if case_id is not None else None,
        )
        return Response(GeneratedSerializer(draft).data)


class DraftView(ApiView):
    """A draft, to be read and edited."""

    @extend_schema(
        operation_id="ai_drafts_retrieve",
        tags=["AI"],
        responses={200: DraftSerializer, **problems(404)},
        examples=[answer_example(examples.DRAFT)],
    )
    def get(self, request: Request, draft_id: uuid.UUID) -> Response:
        return Response(DraftSerializer(selectors.draft_get(request.user, draft_id)).data)

    @extend_schema(
        operation_id="ai_drafts_edit",
        tags=["AI"],
        request=EditBody,
        responses={200: DraftSerializer, **problems(404, 422)},
        examples=[request_example(examples.EDIT), answer_example(examples.DRAFT)],
    )
    def patch(self, request: Request, draft_id: uuid.UUID) -> Response:
        draft = selectors.draft_get(request.user, draft_id)
        asked = validated(EditBody, request)
        services.draft_edit(actor=request.user, draft=draft, sections=asked["sections"], note=asked["note"])
        return Response(DraftSerializer(draft).data)
