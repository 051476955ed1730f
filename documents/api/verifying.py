"""`/api/docs/verify` and `/verify`: for anybody who holds a paper, without a log-in."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.forms import FileFormParser
from core.api.schema import answer_example, problems
from core.api.serializers import Body, validated
from core.api.views import PublicView
from core.errors import NotFound
from documents import verifying
from documents.api import examples
from documents.api.asked import require_small
from documents.verification import normalized
from documents.verifying import Verification


class VerificationSerializer(serializers.Serializer):
    """What is told of a paper; no name and nothing that stands in it."""

    valid = serializers.BooleanField(help_text="We issued it, and it stands.")
    reason = serializers.ChoiceField(["issued", "not-issued", "unknown", "void"])
    documentType = serializers.CharField(source="document_type", allow_null=True)
    issuedAt = serializers.DateTimeField(source="issued_at", allow_null=True)
    checksum = serializers.CharField(
        allow_null=True, help_text="Of the issued file; by its code, of the signed copy where one stands."
    )
    signatureCount = serializers.IntegerField(
        source="signature_count",
        allow_null=True,
        help_text="Electronic signatures in the file. Null: a file from outside that was not examined for them yet.",
    )
    signaturesValid = serializers.BooleanField(
        source="signatures_valid",
        allow_null=True,
        help_text=(
            "All of them fit, and since each of them the file was changed only as signing needs. Null: there is none."
        ),
    )
    signaturesBy = serializers.ChoiceField(
        ["us", "trusted", "unknown"],
        source="attested_by",
        allow_null=True,
        help_text=(
            "`us`: all were made with our own certificate; `trusted`: with one that we trust; `unknown`: not all were. "
            "Null: there is none."
        ),
    )
    signaturesCheckedAt = serializers.DateTimeField(
        source="examined_at", allow_null=True, help_text="When that was so; revocation of certificates is not asked."
    )


class VerifyBody(Body):
    """A form with the file."""

    file = serializers.FileField(allow_empty_file=True)


class VerifyCodeView(PublicView):
    """The code that stands on a paper."""

    @extend_schema(
        operation_id="documents_verify",
        tags=["Documents"],
        responses={200: VerificationSerializer, **problems(404)},
        examples=[answer_example(examples.VERIFIED)],
    )
    def get(self, request: Request, code: str) -> Response:
        found = verifying.by_code(code)
        if found is None:
            raise NotFound("No paper has this code. Compare it with the paper, letter by letter.")
        return Response(VerificationSerializer(found).data)


class VerifyFileView(PublicView):
    """A file that somebody was given."""

    parser_classes = [FileFormParser]

    @extend_schema(
        operation_id="documents_verify_file",
        tags=["Documents"],
        request={"multipart/form-data": VerifyBody},
        responses={200: VerificationSerializer, **problems(413, 422)},
        examples=[
            OpenApiExample(
                "A form",
                {"file": "(the bytes of a PDF)"},
                request_only=True,
                media_type="multipart/form-data",
            ),
            answer_example(examples.VERIFIED),
        ],
    )
    def post(self, request: Request) -> Response:
        file = validated(VerifyBody, request)["file"]
        return Response(VerificationSerializer(verifying.by_checksum(checksum_of_file(file))).data)


def checksum_of_file(file: Any) -> str:
    """`sha256:<hex>` of an uploaded file, read piece by piece. Raises BodyTooLarge."""
    require_small(file)
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    return f"sha256:{digest.hexdigest()}"


def verify_page(request: HttpRequest, code: str = "") -> HttpResponse:
    """The page that the QR code leads to: what is known of the code, and a field for the file itself."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    typed = request.GET.get("code", "").strip()
    if request.method != "POST" and not code and typed:
        return redirect("verify", normalized(typed) or typed[:40].replace("/", " ").strip() or "-")
    found: Verification | None = verifying.by_code(code) if code else None
    file = request.FILES.get("file")
    compared: Verification | None = None
    too_large = False
    if file is not None:
        too_large = (file.size or 0) > settings.UPLOAD_LIMIT_BYTES
        compared = None if too_large else verifying.by_checksum(checksum_of_file(file))
    context = {
        "code": code,
        "found": found,
        "compared": compared,
        "same": compared is not None and found is not None and compared.paper == found.paper,
        "filename": file.name if file is not None else "",
        "too_large": too_large,
        "megabytes": settings.UPLOAD_LIMIT_BYTES // 1_000_000,
        "missing": request.method == "POST" and file is None,
    }
    answer = render(request, "pages/verify.html", context, status=404 if code and found is None else 200)
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
