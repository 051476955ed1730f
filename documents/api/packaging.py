"""`/api/docs/{id}/package`: a revision and what belongs to it, for somebody."""

from __future__ import annotations

import uuid

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request

from core.api.schema import problems
from core.api.views import ApiView
from core.errors import InvalidInput
from core.storage.objects import CHECKSUM
from documents import packaging, selectors, services
from documents.api.asked import number_required
from documents.api.batching import zip_answer


class PackageView(ApiView):
    """A ZIP of one revision."""

    @extend_schema(
        operation_id="documents_package",
        tags=["Documents"],
        description=(
            "The PDF, byte for byte as it was approved, and `manifest.json` with its checksum. For the firm and an "
            "agency the data that it was made from stands beside it as JSON; a counterparty gets none, and only "
            "approved revisions leave the firm. The same revision gives the same bytes."
        ),
        parameters=[
            OpenApiParameter("revision", int, required=True, description="Its number; “latest” is nobody's."),
            OpenApiParameter("checksum", str, required=True, description="`sha256:<hex>` of the file."),
            OpenApiParameter("audience", str, required=True, enum=list(packaging.AUDIENCES)),
        ],
        responses={
            (200, packaging.ZIP): OpenApiResponse(OpenApiTypes.BINARY, description="A ZIP."),
            **problems(403, 404, 409, 422),
        },
        examples=[OpenApiExample("ZIP", value="PK…", media_type=packaging.ZIP, response_only=True)],
    )
    def get(self, request: Request, document_id: uuid.UUID) -> StreamingHttpResponse:
        document = selectors.document_get(request.user, document_id)
        asked = {name: request.query_params.get(name, "") for name in ("checksum", "audience")}
        number = number_required(request, "revision")
        if not CHECKSUM.fullmatch(asked["checksum"]):
            raise InvalidInput.at("/checksum", "format", "checksum is that of the revision's file, sha256:<64 digits>.")
        if asked["audience"] not in packaging.AUDIENCES:
            raise InvalidInput.at("/audience", "invalid-choice", f"audience is {', '.join(packaging.AUDIENCES)}.")
        pieces = services.document_package(
            actor=request.user,
            document=document,
            number=number,
            checksum=asked["checksum"],
            audience=asked["audience"],
        )
        return zip_answer(pieces, f"{document.title} r{number} {asked['audience']}")
