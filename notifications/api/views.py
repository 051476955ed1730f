"""`/api/email`: thin views over the services of the room."""

from __future__ import annotations

import uuid

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cases import selectors as cases
from core import jobs, webhooks
from core.api.schema import PREFER_HEADER, answer_example, problems, request_example
from core.api.serializers import validated
from core.api.views import ApiView, PublicView, wait_seconds
from notifications import selectors, services
from notifications.api import examples
from notifications.api.serializers import MailSerializer, QueuedSerializer, SendBody, TakenSerializer
from notifications.constants import APPLY
from notifications.models import Message
from notifications.webhooks import KEPT_HEADERS, provider_named, verify


class SendView(ApiView):
    """A mail that staff write."""

    @extend_schema(
        operation_id="email_send",
        tags=["Email"],
        description=(
            "Keeps the mail and sends it by a job. A document goes as the revision that was issued last, or as the one "
            "that is named; it is checked again when the mail leaves. Clients get 403."
        ),
        parameters=[PREFER_HEADER],
        request=SendBody,
        responses={200: QueuedSerializer, 202: QueuedSerializer, **problems(403, 404, 413, 422)},
        examples=[
            request_example(examples.SEND),
            answer_example(examples.QUEUED, 202),
            answer_example({**examples.QUEUED, "status": "sent"}, 200),
        ],
    )
    def post(self, request: Request) -> Response:
        asked = validated(SendBody, request)
        case = cases.case_row_get(request.user, asked["caseId"]) if "caseId" in asked else None
        message = services.mail_send(
            actor=request.user,
            to=asked["to"],
            cc=asked.get("cc", ()),
            bcc=asked.get("bcc", ()),
            reply_to=asked.get("replyTo", ""),
            subject=asked["subject"],
            body_html=asked.get("bodyHtml", ""),
            body_text=asked.get("bodyText", ""),
            attachments=asked.get("attachments", ()),
            case=case,
        )
        return _queued(request, message)


class MessageView(ApiView):
    """One mail, with what happened to it."""

    @extend_schema(
        operation_id="email_retrieve",
        tags=["Email"],
        responses={200: MailSerializer, **problems(404)},
        examples=[answer_example(examples.MESSAGE)],
    )
    def get(self, request: Request, message_id: uuid.UUID) -> Response:
        return Response(MailSerializer(selectors.message_get(request.user, message_id)).data)


class WebhookView(PublicView):
    """What a mail provider tells us."""

    @extend_schema(
        operation_id="email_webhook",
        tags=["Email"],
        description=(
            "Mailgun, SendGrid, Postmark, Brevo and Amazon SES; 404 for one whose secret is not set. A call that "
            "comes again is taken once, and one about a mail that is not ours is ignored."
        ),
        parameters=[OpenApiParameter("esp", str, OpenApiParameter.PATH, description="The provider's name.")],
        request={"application/json": OpenApiTypes.OBJECT, "text/plain": OpenApiTypes.OBJECT},
        responses={200: TakenSerializer, **problems(401, 404, 413)},
        examples=[
            request_example(examples.TOLD),
            OpenApiExample("Amazon SNS", value=examples.TOLD_BY_SNS, request_only=True, media_type="text/plain"),
            answer_example({"taken": True}),
        ],
    )
    def post(self, request: Request, esp: str) -> Response:
        name = provider_named(esp)
        body = request._request.body
        webhooks.require_size(body)
        identity = verify(name, request._request)
        headers = {key: request.headers[key] for key in KEPT_HEADERS if key in request.headers}
        kept = webhooks.receive(
            kind="mail", backend=name, body=body, headers=headers, job_kind=APPLY, identity=identity
        )
        return Response({"taken": kept is not None})


def _queued(request: Request, message: Message) -> Response:
    """202 with where to ask; for a caller who waits, the mail as it stands when its job has ended."""
    seconds = wait_seconds(request)
    assert message.job_id is not None  # noqa: S101 - written with the row
    final = seconds > 0 and jobs.wait_for(message.job_id, seconds=seconds).is_final
    if final:
        message.refresh_from_db()
    location = f"{settings.PUBLIC_URL}/api/jobs/{message.job_id}"
    body = QueuedSerializer(message).data
    return Response(body, status=200) if final else Response(body, status=202, headers={"Location": location})
