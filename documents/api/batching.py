"""`/api/docs/batches`: one template over the rows of a sheet."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases import selectors as cases
from core.api.forms import FileFormParser
from core.api.pagination import CursorPage, paged
from core.api.parameters import LIST_PARAMETERS, page_of
from core.api.schema import answer_example, problems, request_example
from core.api.serializers import Body, validated
from core.api.views import ApiView
from core.errors import BodyTooLarge, InvalidInput
from core.storage.names import content_disposition
from documents import batches, packaging, selectors, services
from documents.api import examples
from documents.api.serializers import RenderOptionsBody
from documents.batches.limits import MOST_BYTES
from documents.batches.progress import Progress
from documents.batches.states import STATUSES
from documents.models import Batch, BatchRow
from documents.services.access import require_staff
from documents.services.batching import WHO, rows_bad

MOST_ROWS_SHOWN = 200


class FormVersionField(serializers.CharField):
    """A version number as a form sends it, or "latest"."""

    def to_internal_value(self, data: Any) -> str:
        text = str(super().to_internal_value(data))
        if text != "latest" and not (text.isascii() and text.isdigit() and 0 < int(text[:10]) < 2**31):
            raise serializers.ValidationError(
                'A version is a whole number from 1, or "latest".', code="invalid-version"
            )
        return text


class FormOptionsField(serializers.CharField):
    """The options of a render as a JSON object, which a form sends as text."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            options = json.loads(str(super().to_internal_value(data)))
        except (ValueError, RecursionError) as error:
            raise serializers.ValidationError("The options are a JSON object.", code="type") from error
        return RenderOptionsBody().run_validation(options)


class BatchBody(Body):
    """A form with a sheet in it."""

    file = serializers.FileField(allow_empty_file=True, help_text="An XLSX workbook, or a CSV in UTF-8.")
    templateId = serializers.CharField(max_length=80)
    version = FormVersionField(required=False)
    caseId = serializers.UUIDField(required=False, help_text="Each row becomes a document of this case.")
    options = FormOptionsField(required=False, help_text="As in `render-pdf`, as JSON.")
    leaveOut = serializers.BooleanField(required=False, default=False, help_text="Leave the bad rows out.")
    dryRun = serializers.BooleanField(required=False, default=False, help_text="Check the rows and make nothing.")


class RowFaultSerializer(serializers.Serializer):
    """One thing wrong in a row."""

    column = serializers.CharField(help_text="As the sheet writes it; empty where it is the row as a whole.")
    code = serializers.CharField()
    detail = serializers.CharField()


class BatchRowSerializer(serializers.Serializer):
    """A row that no document was made of."""

    row = serializers.IntegerField(source="number", help_text="In the sheet; the headings are row 1.")
    status = serializers.ChoiceField(BatchRow.Status.choices)
    faults = RowFaultSerializer(many=True)


class BatchSerializer(serializers.Serializer):
    """A batch and how far it is."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(STATUSES)
    caseId = serializers.UUIDField(source="case_id", allow_null=True)
    template = serializers.CharField(source="template_version.template.slug")
    version = serializers.IntegerField(source="template_version.number")
    filename = serializers.CharField()
    total = serializers.SerializerMethodField(help_text="Rows that a document is made of.")
    done = serializers.SerializerMethodField()
    failed = serializers.SerializerMethodField()
    leftOut = serializers.SerializerMethodField()
    progress = serializers.SerializerMethodField(help_text="Percent of the rows that are over.")
    fault = serializers.DictField(allow_null=True, help_text="Why it stopped.")
    createdAt = serializers.DateTimeField(source="created_at")
    finishedAt = serializers.DateTimeField(source="finished_at", allow_null=True)

    def _progress(self, batch: Batch) -> Progress:
        progress: Progress = self.context["progress"][batch.pk]
        return progress

    def get_total(self, batch: Batch) -> int:
        """Rows that a document is made of."""
        return self._progress(batch).total

    def get_done(self, batch: Batch) -> int:
        """Documents that were made."""
        return self._progress(batch).made

    def get_failed(self, batch: Batch) -> int:
        """Rows of which none could be made."""
        return self._progress(batch).failed

    def get_leftOut(self, batch: Batch) -> int:  # noqa: N802 - named for its field
        """Bad rows that were left out."""
        return self._progress(batch).left_out

    def get_progress(self, batch: Batch) -> int:
        """0 to 100."""
        return self._progress(batch).percent


class BatchDetailSerializer(BatchSerializer):
    """A batch with its rows that failed or were left out, at most 200."""

    rows = serializers.SerializerMethodField()

    def get_rows(self, batch: Batch) -> BatchRowSerializer(many=True):  # type: ignore[valid-type]
        """Rows that failed or were left out."""
        wrong = selectors.batch_rows(batch, BatchRow.Status.FAILED, BatchRow.Status.LEFT_OUT, BatchRow.Status.BAD)
        return BatchRowSerializer(wrong[:MOST_ROWS_SHOWN], many=True).data


class BatchCheckedSerializer(serializers.Serializer):
    """What a dry run says."""

    total = serializers.IntegerField()
    good = serializers.IntegerField()
    bad = serializers.IntegerField()


def _shown(batch: Batch) -> Any:
    return BatchDetailSerializer(batch, context={"progress": selectors.batch_progress([batch])}).data


def _listed(rows: Any) -> Any:
    return BatchSerializer(rows, many=True, context={"progress": selectors.batch_progress(rows)}).data


class BatchesView(ApiView):
    """The batches that the caller may see; and a new one."""

    parser_classes = [FileFormParser]

    @extend_schema(
        operation_id="batches_list",
        tags=["Documents"],
        parameters=LIST_PARAMETERS,
        responses={200: page_of(BatchSerializer, "BatchPage"), **problems(403, 422)},
        examples=[answer_example({"results": [examples.BATCH], "next": None, "previous": None})],
    )
    def get(self, request: Request) -> Response:
        require_staff(request.user, WHO)
        return paged(request, selectors.batches_visible_to(request.user), _listed, CursorPage())

    @extend_schema(
        operation_id="batches_create",
        tags=["Documents"],
        description=(
            "Each row of the sheet becomes a document. The first row holds the names of the template's fields, as "
            "dotted paths (`capital.authorized`, `incorporators.0.name`) or JSON Pointers. All rows are checked first: "
            "where one does not fit, nothing is made and each fault is named (`/rows/<number>/<column>`), unless "
            "`leaveOut` says to make the others. Formulas are not worked out. At most 5,000 rows and 10 MB."
        ),
        request={"multipart/form-data": BatchBody},
        responses={
            200: OpenApiResponse(BatchCheckedSerializer, description="A dry run in which every row fits."),
            201: BatchDetailSerializer,
            **problems(403, 404, 409, 413, 422),
        },
        examples=[
            OpenApiExample("A form", examples.BATCH_FORM, request_only=True, media_type="multipart/form-data"),
            answer_example({"total": 3, "good": 3, "bad": 0}),
            answer_example(examples.BATCH_DETAIL, 201),
        ],
    )
    def post(self, request: Request) -> Response:
        asked = validated(BatchBody, request)
        require_staff(request.user, WHO)
        if asked["file"].size > min(MOST_BYTES, settings.UPLOAD_LIMIT_BYTES):
            raise BodyTooLarge(f"A sheet may have at most {MOST_BYTES // 1_000_000} MB. Send it in parts.")
        sent = {
            "actor": request.user,
            "version": selectors.version_get(request.user, asked["templateId"], asked.get("version")),
            "content": asked["file"].read(),
            "filename": getattr(request, "given_filename", "") or asked["file"].name,
        }
        case = cases.case_get(request.user, asked["caseId"]) if asked.get("caseId") else None
        if asked["dryRun"]:
            return _dry_run(services.sheet_check(**sent), leave_out=asked["leaveOut"])
        batch = services.batch_order(**sent, case=case, options=asked.get("options") or {}, leave_out=asked["leaveOut"])
        shown = _shown(selectors.batch_get(request.user, batch.pk))
        return Response(shown, status=201, headers={"Location": f"{settings.PUBLIC_URL}/api/docs/batches/{batch.pk}"})


def _dry_run(rows: list[batches.CheckedRow], *, leave_out: bool) -> Response:
    bad = [
        (one.number, [{"column": f.column, "code": f.code, "detail": f.detail} for f in one.faults])
        for one in rows
        if one.faults
    ]
    if bad and not leave_out:
        raise rows_bad(bad, len(rows))
    return Response({"total": len(rows), "good": len(rows) - len(bad), "bad": len(bad)})


class BatchView(ApiView):
    """One batch."""

    @extend_schema(
        operation_id="batches_retrieve",
        tags=["Documents"],
        responses={200: BatchDetailSerializer, **problems(404)},
        examples=[answer_example(examples.BATCH_DETAIL)],
    )
    def get(self, request: Request, batch_id: uuid.UUID) -> Response:
        return Response(_shown(selectors.batch_get(request.user, batch_id)))


class _StepView(ApiView):
    step: Any

    def act(self, request: Request, batch_id: uuid.UUID) -> Response:
        """Take the step and show the batch as it is then."""
        batch = selectors.batch_get(request.user, batch_id)
        type(self).step(actor=request.user, batch=batch)
        return Response(_shown(selectors.batch_get(request.user, batch_id)))


class NothingBody(Body):
    """No members."""


def _describe(operation_id: str) -> Any:
    return extend_schema(
        operation_id=operation_id,
        tags=["Documents"],
        request=NothingBody,
        responses={200: BatchDetailSerializer, **problems(403, 404, 409)},
        examples=[request_example({}), answer_example(examples.BATCH_DETAIL)],
    )


class BatchCancelView(_StepView):
    """Make no further document; those that were made stay."""

    step = services.batch_cancel

    @_describe("batches_cancel")
    def post(self, request: Request, batch_id: uuid.UUID) -> Response:
        return self.act(request, batch_id)


class BatchRetryView(_StepView):
    """Try the rows that failed again, and go on with a batch that stopped."""

    step = services.batch_retry

    @_describe("batches_retry")
    def post(self, request: Request, batch_id: uuid.UUID) -> Response:
        return self.act(request, batch_id)


class BatchFilesView(ApiView):
    """The documents of a batch with their data, as the firm keeps them."""

    @extend_schema(
        operation_id="batches_files",
        tags=["Documents"],
        responses={
            (200, packaging.ZIP): OpenApiResponse(OpenApiTypes.BINARY, description="A ZIP; see `package`."),
            **problems(403, 404, 409),
        },
        examples=[OpenApiExample("ZIP", value="PK…", media_type=packaging.ZIP, response_only=True)],
    )
    def get(self, request: Request, batch_id: uuid.UUID) -> StreamingHttpResponse:
        batch = selectors.batch_get(request.user, batch_id)
        return zip_answer(services.batch_package(actor=request.user, batch=batch), str(batch))


class BlankSheetView(ApiView):
    """The sheet to fill in for a template: headings, and its sample as the first row."""

    @extend_schema(
        operation_id="templates_sheet",
        tags=["Templates"],
        parameters=[OpenApiParameter("kind", str, enum=["csv", "xlsx"], description="xlsx by default.")],
        responses={
            (200, batches.XLSX): OpenApiResponse(OpenApiTypes.BINARY, description="The sheet."),
            **problems(404, 422),
        },
        examples=[OpenApiExample("XLSX", value="PK…", media_type=batches.XLSX, response_only=True)],
    )
    def get(self, request: Request, template_id: str, version: str) -> HttpResponse:
        kind = request.query_params.get("kind") or "xlsx"
        if kind not in ("csv", "xlsx"):
            raise InvalidInput.at("/kind", "invalid-choice", "kind is csv or xlsx.")
        number = FormVersionField().run_validation(version)
        return sheet_answer(selectors.version_get(request.user, template_id, number), kind)


def sheet_answer(version: Any, kind: str) -> HttpResponse:
    """The empty sheet of a template version as a download; `kind` is csv or xlsx."""
    media = batches.XLSX if kind == "xlsx" else batches.CSV
    content = batches.blank_sheet(version.schema, version.sample, kind=media)
    name = f"{version.template.slug} v{version.number}.{kind}"
    return HttpResponse(content, content_type=media, headers={"Content-Disposition": content_disposition(name)})


def zip_answer(pieces: Any, title: str) -> StreamingHttpResponse:
    """A package as a download, sent as it is written."""
    answer = StreamingHttpResponse(pieces, content_type=packaging.ZIP)
    answer["Content-Disposition"] = content_disposition(packaging.package_name(title))
    answer["Cache-Control"] = "private, no-store"
    return answer
