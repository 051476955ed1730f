"""`/api/health`: does the process run, and is every part there that it stands on?"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from core import health
from core.api.views import ApiView

HEALTH_STATUSES = [("ok", "Ok"), ("unavailable", "Unavailable")]


class LiveSerializer(serializers.Serializer):
    """The process runs."""

    status = serializers.CharField()


class ReadySerializer(serializers.Serializer):
    """Every part by name: status, a word on it, and what stands behind it."""

    status = serializers.ChoiceField(HEALTH_STATUSES)
    checks = serializers.DictField(child=serializers.DictField())


READY = {
    "status": "ok",
    "checks": {
        "database": {"status": "ok", "detail": "answers", "on": "mysql"},
        "cache": {"status": "ok", "detail": "answers", "on": "redis"},
        "storage": {"status": "ok", "detail": "answers", "on": "s3"},
        "broker": {"status": "ok", "detail": "answers", "on": "redis"},
        "migrations": {"status": "ok", "detail": "all applied", "on": "mysql"},
    },
}


class _HealthView(ApiView):
    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]


class LiveView(_HealthView):
    """The process is up."""

    @extend_schema(
        operation_id="health_live",
        tags=["Operations"],
        responses={200: LiveSerializer},
        examples=[OpenApiExample("Up", {"status": "ok"}, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request) -> Response:
        return Response({"status": "ok"})


class ReadyView(_HealthView):
    """Every part by name; 503 if one is down."""

    @extend_schema(
        operation_id="health_ready",
        tags=["Operations"],
        responses={200: ReadySerializer},
        examples=[OpenApiExample("Ready", READY, response_only=True, status_codes=["200"])],
    )
    def get(self, request: Request) -> Response:
        parts = health.check_all()
        ok = all(part.ok for part in parts)
        checks = {
            part.name: {"status": "ok" if part.ok else "failed", "detail": part.detail, "on": part.stands_on}
            for part in parts
        }
        return Response({"status": "ok" if ok else "unavailable", "checks": checks}, status=200 if ok else 503)
