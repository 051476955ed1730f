"""`/api/docs/{id}/signed-copy`, `/mark-filed`, `/void`: what happens to a paper once it is approved."""

from __future__ import annotations

import json
import uuid
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.forms import FileFormParser
from core.api.schema import answer_example, problems, request_example
from core.api.serializers import Body, validated
from core.api.views import ApiView
from core.storage.objects import CHECKSUM
from documents import selectors, services
from documents.api import examples
from documents.api.answers import document_answer
from documents.api.asked import file_asked
from documents.api.serializers import DocumentSerializer
from documents.execution_fields import (
    FIELDS,
    LONGEST,
    LONGEST_LINE,
    MOST_LINES,
    NOT_A_NOTARY,
    EvidenceField,
)
from documents.executions import WAYS
from documents.services.executing import LONGEST_AGENCY, LONGEST_REASON, LONGEST_REFERENCE


class NamedBody(Body):
    """Which revision: by number and by checksum. There is no “latest” here."""

    revision = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    checksum = serializers.RegexField(CHECKSUM, help_text="`sha256:<hex>` of the revision's file.")


def _member(field: EvidenceField) -> dict[str, Any]:
    """What OpenAPI says of one field of the evidence."""
    text: dict[str, Any] = {"type": "string", "maxLength": LONGEST_LINE if field.kind == "lines" else LONGEST}
    if field.choices:
        text["enum"] = [key for key, _ in field.choices]
    if field.kind == "date":
        text["format"] = "date"
    shape = {"type": "array", "items": text, "maxItems": MOST_LINES} if field.kind == "lines" else text
    return {**shape, "description": ". ".join(filter(None, (field.label, field.help.rstrip("."), field.law)))}


def _evidence_of(way: str) -> dict[str, Any]:
    required = [field.key for field in FIELDS[way] if field.required]
    return {
        "type": "object",
        "title": way,
        "properties": {field.key: _member(field) for field in FIELDS[way]},
        "additionalProperties": False,
        **({"required": required} if required else {}),
    }


# An object in a form is sent as JSON (OpenAPI 3.1, "Encoding Object").
@extend_schema_field({"anyOf": [_evidence_of(way) for way in WAYS]})
class EvidenceFormField(serializers.CharField):
    """A JSON object, which a form sends as text."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            evidence = json.loads(str(super().to_internal_value(data)))
        except (ValueError, RecursionError) as error:
            raise serializers.ValidationError("The evidence is a JSON object.", code="type") from error
        if not isinstance(evidence, dict):
            raise serializers.ValidationError("The evidence is a JSON object.", code="type")
        return evidence


class SignedCopyBody(NamedBody):
    """A form with the signed file in it."""

    file = serializers.FileField(allow_empty_file=True, help_text="The scan, or what the notary or eSAP gave back.")
    way = serializers.ChoiceField(list(WAYS))
    signedOn = serializers.DateField()
    evidence = EvidenceFormField(
        max_length=20_000, required=False, help_text="As JSON: who, where, and under which numbers, as the way asks."
    )
    note = serializers.CharField(max_length=LONGEST_REASON, required=False, allow_blank=True)


class FiledBody(NamedBody):
    """With whom the paper was filed, and under which reference."""

    agency = serializers.CharField(max_length=LONGEST_AGENCY)
    reference = serializers.CharField(max_length=LONGEST_REFERENCE)
    filedOn = serializers.DateField()


class VoidBody(NamedBody):
    """Why the paper counts no more."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


NAMED = {"revision": 1, "checksum": "sha256:" + "6f1e" * 16}
SIGNED_COPY = {**NAMED, "file": "(the bytes of a PDF)", "way": "wet+notary", "signedOn": "2026-11-20"}
SIGNED_COPY["evidence"] = examples.EVIDENCE
FILED = {**NAMED, "agency": "SEC", "reference": "2026-11-0042-77", "filedOn": "2026-11-23"}


class SignedCopyView(ApiView):
    """The signed copy of an approved revision."""

    parser_classes = [FileFormParser]

    @extend_schema(
        operation_id="documents_signed_copy",
        tags=["Documents"],
        description=(
            "Keeps the file as the next revision, `signed`; the approved one stays as it was. The way of signing must "
            "be one that the paper's form allows: an acknowledgment cannot be replaced by an electronic signature. "
            f"`evidence` has the members of that way. {NOT_A_NOTARY} What an electronic notary gave back is a PDF. The "
            "file is another one than those of the document's revisions. Where there is a virus scanner, it looks at "
            "the file first: what is signed is clean. 503 where the scanner does not answer."
        ),
        request={"multipart/form-data": SignedCopyBody},
        responses={201: DocumentSerializer, **problems(403, 404, 409, 413, 422, 503)},
        examples=[
            OpenApiExample("A form", SIGNED_COPY, request_only=True, media_type="multipart/form-data"),
            answer_example(examples.SIGNED, 201),
        ],
    )
    def post(self, request: Request, document_id: uuid.UUID) -> Response:
        document = selectors.document_get(request.user, document_id)
        asked = validated(SignedCopyBody, request)
        services.signed_copy_store(
            actor=request.user,
            document=document,
            way=asked["way"],
            signed_on=asked["signedOn"],
            **file_asked(request, asked["file"]),
            note=asked.get("note", ""),
            evidence=asked.get("evidence"),
            **_named(asked),
        )
        return document_answer(request, document_id, 201)


class MarkFiledView(ApiView):
    """That a revision was filed with an agency."""

    @extend_schema(
        operation_id="documents_mark_filed",
        tags=["Documents"],
        request=FiledBody,
        responses={200: DocumentSerializer, **problems(403, 404, 409, 422)},
        examples=[request_example(FILED), answer_example(examples.FILED)],
    )
    def post(self, request: Request, document_id: uuid.UUID) -> Response:
        document = selectors.document_get(request.user, document_id)
        asked = validated(FiledBody, request)
        services.revision_mark_filed(
            actor=request.user,
            document=document,
            agency=asked["agency"],
            reference=asked["reference"],
            filed_on=asked["filedOn"],
            **_named(asked),
        )
        return document_answer(request, document_id)


class VoidView(ApiView):
    """That an issued paper counts no more."""

    @extend_schema(
        operation_id="documents_void",
        tags=["Documents"],
        description="The approved revision and its signed copy become void together; what was filed cannot.",
        request=VoidBody,
        responses={200: DocumentSerializer, **problems(403, 404, 409, 422)},
        examples=[
            request_example({**NAMED, "reason": "Signed by the wrong officer."}),
            answer_example(examples.VOID),
        ],
    )
    def post(self, request: Request, document_id: uuid.UUID) -> Response:
        document = selectors.document_get(request.user, document_id)
        asked = validated(VoidBody, request)
        services.revision_void(actor=request.user, document=document, reason=asked["reason"], **_named(asked))
        return document_answer(request, document_id)


def _named(asked: dict[str, Any]) -> dict[str, Any]:
    return {"number": asked["revision"], "checksum": asked["checksum"]}
