"""`/api/ai/chat` and the consultations that come of it."""

from __future__ import annotations

import uuid
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from ai import selectors, services
from ai.api import chat_examples as examples
from ai.api.chat_bodies import (
    ChatAnswerSerializer,
    ChatBody,
    ConsultationRowSerializer,
    ConsultationSerializer,
    HandOverBody,
    chat_answer,
    named_in,
)
from cases import selectors as cases
from core.api.pagination import CursorPage, paged
from core.api.parameters import LIST_PARAMETERS, page_of
from core.api.schema import PROBLEM, answer_example, problem, problems, request_example
from core.api.serializers import validated
from core.api.streams import CONTENT_TYPE, EventStreamRenderer, Tell, streamed
from core.api.views import ApiView
from core.errors import InvalidInput
from core.ids import parse_id

NOT_YOURS = {(403, PROBLEM): problem(403, code="not-your-user", title="You ask for yourself, or for a client of yours")}
NO_LAWYER = {(409, PROBLEM): problem(409, code="no-lawyer-to-ask", title="No lawyer is assigned to ask")}
BROKE_OFF = {(504, PROBLEM): problem(504, code="backend-outcome-unknown", title="The AI broke off")}
STREAMED = OpenApiExample(
    "Events", value=examples.EVENTS, media_type=CONTENT_TYPE, response_only=True, status_codes=["200"]
)


class ConsultationPage(CursorPage):
    """Consultations, newest first unless asked otherwise."""

    orderings = {"createdAt": "created_at", "updatedAt": "updated_at"}


def asked_by(request: Request) -> dict[str, Any]:
    """The arguments of `services.chat` that the body asks for. Raises NotFound for what the user may not see."""
    asked = validated(ChatBody, request)
    context = dict(asked.get("context") or {})
    case_id, consultation_id = (named_in(context, name) for name in ("caseId", "consultationId"))
    return {
        "actor": request.user,
        "user_id": asked["userId"],
        "message": asked["message"],
        "case": cases.case_row_get(request.user, case_id) if case_id is not None else None,
        "consultation": selectors.continued(request.user, consultation_id) if consultation_id is not None else None,
        "context": context,
        "locale": asked.get("locale"),
    }


class ChatView(ApiView):
    """Ask a question."""

    @extend_schema(
        operation_id="ai_chat",
        tags=["AI"],
        request=ChatBody,
        responses={200: ChatAnswerSerializer, **NOT_YOURS, **problems(404, 422)},
        examples=[request_example(examples.ASKED), answer_example(examples.ANSWERED)],
    )
    def post(self, request: Request) -> Response:
        answer = services.chat(**asked_by(request))
        return Response(chat_answer(answer, for_client=not request.user.is_staff))


class ChatStreamView(ApiView):
    """Ask a question, and read the answer while it is written."""

    renderer_classes = [JSONRenderer, EventStreamRenderer]

    @extend_schema(
        operation_id="ai_chat_stream",
        tags=["AI"],
        request=ChatBody,
        responses={
            (200, CONTENT_TYPE): OpenApiResponse(
                OpenApiTypes.STR,
                description='`delta` events with {"text"}, whose texts make up the answer; then one `done` with the '
                "body that `/api/ai/chat` answers. What goes wrong after the first event is an `error` event with "
                "the problem.",
            ),
            **NOT_YOURS,
            **BROKE_OFF,
            **problems(404, 422),
        },
        examples=[request_example(examples.ASKED), STREAMED],
    )
    def post(self, request: Request) -> Any:
        arguments = asked_by(request)
        for_client = not request.user.is_staff

        def work(tell: Tell) -> None:
            answer = services.chat(**arguments, tell=lambda text: tell("delta", {"text": text}))
            tell("done", chat_answer(answer, for_client=for_client))

        claim = self._claim
        response = streamed(request._request, work, claim=claim)
        self._claim = None  # the stream keeps its own answer
        return response


class ConsultationsView(ApiView):
    """The caller's own consultations; a lawyer's also those of assigned cases."""

    @extend_schema(
        operation_id="ai_consultations_list",
        tags=["AI"],
        parameters=[*LIST_PARAMETERS, OpenApiParameter("case", str, description="Id of a case.")],
        responses={200: page_of(ConsultationRowSerializer, "ConsultationPage"), **problems(422)},
        examples=[answer_example(examples.CONSULTATIONS)],
    )
    def get(self, request: Request) -> Response:
        found = selectors.consultations_visible_to(request.user)
        if given := request.query_params.get("case"):
            case_id = parse_id(given)
            if case_id is None:
                raise InvalidInput.at("/case", "invalid", "case is the id of a case.")
            found = found.filter(case_id=case_id)
        return paged(request, found, lambda rows: ConsultationRowSerializer(rows, many=True).data, ConsultationPage())


class ConsultationView(ApiView):
    """One consultation with its messages."""

    @extend_schema(
        operation_id="ai_consultations_retrieve",
        tags=["AI"],
        responses={200: ConsultationSerializer, **problems(404)},
        examples=[answer_example(examples.CONSULTATION)],
    )
    def get(self, request: Request, consultation_id: uuid.UUID) -> Response:
        return Response(ConsultationSerializer(selectors.consultation_get(request.user, consultation_id)).data)


class HandOverView(ApiView):
    """Hand a consultation to the lawyers of its case."""

    @extend_schema(
        operation_id="ai_consultations_hand_over",
        tags=["AI"],
        request=HandOverBody,
        responses={200: ConsultationRowSerializer, **NO_LAWYER, **problems(404, 422)},
        examples=[request_example(examples.HAND_OVER), answer_example(examples.HANDED_OVER)],
    )
    def post(self, request: Request, consultation_id: uuid.UUID) -> Response:
        consultation = selectors.continued(request.user, consultation_id)
        asked = validated(HandOverBody, request)
        handed = services.consultation_hand_over(actor=request.user, consultation=consultation, note=asked["note"])
        return Response(ConsultationRowSerializer(handed).data)
