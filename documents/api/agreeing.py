"""`/api/docs/{id}/consistency`: where a paper and the others of its case disagree."""

from __future__ import annotations

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.schema import answer_example, problems, request_example
from core.api.serializers import Body, validated
from core.api.views import ApiView
from core.errors import NotFound
from documents import consistency, selectors, services
from documents.consistency import Disagreement
from documents.models import Document
from documents.services.access import AGREEMENT, require_staff
from documents.services.agreeing import LONGEST_NOTE, accepted_in, open_between_documents

ID = "5d0c1f6c9f0b4a7e8d21c3b4a5968f7e5d0c1f6c9f0b4a7e8d21c3b4a5968f7e"
EXAMPLE = {
    "documentId": "0199f3c2-61aa-7d10-8a31-8e6b7c5d4e3f",
    "agrees": False,
    "noteNeeded": True,
    "disagreements": [
        {
            "id": ID,
            "fact": "capital.authorized",
            "label": "Authorized capital",
            "subject": "",
            "accepted": None,
            "values": [
                {
                    "value": "5,000,000.00",
                    "sources": [
                        {
                            "documentId": "0199f3c2-61aa-7d10-8a31-8e6b7c5d4e3f",
                            "title": "Articles of Incorporation (stock corporation), Bayanihan Harvest Foods Inc.",
                            "revision": 2,
                            "pointer": "/inputs/capital/authorized",
                        }
                    ],
                },
                {
                    "value": "500,000.00",
                    "sources": [
                        {
                            "documentId": "0199f3c2-7111-7d10-8a31-8e6b7c5d4e3f",
                            "title": "Treasurer's Certificate, Bayanihan Harvest Foods Inc.",
                            "revision": 1,
                            "pointer": "/inputs/capital/authorized",
                        }
                    ],
                },
            ],
        }
    ],
}


class SourceSerializer(serializers.Serializer):
    """Who says it: a revision, or the case's own data (`documentId` null)."""

    documentId = serializers.UUIDField(allow_null=True)
    title = serializers.CharField()
    revision = serializers.IntegerField(allow_null=True)
    pointer = serializers.CharField(help_text="JSON Pointer into that document, /inputs/…; empty for the case.")


class ValueSerializer(serializers.Serializer):
    value = serializers.CharField()
    sources = SourceSerializer(many=True)


class DisagreementSerializer(serializers.Serializer):
    """A fact that is said in more than one way; the value that most say stands first."""

    id = serializers.CharField(help_text="Of just these values: another value makes another one.")
    fact = serializers.CharField()
    label = serializers.CharField()
    subject = serializers.CharField(allow_blank=True, help_text="The person it is about, where it is one's.")
    accepted = serializers.CharField(allow_null=True, help_text="Why it is meant, where a lawyer has said so.")
    values = ValueSerializer(many=True)


class ConsistencySerializer(serializers.Serializer):
    """`noteNeeded`: who approves the latest revision says why in `note`."""

    documentId = serializers.UUIDField()
    agrees = serializers.BooleanField()
    noteNeeded = serializers.BooleanField()
    disagreements = DisagreementSerializer(many=True)


class AcceptBody(Body):
    """A difference that is meant."""

    id = serializers.CharField(max_length=64)
    reason = serializers.CharField(max_length=LONGEST_NOTE)


class ConsistencyView(ApiView):
    """Where the latest revision disagrees with the other papers of its case, or with the case's own data."""

    @extend_schema(
        operation_id="documents_consistency",
        tags=["Documents"],
        responses={200: ConsistencySerializer, **problems(403, 404)},
        examples=[answer_example(EXAMPLE)],
    )
    def get(self, request: Request, document_id: uuid.UUID) -> Response:
        document = selectors.document_get(request.user, document_id)
        require_staff(request.user, AGREEMENT)
        return Response(_shown(document))

    @extend_schema(
        operation_id="documents_accept_difference",
        tags=["Documents"],
        request=AcceptBody,
        responses={200: ConsistencySerializer, **problems(403, 404)},
        examples=[
            request_example({"id": ID, "reason": "The certificate is of the increase that follows."}),
            answer_example({**EXAMPLE, "noteNeeded": False}),
        ],
    )
    def post(self, request: Request, document_id: uuid.UUID) -> Response:
        """Record that just these values differ on purpose; the hold that they caused ends."""
        document = selectors.document_get(request.user, document_id)
        require_staff(request.user, AGREEMENT)
        asked = validated(AcceptBody, request)
        if document.case is None:
            raise NotFound
        services.difference_accept(
            actor=request.user, case=document.case, difference=asked["id"], reason=asked["reason"]
        )
        return Response(_shown(document))


def _shown(document: Document) -> dict[str, Any]:
    found = consistency.of_document(document)
    accepted = accepted_in(document.case_id) if document.case_id else {}
    return {
        "documentId": str(document.pk),
        "agrees": not found,
        "noteNeeded": bool(open_between_documents(found, accepted)),
        "disagreements": [_disagreement(one, accepted.get(one.digest)) for one in found],
    }


def _disagreement(one: Disagreement, accepted: str | None) -> dict[str, Any]:
    return {
        "id": one.digest,
        "fact": one.fact,
        "label": consistency.in_words(one.fact),
        "subject": one.subject,
        "accepted": accepted,
        "values": [
            {
                "value": value.shown,
                "sources": [
                    {
                        "documentId": str(source.document_id) if source.document_id else None,
                        "title": source.title,
                        "revision": source.revision,
                        "pointer": f"/inputs{pointer}" if source.is_document else "",
                    }
                    for source, pointer in value.sources
                ],
            }
            for value in one.values
        ],
    }
