"""`/api/cases…`: thin views over the selectors and services of the room."""

from __future__ import annotations

import uuid

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from cases import access, selectors, services
from cases.api import examples, lists
from cases.api.bodies import (
    AssignmentBody,
    CaseBody,
    CasePatch,
    EntityBody,
    LawyerBody,
    PartyBody,
    PartyPatch,
    TransitionBody,
)
from cases.api.serializers import (
    AssignmentSerializer,
    CaseRowSerializer,
    CaseSerializer,
    EntitySerializer,
    PartySerializer,
    TimelineEntrySerializer,
)
from cases.models import Case
from core.api.pagination import paged
from core.api.parameters import LIST_PARAMETERS, page_of
from core.api.schema import PROBLEM, answer_example, problem, problems, request_example
from core.api.serializers import validated
from core.api.views import ApiView
from core.errors import InvalidInput

NOT_MOVED = {(409, PROBLEM): problem(409, code="transition-not-allowed", title="This step is not possible now")}
NOT_CONFIRMED = {(403, PROBLEM): problem(403, code="email-unconfirmed", title="Confirm your e-mail address first")}
UNDER_WAY = {(403, PROBLEM): problem(403, code="case-under-way", title="Its lawyers make changes now")}


class CasesView(ApiView):
    """The cases that the caller may see, and new ones."""

    @extend_schema(
        operation_id="cases_list",
        tags=["Cases"],
        parameters=lists.PARAMETERS,
        responses={200: page_of(CaseRowSerializer, "CasePage"), **problems(422)},
        examples=[answer_example(examples.CASES)],
    )
    def get(self, request: Request) -> Response:
        return paged(
            request,
            lists.listed(request),
            lambda rows: CaseRowSerializer(rows, many=True).data,
            lists.CasePage(),
        )

    @extend_schema(
        operation_id="cases_open",
        tags=["Cases"],
        request=CaseBody,
        responses={201: CaseSerializer, **NOT_CONFIRMED},
        examples=[request_example(examples.CASE_ASKED), answer_example(examples.CASE, 201)],
    )
    def post(self, request: Request) -> Response:
        asked = validated(CaseBody, request)
        client_id = asked.pop("clientId", None)
        case = services.case_open(actor=request.user, client=_client(request.user, client_id), **asked)
        return _case(request, case.pk, status=201)


class CaseView(ApiView):
    """One case."""

    @extend_schema(
        operation_id="cases_retrieve",
        tags=["Cases"],
        responses={200: CaseSerializer},
        examples=[answer_example(examples.CASE)],
    )
    def get(self, request: Request, case_id: uuid.UUID) -> Response:
        return _case(request, case_id)

    @extend_schema(
        operation_id="cases_update",
        tags=["Cases"],
        request=CasePatch,
        responses={200: CaseSerializer, **problems(403)},
        examples=[request_example({"priority": "high", "dueDate": "2026-12-15"}), answer_example(examples.CASE)],
    )
    def patch(self, request: Request, case_id: uuid.UUID) -> Response:
        case = selectors.case_get(request.user, case_id)
        access.require_staff(request.user, case)
        changes = validated(CasePatch, request)
        if "clientId" in changes:
            changes["client"] = _client(request.user, changes.pop("clientId"))
        services.case_update(actor=request.user, case=case, changes=changes)
        return _case(request, case_id)


class TransitionView(ApiView):
    """Move a case along. 409 lists the `allowedTargets`, and the `holds` where one of them blocks the step."""

    @extend_schema(
        operation_id="cases_transition",
        tags=["Cases"],
        request=TransitionBody,
        responses={200: CaseSerializer, **problems(403), **NOT_MOVED},
        examples=[
            request_example({"to": "active", "note": "Engagement letter signed."}),
            answer_example({**examples.CASE, "status": "active", "allowedTransitions": ["closed", "on_hold"]}),
        ],
    )
    def post(self, request: Request, case_id: uuid.UUID) -> Response:
        case = selectors.case_get(request.user, case_id)
        access.require_staff(request.user, case)
        asked = validated(TransitionBody, request)
        services.case_transition(actor=request.user, case=case, to=asked["to"], note=asked.get("note", ""))
        return _case(request, case_id)


class PartiesView(ApiView):
    """New parties."""

    @extend_schema(
        operation_id="cases_parties_add",
        tags=["Cases"],
        request=PartyBody,
        responses={201: PartySerializer, **UNDER_WAY},
        examples=[request_example(examples.PARTY_ASKED), answer_example(examples.PARTY, 201)],
    )
    def post(self, request: Request, case_id: uuid.UUID) -> Response:
        case = _editable(request, case_id)
        party = services.party_add(actor=request.user, case=case, **validated(PartyBody, request))
        return Response(PartySerializer(selectors.party_get(case, party.pk)).data, status=201)


class PartyView(ApiView):
    """One party. Earlier names, numbers and addresses are kept through every change."""

    @extend_schema(
        operation_id="cases_parties_update",
        tags=["Cases"],
        request=PartyPatch,
        responses={200: PartySerializer, **UNDER_WAY},
        examples=[
            request_example({"name": "Ma. Liwayway D. Reyes"}),
            answer_example(examples.PARTY_RENAMED),
        ],
    )
    def patch(self, request: Request, case_id: uuid.UUID, party_id: uuid.UUID) -> Response:
        case = _editable(request, case_id)
        party = selectors.party_get(case, party_id)
        services.party_update(actor=request.user, party=party, changes=validated(PartyPatch, request))
        return Response(PartySerializer(selectors.party_get(case, party_id)).data)

    @extend_schema(
        operation_id="cases_parties_remove",
        tags=["Cases"],
        responses={204: None, **UNDER_WAY},
    )
    def delete(self, request: Request, case_id: uuid.UUID, party_id: uuid.UUID) -> Response:
        case = _editable(request, case_id)
        services.party_remove(actor=request.user, party=selectors.party_get(case, party_id))
        return Response(status=204)


class EntityView(ApiView):
    """The corporation or business of the case; 404 while there is none."""

    @extend_schema(
        operation_id="cases_entity",
        tags=["Cases"],
        responses={200: EntitySerializer},
        examples=[answer_example({**examples.ENTITY, "formerNames": []})],
    )
    def get(self, request: Request, case_id: uuid.UUID) -> Response:
        case = selectors.case_get(request.user, case_id)
        return Response(EntitySerializer(selectors.entity_get(case)).data)

    @extend_schema(
        operation_id="cases_entity_put",
        tags=["Cases"],
        request=EntityBody,
        responses={200: EntitySerializer, **UNDER_WAY},
        examples=[request_example(examples.ENTITY), answer_example({**examples.ENTITY, "formerNames": []})],
    )
    def put(self, request: Request, case_id: uuid.UUID) -> Response:
        case = _editable(request, case_id)
        entity = services.entity_put(actor=request.user, case=case, **validated(EntityBody, request))
        return Response(EntitySerializer(entity).data)


class TimelineView(ApiView):
    """Everything recorded about the case, of every room, newest first."""

    @extend_schema(
        operation_id="cases_timeline",
        tags=["Cases"],
        parameters=LIST_PARAMETERS,
        responses={200: page_of(TimelineEntrySerializer, "TimelinePage"), **problems(422)},
        examples=[answer_example(examples.TIMELINE)],
    )
    def get(self, request: Request, case_id: uuid.UUID) -> Response:
        case = selectors.case_get(request.user, case_id)
        context = {"reader": request.user}
        return paged(
            request,
            selectors.timeline(case, for_client=request.user.role == "client"),
            lambda rows: TimelineEntrySerializer(rows, many=True, context=context).data,
            lists.TimelinePage(),
        )


class AssignmentsView(ApiView):
    """Who works on the case; for admins."""

    @extend_schema(
        operation_id="cases_assign",
        tags=["Cases"],
        request=AssignmentBody,
        responses={201: AssignmentSerializer, **problems(403)},
        examples=[
            request_example({"lawyerId": examples.LAWYER_ID, "role": "associate"}),
            answer_example(examples.ASSIGNMENT, 201),
        ],
    )
    def post(self, request: Request, case_id: uuid.UUID) -> Response:
        case = selectors.case_get(request.user, case_id)
        access.require_admin(request.user)
        asked = validated(AssignmentBody, request)
        made = services.assignment_add(
            actor=request.user, case=case, lawyer=_user(asked["lawyerId"], "/lawyerId"), role=asked["role"]
        )
        return Response(AssignmentSerializer(made).data, status=201)

    @extend_schema(
        operation_id="cases_unassign",
        tags=["Cases"],
        parameters=[OpenApiParameter("lawyerId", str, description="Or in the body.")],
        request=LawyerBody,
        responses={204: None, **problems(403, 422)},
    )
    def delete(self, request: Request, case_id: uuid.UUID) -> Response:
        case = selectors.case_get(request.user, case_id)
        access.require_admin(request.user)
        data = request.data if request.data else {"lawyerId": request.query_params.get("lawyerId")}
        body = LawyerBody(data={} if data == {"lawyerId": None} else data)
        body.is_valid(raise_exception=True)
        lawyer = _user(body.validated_data["lawyerId"], "/lawyerId")
        services.assignment_remove(actor=request.user, case=case, lawyer=lawyer)
        return Response(status=204)


def _case(request: Request, case_id: uuid.UUID, *, status: int = 200) -> Response:
    return Response(CaseSerializer(selectors.case_get(request.user, case_id)).data, status=status)


def _editable(request: Request, case_id: uuid.UUID) -> Case:
    """The case, before its body is read: who may not change it learns nothing about what is wrong with the input."""
    case = selectors.case_get(request.user, case_id)
    access.require_edit(request.user, case)
    return case


def _client(asker: User, user_id: uuid.UUID | None) -> User | None:
    """The client of that id. A client may name nobody else, and gets one answer for whoever else there is."""
    if user_id is None:
        return None
    if not asker.is_staff and user_id != asker.pk:
        raise InvalidInput.at("/clientId", "not-yourself", "A client opens cases for themselves only.")
    return _user(user_id, "/clientId")


def _user(user_id: uuid.UUID, pointer: str) -> User:
    found = User.objects.filter(pk=user_id).first()
    if found is None:
        raise InvalidInput.at(pointer, "unknown", "There is no user with this id.")
    return found
