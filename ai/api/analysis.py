"""`/api/ai`: analysis of a text by a policy, and the policies there are."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from ai.analysis.risk import STATED
from ai.api import analysis_bodies as bodies
from ai.selectors.analysis import analysis_get, policies_visible_to
from ai.services.analysis import Made, made_of
from ai.services.long_texts import LONGEST_AT_ONCE, analysis_request
from cases import selectors as cases
from core.api.pagination import CursorPage, paged
from core.api.parameters import LIST_PARAMETERS, page_of
from core.api.schema import PREFER_HEADER, JobTicketSerializer, answer_example, problems, request_example
from core.api.serializers import validated
from core.api.views import ApiView, job_answer
from core.models import Job


class AnalyzeView(ApiView):
    """Hold a text against a policy."""

    @extend_schema(
        operation_id="ai_analyze",
        tags=["AI"],
        description=(
            "Hold a text against the newest version of a policy. `start` and `end` of a finding count Unicode code "
            f"points of the text as it was sent; a clause that is missing has neither. A text of more than "
            f"{LONGEST_AT_ONCE:,} characters that a model reads is analysed by a job, whose result names the analysis. "
            f"**Risk level**: {STATED}"
        ),
        parameters=[PREFER_HEADER],
        request=bodies.AnalyzeBody,
        responses={200: bodies.AnalysisSerializer, 202: JobTicketSerializer, **problems(403, 404, 422)},
        examples=[
            request_example(bodies.ANALYZE),
            answer_example(bodies.ANALYZED),
            answer_example(bodies.TICKET, 202),
        ],
    )
    def post(self, request: Request) -> HttpResponseBase:
        asked = validated(bodies.AnalyzeBody, request)
        case_id = asked.get("context", {}).get("case_id")
        case = cases.case_get(request.user, case_id) if case_id is not None else None
        found = analysis_request(actor=request.user, text=asked["text"], policy=asked["policy"], case=case)
        return analysis_answer(request, found, text=asked["text"])


class AnalysisView(ApiView):
    """One analysis, as it was kept."""

    @extend_schema(
        operation_id="ai_analyses_retrieve",
        tags=["AI"],
        description="A text that is no case's is not kept, and neither are quotes of it; its places still say where.",
        responses={200: bodies.AnalysisSerializer, **problems(404)},
        examples=[answer_example(bodies.ANALYZED)],
    )
    def get(self, request: Request, analysis_id: uuid.UUID) -> Response:
        return Response(bodies.AnalysisSerializer(made_of(analysis_get(request.user, analysis_id))).data)


def analysis_answer(request: Request, found: Made | Job, *, text: str | None = None) -> HttpResponseBase:
    """The answer for an analysis: made at once, or by a job that is waited for. `text` as the caller sent it."""
    if isinstance(found, Made):
        return Response(bodies.AnalysisSerializer(found).data)

    def done(job: Job) -> tuple[int, dict[str, Any]]:
        row = analysis_get(request.user, uuid.UUID((job.result or {})["analysisId"]))
        return 200, bodies.AnalysisSerializer(made_of(row, text)).data

    return job_answer(request, found, default_wait=settings.LONGEST_WAIT_SECONDS, done=done)


class PolicyPage(CursorPage):
    """Policies by slug, unless ordered by title or age."""

    ordering = ("slug",)
    orderings = {"slug": "slug", "title": "title", "createdAt": "created_at"}


class PoliciesView(ApiView):
    """The policies that a text can be held against."""

    @extend_schema(
        operation_id="ai_policies_list",
        tags=["AI"],
        parameters=LIST_PARAMETERS,
        responses={200: page_of(bodies.PolicySerializer, "PolicyPage"), **problems(422)},
        examples=[answer_example({"results": [bodies.POLICY], "next": None, "previous": None})],
    )
    def get(self, request: Request) -> Response:
        return paged(request, policies_visible_to(request.user), _shown, PolicyPage())


def _shown(rows: list[Any]) -> Any:
    return bodies.PolicySerializer(rows, many=True).data
