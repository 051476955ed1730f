"""`GET /api/jobs/{id}`: how a job stands, for the user who asked for it and for admins."""

from __future__ import annotations

import uuid
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.schema import problems
from core.api.views import ApiView
from core.errors import NotFound
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


class JobView(ApiView):
    """One job, found only by the user who asked for it and by admins."""

    @extend_schema(
        operation_id="jobs_retrieve",
        tags=["Jobs"],
        responses={200: JobSerializer, **problems(404)},
        examples=[OpenApiExample("A finished job", EXAMPLE, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request, job_id: uuid.UUID) -> Response:
        jobs = Job.objects.filter(pk=job_id)
        if request.user.role != "admin":
            jobs = jobs.filter(user_id=request.user.pk)
        job = jobs.first()
        if job is None:
            raise NotFound
        return Response(JobSerializer(job).data)
