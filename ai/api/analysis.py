"""`/api/ai`: analysis of a text by a policy, and the policies there are."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from ai.analysis.risk import STATED
from ai.api import analysis_bodies as bodies
from ai.selectors.analysis import policies_visible_to
from ai.services.analysis import analyze
from cases import selectors as cases
from core.api.pagination import CursorPage, paged
from core.api.parameters import LIST_PARAMETERS, page_of
from core.api.schema import answer_example, problems, request_example
from core.api.serializers import validated
from core.api.views import ApiView


class AnalyzeView(ApiView):
    """Hold a text against a policy."""

    @extend_schema(
        operation_id="ai_analyze",
        tags=["AI"],
        description=(
            "Hold a text against the newest version of a policy. `start` and `end` of a finding count Unicode code "
            f"points of the text as it was sent; a clause that is missing has neither. **Risk level**: {STATED}"
        ),
        request=bodies.AnalyzeBody,
        responses={200: bodies.AnalysisSerializer, **problems(403, 404, 422)},
        examples=[request_example(bodies.ANALYZE), answer_example(bodies.ANALYZED)],
    )
    def post(self, request: Request) -> Response:
        asked = validated(bodies.AnalyzeBody, request)
        case_id = asked.get("context", {}).get("case_id")
        made = analyze(
            actor=request.user,
            text=asked["text"],
            policy=asked["policy"],
            case=cases.case_get(request.user, case_id) if case_id is not None else None,
        )
        return Response(bodies.AnalysisSerializer(made).data)


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
