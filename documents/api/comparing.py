"""`/api/docs/{id}/redline`: what changed between two revisions, as data, as HTML and as a PDF."""

from __future__ import annotations

import uuid
from typing import Any, get_args

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.schema import answer_example, problems
from core.api.views import ApiView
from core.storage.names import content_disposition, safe_filename
from documents import redlining, selectors
from documents.api.asked import number_required
from documents.redline.blocks import Change
from documents.redline.marking import marked_paper
from documents.redline.words import Op
from documents.redlining import Redline
from documents.uploads.kinds import PDF

ASKED = [
    OpenApiParameter("from", int, required=True, description="Number of the older revision."),
    OpenApiParameter("to", int, required=True, description="Number of the newer revision."),
]
EXAMPLE = {
    "documentId": "0199f3c2-61aa-7d10-8a31-8e6b7c5d4e3f",
    "from": {"revision": 1, "checksum": "sha256:" + "6f1e" * 16, "status": "approved"},
    "to": {"revision": 2, "checksum": "sha256:" + "90ab" * 16, "status": "draft"},
    "summary": {"inserted": 1, "deleted": 1, "moved": 0},
    "paragraphs": [
        {
            "change": "changed",
            "heading": False,
            "pieces": [
                {"op": "same", "text": "due on the "},
                {"op": "deleted", "text": "fifth"},
                {"op": "inserted", "text": "tenth"},
                {"op": "same", "text": " day"},
            ],
        }
    ],
    "html": '<p class="redline-changed">due on the <del>fifth</del><ins>tenth</ins> day</p>',
}


class RevisionSide(serializers.Serializer):
    """One of the two revisions."""

    revision = serializers.IntegerField(source="number")
    checksum = serializers.CharField()
    status = serializers.CharField()


class WordsChanged(serializers.Serializer):
    """Words put in and taken out; paragraphs that stand elsewhere, whose words are not counted."""

    inserted = serializers.IntegerField()
    deleted = serializers.IntegerField()
    moved = serializers.IntegerField()


class PieceSerializer(serializers.Serializer):
    """A run of text: of both revisions, of the newer alone, of the older alone."""

    op = serializers.ChoiceField(get_args(Op))
    text = serializers.CharField()


class ParagraphSerializer(serializers.Serializer):
    """A paragraph of either revision, in reading order."""

    change = serializers.ChoiceField(get_args(Change))
    heading = serializers.BooleanField()
    pieces = PieceSerializer(many=True)


class RedlineSerializer(serializers.Serializer):
    """A comparison. `html` holds `p` and `h4` of class `redline-<change>`, in them `ins`, `del` and `span`; all text is
    escaped.
    """

    documentId = serializers.UUIDField(source="document.pk")
    to = RevisionSide(source="new")
    summary = WordsChanged()
    paragraphs = ParagraphSerializer(many=True)
    html = serializers.SerializerMethodField()

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python and no name of a field in a class."""
        fields = super().get_fields()
        return {"documentId": fields.pop("documentId"), "from": RevisionSide(source="old"), **fields}

    def get_html(self, found: Redline) -> str:
        return str(marked_paper(found.paragraphs))


def _asked(request: Request, document_id: uuid.UUID) -> Redline:
    document = selectors.document_get(request.user, document_id)
    old, new = number_required(request, "from"), number_required(request, "to")
    return redlining.redline(request.user, document, old, new)


class RedlineView(ApiView):
    """Two revisions compared, word by word."""

    @extend_schema(
        operation_id="documents_redline",
        tags=["Documents"],
        parameters=ASKED,
        responses={200: RedlineSerializer, **problems(404, 409, 422)},
        examples=[answer_example(EXAMPLE)],
    )
    def get(self, request: Request, document_id: uuid.UUID) -> Response:
        return Response(RedlineSerializer(_asked(request, document_id)).data)


class RedlinePdfView(ApiView):
    """The same as a paper."""

    @extend_schema(
        operation_id="documents_redline_pdf",
        tags=["Documents"],
        description="PDF/A-3b. The same two revisions give the same bytes.",
        parameters=ASKED,
        responses={
            (200, PDF): OpenApiResponse(OpenApiTypes.BINARY, description="A PDF."),
            **problems(404, 409, 422),
        },
        examples=[OpenApiExample("PDF", value="%PDF-1.7…", media_type=PDF, response_only=True)],
    )
    def get(self, request: Request, document_id: uuid.UUID) -> HttpResponse:
        return pdf_answer(_asked(request, document_id))


def pdf_answer(found: Redline) -> HttpResponse:
    """The redline as a file to be saved."""
    answer = HttpResponse(redlining.redline_pdf(found).content, content_type=PDF)
    name = f"{found.document.title} changes r{found.old.number} to r{found.new.number}"
    answer["Content-Disposition"] = content_disposition(safe_filename(name, suffix=".pdf"))
    answer["Cache-Control"] = "private, no-store"
    return answer
