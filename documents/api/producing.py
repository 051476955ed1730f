"""`render-pdf`, `generate` and new revisions: thin views over the ordering services."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cases import selectors as case_selectors
from core.api.schema import PREFER_HEADER, JobTicketSerializer, answer_example, problems, request_example
from core.api.serializers import validated
from core.api.views import ApiView, job_answer
from core.models import Job
from documents import presenting, selectors, services
from documents.api import examples
from documents.api.serializers import (
    DocumentGenerateBody,
    DocumentMadeSerializer,
    FileMadeSerializer,
    RenderBody,
    RevisionBody,
)
from documents.models import Revision
from documents.services.access import REVISE, require_staff
from documents.services.ordering import Wish

RENDERED = ("fileUrl", "checksum", "size", "pages", "documentId", "cached")
GENERATED = ("documentId", "draftId", "revision", "fileUrl", "checksum", "size", "pages", "status", "warnings")


class RenderView(ApiView):
    """A PDF from a template and data alone; the same request again is served from storage."""

    @extend_schema(
        operation_id="documents_render_pdf",
        tags=["Documents"],
        parameters=[PREFER_HEADER],
        request=RenderBody,
        responses={200: FileMadeSerializer, 202: JobTicketSerializer, **problems(403, 404, 409)},
        examples=[
            request_example({"templateId": "articles-of-incorporation-stock", "version": 1, "data": examples.INPUTS}),
            answer_example(examples.RENDERED),
            answer_example(examples.JOB, 202),
        ],
    )
    def post(self, request: Request) -> HttpResponseBase:
        asked = validated(RenderBody, request)
        data = dict(asked["data"])
        given = data.pop("sections", None)
        wish = Wish(
            version=selectors.version_get(request.user, asked["templateId"], asked.get("version")),
            inputs=data,
            sections=given if isinstance(given, dict) else None,
            use_clauses=True,
            origins=_by_api(request),
            options=asked.get("options") or {},
        )
        if given is not None and not isinstance(given, dict):
            data["sections"] = given  # the schema says what is wrong with it
        found = services.document_render(actor=request.user, wish=wish)
        if isinstance(found, Revision):
            name = wish.options.get("filename")
            link = services.revision_link(actor=request.user, revision=found, filename=name)
            return Response({**presenting.made(found, *RENDERED, link=link), "cached": True})
        return job_answer(request, found, default_wait=settings.LONGEST_WAIT_SECONDS, done=_rendered)


class GenerateView(ApiView):
    """The main job: a document for a case, drafted, rendered, stored, recorded and linked."""

    @extend_schema(
        operation_id="documents_generate",
        tags=["Documents"],
        parameters=[PREFER_HEADER],
        request=DocumentGenerateBody,
        responses={200: DocumentMadeSerializer, 202: JobTicketSerializer, **problems(403, 404, 409)},
        examples=[
            request_example(
                {
                    "caseId": "0199f3c0-1111-7222-8333-444455556666",
                    "templateId": "articles-of-incorporation-stock",
                    "inputs": examples.INPUTS,
                }
            ),
            answer_example(examples.GENERATED),
            answer_example(examples.JOB, 202),
        ],
    )
    def post(self, request: Request) -> HttpResponseBase:
        asked = validated(DocumentGenerateBody, request)
        case = case_selectors.case_get(request.user, asked["caseId"])
        require_staff(request.user)
        wish = Wish(
            version=selectors.version_get(request.user, asked["templateId"], asked.get("version")),
            inputs=asked["inputs"],
            tone=asked.get("tone", ""),
            locale=asked.get("locale", ""),
            options=asked.get("options") or {},
            origins=_by_api(request),
        )
        job = services.document_request(actor=request.user, case=case, wish=wish)
        return job_answer(request, job, default_wait=settings.LONGEST_WAIT_SECONDS, done=_generated(200))


class RevisionsView(ApiView):
    """The next revision of a document, from new inputs or new texts."""

    @extend_schema(
        operation_id="documents_revise",
        tags=["Documents"],
        parameters=[PREFER_HEADER],
        request=RevisionBody,
        responses={201: DocumentMadeSerializer, 202: JobTicketSerializer, **problems(403, 404, 409)},
        examples=[
            request_example({"inputs": examples.INPUTS, "note": "Par value corrected."}),
            answer_example({**examples.GENERATED, "revision": 2}, 201),
            answer_example(examples.JOB, 202),
        ],
    )
    def post(self, request: Request, document_id: uuid.UUID) -> HttpResponseBase:
        asked = validated(RevisionBody, request)
        document = selectors.document_get(request.user, document_id)
        if document.case_id is not None:
            require_staff(request.user, REVISE)
        latest = selectors.revision_get(request.user, document, None)
        wish = services.next_wish(
            document=document,
            latest=latest,
            inputs=asked.get("inputs"),
            sections=asked.get("sections"),
            note=asked.get("note", ""),
        )
        wish = replace(wish, origins=_by_api(request))
        job = services.revision_request(actor=request.user, document=document, wish=wish)
        return job_answer(request, job, default_wait=settings.LONGEST_WAIT_SECONDS, done=_generated(201))


def _by_api(request: Request) -> dict[str, dict[str, str]]:
    """The origin of all data of the request; it stands for each answer that has none of its own."""
    return {"": {"source": "api", "by": str(request.user.pk), "at": timezone.now().isoformat()}}


def _made(job: Job) -> Revision:
    result = job.result or {}
    return Revision.objects.select_related("document", "rendering").get(
        document_id=result["documentId"], number=result["revision"]
    )


def _with_link(revision: Revision, *keys: str) -> dict[str, Any]:
    """That `revision` was made is on record, by number and checksum; its maker's first link needs no second entry."""
    return presenting.made(revision, *keys, link=presenting.file_link(revision))


def _rendered(job: Job) -> tuple[int, dict[str, Any]]:
    return 200, _with_link(_made(job), *RENDERED)


def _generated(status: int) -> Callable[[Job], tuple[int, dict[str, Any]]]:
    return lambda job: (status, _with_link(_made(job), *GENERATED))
