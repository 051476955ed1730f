"""`/api/docs/uploads`: files from outside."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases import selectors as cases
from core.api.forms import FileFormParser
from core.api.schema import answer_example, problems
from core.api.serializers import Body, validated
from core.api.views import ApiView
from documents import services
from documents.api import examples
from documents.api.answers import document_answer
from documents.api.asked import file_asked
from documents.api.serializers import DocumentSerializer
from documents.services.uploading import LONGEST_KIND, LONGEST_TITLE


class UploadBody(Body):
    """A form with a file in it."""

    file = serializers.FileField(
        allow_empty_file=True, help_text="A PDF, DOCX, PNG, JPEG or WebP; what it is, its bytes say."
    )
    caseId = serializers.UUIDField()
    title = serializers.CharField(max_length=LONGEST_TITLE, required=False, help_text="Else from the file's name.")
    kind = serializers.CharField(max_length=LONGEST_KIND, required=False, help_text="What it is in the case.")


class UploadsView(ApiView):
    """Send a file in."""

    parser_classes = [FileFormParser]

    @extend_schema(
        operation_id="documents_upload",
        tags=["Documents"],
        description=(
            "The file becomes a document of the case. It is refused where its bytes are of no kind that is taken, "
            "damaged, protected by a password, or hold something that acts by itself (JavaScript, macros, programs). "
            "Where a virus scanner is configured, it can be downloaded once that has found it clean."
        ),
        request={"multipart/form-data": UploadBody},
        responses={201: DocumentSerializer, **problems(403, 404, 413, 422)},
        examples=[
            OpenApiExample("A form", examples.UPLOAD, request_only=True, media_type="multipart/form-data"),
            answer_example(examples.UPLOADED, 201),
        ],
    )
    def post(self, request: Request) -> Response:
        asked = validated(UploadBody, request)
        case = cases.case_get(request.user, asked["caseId"])
        document = services.upload_store(
            actor=request.user,
            case=case,
            **file_asked(request, asked["file"]),
            title=asked.get("title", ""),
            kind=asked.get("kind", ""),
        )
        return document_answer(request, document.pk, 201)
