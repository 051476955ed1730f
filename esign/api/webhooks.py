"""What a signing provider tells us."""

from __future__ import annotations

import structlog
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import webhooks
from core.api.schema import answer_example, problems, request_example
from core.api.views import PublicView
from core.errors import BodyTooLarge, WebhookUnverified
from esign import backends
from esign.api import examples
from esign.api.serializers import ProviderCallSerializer
from esign.constants import APPLY, BACKEND_KIND

log = structlog.get_logger(__name__)


class WebhookView(PublicView):
    """A call of an outside provider: verified, kept once, answered; a job then asks the provider what is so."""

    @extend_schema(
        operation_id="esign_webhook",
        tags=["E-signature"],
        description=(
            "`docuseal`; 404 for a provider whose secret is not set. The signature covers the raw body and the time, "
            "which may be five minutes away. A call that comes again is taken once, and one about an envelope that is "
            "not ours is ignored."
        ),
        parameters=[OpenApiParameter("provider", str, OpenApiParameter.PATH, description="The provider's name.")],
        request={"application/json": OpenApiTypes.OBJECT},
        responses={200: ProviderCallSerializer, **problems(401, 404, 413)},
        examples=[request_example(examples.TOLD), answer_example({"taken": True})],
    )
    def post(self, request: Request, provider: str) -> Response:
        known = backends.listening(provider)
        body = request._request.body
        try:
            webhooks.require_size(body)
            identity = known.verify(request.headers, body)
        except (BodyTooLarge, WebhookUnverified) as refused:
            log.warning("esign.webhook.refused", provider=known.name, code=refused.code, bytes=len(body))
            raise
        kept = webhooks.receive(
            kind=BACKEND_KIND, backend=known.name, body=body, headers={}, job_kind=APPLY, identity=identity
        )
        return Response({"taken": kept is not None})
