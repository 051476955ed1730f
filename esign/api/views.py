"""`/api/esign`: thin views over the services of the room."""

from __future__ import annotations

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.exceptions import StaffOnly
from core.api.schema import PREFER_HEADER, PROBLEM, answer_example, problem, problems, request_example
from core.api.serializers import validated
from core.api.views import ApiView, wait_seconds
from documents import selectors as documents
from esign import selectors, services
from esign.api import examples
from esign.api.serializers import (
    EnvelopeSerializer,
    InitiateBody,
    InitiatedSerializer,
    RemindBody,
    WithdrawalBody,
)
from esign.services import Terms

NOT_TAKEN = {(502, PROBLEM): problem(502, code="envelope-not-taken", title="The signing provider refused this paper")}
PROVIDER_SECONDS = 10  # how long an outside provider is waited for unless the caller says otherwise


class InitiateView(ApiView):
    """An approved paper goes out to its signers."""

    @extend_schema(
        operation_id="esign_initiate",
        tags=["E-signature"],
        description=(
            "Sends the revision that was approved last, or the one that is named, to its signers. 409 "
            "`not-to-be-signed` lists in `reasons` all that stands in the way: the form that the law asks of the "
            "paper, a missing approval, placeholders, blocking findings, holds of the case. The signing page opens "
            "with a one-time code that is mailed to the signer alone. An outside provider is waited for (10 seconds, "
            "or as `Prefer: wait=N` says); where it took longer, the status is `draft` and `signingUrl` is empty. 502 "
            "`envelope-not-taken` where it refused the paper."
        ),
        parameters=[PREFER_HEADER],
        request=InitiateBody,
        responses={201: InitiatedSerializer, **problems(403, 404, 409, 422, 503), **NOT_TAKEN},
        examples=[request_example(examples.INITIATE), answer_example(examples.INITIATED, 201)],
    )
    def post(self, request: Request) -> Response:
        asked = validated(InitiateBody, request)
        document = documents.document_get(request.user, asked["docId"])
        if not request.user.is_staff:
            raise StaffOnly("Papers are sent for signature by the practice's staff. Write to your lawyer in the case.")
        revision = selectors.to_send(request.user, document, asked.get("revision"), asked.get("checksum"))
        terms = Terms(
            workflow=asked["workflow"],
            expires_in_days=asked.get("expiresInDays"),
            due_on=asked.get("dueOn"),
            message=asked.get("message", ""),
            initials=asked.get("initials", False),
        )
        made = services.envelope_initiate(actor=request.user, revision=revision, signers=asked["signers"], terms=terms)
        made = services.wait_until_sent(made, seconds=wait_seconds(request, default=PROVIDER_SECONDS))
        return Response(InitiatedSerializer(_told(made)).data, status=201)


class EnvelopeView(ApiView):
    """One envelope, with what happened to it."""

    @extend_schema(
        operation_id="esign_retrieve",
        tags=["E-signature"],
        responses={200: EnvelopeSerializer, **problems(404)},
        examples=[answer_example(examples.ENVELOPE)],
    )
    def get(self, request: Request, tracking_id: uuid.UUID) -> Response:
        return _answer(request, tracking_id)


class VoidView(ApiView):
    """An envelope is withdrawn."""

    @extend_schema(
        operation_id="esign_void",
        tags=["E-signature"],
        request=WithdrawalBody,
        responses={200: EnvelopeSerializer, **problems(403, 404, 409, 422)},
        examples=[
            request_example({"reason": "The term was changed to three years."}),
            answer_example({**examples.ENVELOPE, "status": "voided"}),
        ],
    )
    def post(self, request: Request, tracking_id: uuid.UUID) -> Response:
        envelope = selectors.envelope_get(request.user, tracking_id)
        reason = validated(WithdrawalBody, request)["reason"]
        services.envelope_void(actor=request.user, envelope=envelope, reason=reason)
        return _answer(request, tracking_id)


class RemindView(ApiView):
    """Those who are asked and have not signed get a new link."""

    @extend_schema(
        operation_id="esign_remind",
        tags=["E-signature"],
        request=RemindBody,
        responses={200: EnvelopeSerializer, **problems(403, 404, 409, 422)},
        examples=[request_example({}), answer_example(examples.ENVELOPE)],
    )
    def post(self, request: Request, tracking_id: uuid.UUID) -> Response:
        envelope = selectors.envelope_get(request.user, tracking_id)
        validated(RemindBody, request)
        services.envelope_remind(actor=request.user, envelope=envelope)
        return _answer(request, tracking_id)


def _answer(request: Request, tracking_id: uuid.UUID) -> Response:
    envelope = selectors.envelope_get(request.user, tracking_id)
    return Response(EnvelopeSerializer(envelope, context={"staff": request.user.is_staff}).data)


def _told(made: services.Initiated) -> dict[str, Any]:
    people = list(made.envelope.signers.order_by("position"))
    return {"envelope": made.envelope, "signing_url": made.signing_url, "people": people}
