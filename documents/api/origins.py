"""`/api/docs/{id}/provenance`: where each text and each answer of a revision came from."""

from __future__ import annotations

import uuid
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.schema import answer_example, problems
from core.api.views import ApiView
from documents import selectors
from documents.api.asked import revision_asked
from documents.models import Revision
from documents.services.access import ORIGINS, require_staff

DRAFT = "0199f3c2-60b1-7a22-9f0e-1d2c3b4a5968"
LAWYER = "0199f3c1-0000-7000-8000-000000000001"
AT = "2026-11-23T01:30:00+00:00"
EXAMPLE = {
    "documentId": "0199f3c2-61aa-7d10-8a31-8e6b7c5d4e3f",
    "revision": 2,
    "recordOf": 2,
    "version": 1,
    "template": {"slug": "articles-of-incorporation-stock", "version": 1, "checksum": "sha256:5f2c8a1e9b7d4c3f…"},
    "sections": [
        {
            "key": "primaryPurpose",
            "origin": "edited",
            "beganAs": "ai-draft",
            "by": LAWYER,
            "at": AT,
            "draft": DRAFT,
            "prompt": {"slug": "drafting", "version": "drafting-2"},
            "backend": "litellm",
            "model": "openai/gpt-4.1",
            "degraded": False,
        }
    ],
    "data": [
        {"pointer": "/inputs/corporateName", "source": "case", "by": LAWYER, "at": AT, "ref": "entity/name"},
        {"pointer": "/inputs/capital/authorized", "source": "typed", "by": LAWYER, "at": AT, "keptFrom": 1},
    ],
}


class PromptNamed(serializers.Serializer):
    slug = serializers.CharField()
    version = serializers.CharField()


class TemplateNamed(serializers.Serializer):
    slug = serializers.CharField()
    version = serializers.IntegerField()
    checksum = serializers.CharField()


class SectionOrigin(serializers.Serializer):
    """Where a text came from; which members there are depends on `origin`."""

    key = serializers.CharField()
    origin = serializers.ChoiceField(["ai-draft", "clause-library", "given", "edited"])
    beganAs = serializers.CharField(required=False, help_text="What an edited text was before.")
    by = serializers.CharField(required=False, help_text="Id of the user.")
    at = serializers.DateTimeField(required=False)
    draft = serializers.UUIDField(required=False)
    prompt = PromptNamed(required=False)
    backend = serializers.CharField(required=False)
    model = serializers.CharField(required=False)
    degraded = serializers.BooleanField(required=False)
    template = serializers.CharField(required=False, help_text="Of a clause: the template whose library it is.")
    templateVersion = serializers.IntegerField(required=False)
    locale = serializers.CharField(required=False)
    tone = serializers.CharField(required=False)
    keptFrom = serializers.IntegerField(required=False, help_text="Unchanged since this revision.")


class DataOrigin(serializers.Serializer):
    """Where an answer came from."""

    pointer = serializers.CharField(help_text="JSON Pointer, /inputs/…")
    source = serializers.CharField(help_text="case, document, typed, api, given, batch or earlier.")
    by = serializers.CharField(required=False)
    at = serializers.CharField(required=False)
    ref = serializers.CharField(required=False, help_text="Which document, or which field of the case.")
    keptFrom = serializers.IntegerField(required=False)


class ProvenanceSerializer(serializers.Serializer):
    """The record of one revision; of a signed copy that of the revision it is one of. `version` is that of this shape;
    null: nothing was recorded.
    """

    documentId = serializers.UUIDField()
    revision = serializers.IntegerField()
    recordOf = serializers.IntegerField(help_text="Its own number, or of a signed copy that of what was signed.")
    version = serializers.IntegerField(allow_null=True)
    template = TemplateNamed(allow_null=True)
    sections = SectionOrigin(many=True)
    data = DataOrigin(many=True)


class ProvenanceView(ApiView):
    """Where the texts and the data of a revision came from: ids and origins, no values."""

    @extend_schema(
        operation_id="documents_provenance",
        tags=["Documents"],
        parameters=[OpenApiParameter("revision", int, description="Its number; the latest by default.")],
        responses={200: ProvenanceSerializer, **problems(403, 404, 422)},
        examples=[answer_example(EXAMPLE)],
    )
    def get(self, request: Request, document_id: uuid.UUID) -> Response:
        document = selectors.document_get(request.user, document_id)
        require_staff(request.user, ORIGINS)
        return Response(shown(selectors.revision_get(request.user, document, revision_asked(request))))


def shown(revision: Revision) -> dict[str, Any]:
    """The kept record with the pointers as the API says them everywhere."""
    made = revision.executed_from or revision
    kept = made.provenance
    return {
        "documentId": str(revision.document_id),
        "revision": revision.number,
        "recordOf": made.number,
        "version": kept.get("version"),
        "template": kept.get("template"),
        "sections": kept.get("sections", []),
        "data": [{"pointer": f"/inputs{place}", **origin} for place, origin in kept.get("data", {}).items()],
    }
