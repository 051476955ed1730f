"""`GET /api/jobs/{id}`: how a job stands, for who asked for it and the staff of its case; and cancelling it."""

from __future__ import annotations

import uuid
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import jobs
from core.api.schema import answer_example, problems
from core.api.views import ApiView
from core.models import Job


class JobSerializer(serializers.Serializer):
    """A job as its asker sees it."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    status = serializers.ChoiceField(Job.Status.choices)
    progress = serializers.IntegerField(help_text="Percent.")
    result = serializers.DictField(required=False)
    error = serializers.DictField(required=False)
    createdAt = serializers.DateTimeField(source="created_at")
    finishedAt = serializers.DateTimeField(source="finished_at", required=False)

    def to_representation(self, instance: Job) -> dict[str, Any]:
        shown = super().to_representation(instance)
        if instance.status != Job.Status.SUCCEEDED:
            shown.pop("result", None)
        if instance.status != Job.Status.FAILED:
            shown.pop("error", None)
        return {key: value for key, value in shown.items() if value is not None}


EXAMPLE = {
    "id": "0199f3c2-5c1e-7c40-9d5b-3f1f6f9f2a11",
    "kind": "documents.produce",
    "status": "succeeded",
    "progress": 100,
    "result": {"documentId": "0199f3c2-61aa-7d10-8a31-8e6b7c5d4e3f"},
    "createdAt": "2026-11-23T09:30:00+08:00",
    "finishedAt": "2026-11-23T09:30:02+08:00",
}


CANCELLED = {
    "id": "0199f3c2-5c1e-7c40-9d5b-3f1f6f9f2a11",
    "kind": "documents.produce",
    "status": "failed",
    "progress": 0,
    "error": {
        "code": "job-cancelled",
        "title": "The work was cancelled",
        "status": 409,
        "detail": "It was cancelled before it began.",
        "retryable": False,
    },
    "createdAt": "2026-11-23T09:30:00+08:00",
    "finishedAt": "2026-11-23T09:30:02+08:00",
}
RUNNING = {name: EXAMPLE[name] for name in ("id", "kind", "createdAt")} | {"status": "running", "progress": 40}


class JobView(ApiView):
    """One job, found only by the user who asked for it, the lawyers of its case and admins."""

    @extend_schema(
        operation_id="jobs_retrieve",
        tags=["Jobs"],
        responses={200: JobSerializer, **problems(404)},
        examples=[OpenApiExample("A finished job", EXAMPLE, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request, job_id: uuid.UUID) -> Response:
        return Response(JobSerializer(jobs.job_get(request.user, job_id)).data)


class JobCancelView(ApiView):
    """Cancel a job: 200 where it waited and has ended now, 202 where it runs and ends at its next step."""

    @extend_schema(
        operation_id="jobs_cancel",
        tags=["Jobs"],
        request=None,
        responses={200: JobSerializer, 202: JobSerializer, **problems(404, 409)},
        examples=[answer_example(CANCELLED), answer_example(RUNNING, 202)],
    )
    def post(self, request: Request, job_id: uuid.UUID) -> Response:
        job = jobs.cancel(actor=request.user, job=jobs.job_get(request.user, job_id))
        return Response(JobSerializer(job).data, status=200 if job.is_final else 202)
