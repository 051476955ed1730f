"""`/api/docs`: documents, their files and their review."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.pagination import CursorPage, paged
from core.api.parameters import LIST_PARAMETERS, SEARCH, page_of
from core.api.schema import answer_example, problems, request_example
from core.api.views import ApiView
from core.errors import Fault, InvalidInput
from core.ids import parse_id
from documents import selectors, services
from documents.api import examples
from documents.api.answers import document_answer, documents_shown
from documents.api.asked import revision_asked
from documents.api.serializers import DocumentSerializer, NoteBody
from documents.exceptions import RevisionNotNamed
from documents.models import Document, Revision
from documents.services.access import OUTDATED, require_staff
from documents.states import STATUSES


class DocumentPage(CursorPage):
    """Documents, newest first unless ordered by title."""

    orderings = {"title": "title", "createdAt": "created_at"}


FILTERS = [
    OpenApiParameter("case", str, description="Id of a case."),
    OpenApiParameter("status", str, enum=[name for name, _ in STATUSES], description="Of the latest revision."),
    OpenApiParameter("kind", str),
    OpenApiParameter(
        "outdated", str, enum=["true", "false"], description="Made with data that changed since; staff only."
    ),
]


class DocumentsView(ApiView):
    """The documents that the caller may see."""

    @extend_schema(
        operation_id="documents_list",
        tags=["Documents"],
        parameters=[*LIST_PARAMETERS, SEARCH, *FILTERS],
        responses={200: page_of(DocumentSerializer, "DocumentPage"), **problems(403, 422)},
        examples=[answer_example({"results": [examples.DOCUMENT], "next": None, "previous": None})],
    )
    def get(self, request: Request) -> Response:
        documents = selectors.for_listing(request.user)
        asked = request.query_params
        if asked.get("case"):
            case_id = parse_id(asked["case"])
            if case_id is None:
                raise InvalidInput.at("/case", "format", "case is the id of a case.")
            documents = documents.filter(case_id=case_id)
        if asked.get("status"):
            if asked["status"] not in dict(STATUSES):
                raise InvalidInput.at("/status", "invalid-choice", f"status is one of {', '.join(dict(STATUSES))}.")
            documents = selectors.with_status(request.user, documents, asked["status"])
        if asked.get("kind"):
            documents = documents.filter(kind=asked["kind"])
        if asked.get("outdated"):
            require_staff(request.user, OUTDATED)
            if asked["outdated"] not in ("true", "false"):
                raise InvalidInput.at("/outdated", "invalid-choice", "outdated is true or false.")
            documents = selectors.with_outdated(documents, asked["outdated"] == "true")
        if asked.get("search", "").strip():
            documents = documents.filter(title__icontains=asked["search"].strip())
        return paged(request, documents, lambda rows: documents_shown(request, rows, many=True), DocumentPage())


class DocumentView(ApiView):
    """One document."""

    @extend_schema(
        operation_id="documents_retrieve",
        tags=["Documents"],
        responses={200: DocumentSerializer, **problems(404)},
        examples=[answer_example(examples.DOCUMENT)],
    )
    def get(self, request: Request, document_id: uuid.UUID) -> Response:
        return document_answer(request, document_id)


class DownloadView(ApiView):
    """The file of a revision."""

    @extend_schema(
        operation_id="documents_download",
        tags=["Documents"],
        description="Who was given a link to which file, by number and checksum, is recorded for the practice.",
        parameters=[
            OpenApiParameter("revision", int, required=True, description="Its number; “latest” is nobody's."),
            OpenApiParameter("checksum", str, description="`sha256:<hex>`; where given, it must be that revision's."),
        ],
        responses={302: OpenApiResponse(description="To a link that dies in minutes."), **problems(404, 409, 422)},
    )
    def get(self, request: Request, document_id: uuid.UUID) -> HttpResponse:
        document = selectors.document_get(request.user, document_id)
        number = revision_asked(request)
        if number is None:
            raise RevisionNotNamed(
                "Say which revision: ?revision= and its number. The latest may be another tomorrow.",
                errors=[Fault("/revision", "required", "The number of a revision.")],
            )
        checksum = request.query_params.get("checksum") or None
        revision = selectors.revision_named(request.user, document, number, checksum)
        response = HttpResponse(status=302)
        response["Location"] = services.revision_link(actor=request.user, revision=revision)
        response["Cache-Control"] = "private, no-store"
        return response


class _ReviewView(ApiView):
    """A step of the review, on the latest revision."""

    step: Callable[..., Revision]

    def act(self, request: Request, document_id: uuid.UUID) -> Response:
        """Take the step and show the document as it is then."""
        body = NoteBody(data=request.data or {})
        body.is_valid(raise_exception=True)
        document: Document = selectors.document_get(request.user, document_id)
        revision = selectors.revision_get(request.user, document, None)
        type(self).step(actor=request.user, revision=revision, note=body.validated_data.get("note", ""))
        return document_answer(request, document_id)


def _describe(operation_id: str) -> Callable[[Any], Any]:
    return extend_schema(
        operation_id=operation_id,
        tags=["Documents"],
        request=NoteBody,
        responses={200: DocumentSerializer, **problems(403, 404, 409)},
        examples=[request_example({"note": "Capital checked."}), answer_example(examples.DOCUMENT)],
    )


class SubmitView(_ReviewView):
    """Hand the latest revision to review."""

    step = services.revision_submit

    @_describe("documents_submit_for_review")
    def post(self, request: Request, document_id: uuid.UUID) -> Response:
        return self.act(request, document_id)


class ApproveView(_ReviewView):
    """Approve the latest revision; not for its author."""

    step = services.revision_approve

    @_describe("documents_approve")
    def post(self, request: Request, document_id: uuid.UUID) -> Response:
        return self.act(request, document_id)


class RejectView(_ReviewView):
    """Send the latest revision back to its author."""

    step = services.revision_reject

    @_describe("documents_reject")
    def post(self, request: Request, document_id: uuid.UUID) -> Response:
        return self.act(request, document_id)
