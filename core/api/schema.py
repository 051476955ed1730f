"""OpenAPI: every operation lists the errors it can answer, each with an example."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from core.models import Job

PROBLEM = "application/problem+json"
TITLES = {
    400: ("malformed-request", "The request could not be read"),
    401: ("not-authenticated", "Log in first"),
    403: ("forbidden", "You may not do this"),
    404: ("not-found", "There is no such thing, or it is not yours to see"),
    405: ("method-not-allowed", "This address does not take that method"),
    406: ("not-acceptable", "The answer cannot be given in the form asked for"),
    409: ("conflict", "This cannot be done in the present state"),
    410: ("gone", "This link is no longer valid"),
    413: ("body-too-large", "The request is larger than allowed"),
    415: ("unsupported-media-type", "The body is not in a form that is read here"),
    422: ("invalid-input", "The input is not valid"),
    429: ("too-many-requests", "Too many requests"),
    500: ("internal-error", "Something went wrong on our side"),
    503: ("service-unavailable", "A part of the service is not available"),
}


class FaultSerializer(serializers.Serializer):
    """One thing wrong with the input."""

    pointer = serializers.CharField(help_text="JSON Pointer (RFC 6901) from the request body.")
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer):
    """An error as RFC 9457 tells it."""

    type = serializers.URLField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    requestId = serializers.CharField()
    code = serializers.CharField()
    errors = FaultSerializer(many=True, required=False)


class JobTicketSerializer(serializers.Serializer):
    """Work that goes on; ask `Location` for how it stands."""

    jobId = serializers.UUIDField()
    status = serializers.ChoiceField(Job.Status.choices)


def problem(status: int, *, code: str = "", title: str = "") -> OpenApiResponse:
    """The documented answer for one error status, with an example."""
    code, title = code or TITLES[status][0], title or TITLES[status][1]
    value = {
        "type": f"https://hain.example/problems/{code}",
        "title": title,
        "status": status,
        "detail": f"{title}.",
        "instance": "/api/…",
        "requestId": "0199f3c2-5c1e-7c40-9d5b-3f1f6f9f2a11",
        "code": code,
    }
    if status == 422:
        value["errors"] = [{"pointer": "/title", "code": "required", "detail": "This field is required."}]
    example = OpenApiExample(code, value=value, media_type=PROBLEM, response_only=True, status_codes=[str(status)])
    return OpenApiResponse(ProblemSerializer, description=title, examples=[example])


def problems(*statuses: int) -> dict[tuple[int, str], OpenApiResponse]:
    """The documented answers for several error statuses, to be merged into `responses`."""
    return {(status, PROBLEM): problem(status) for status in statuses}


def request_example(value: Any) -> OpenApiExample:
    """An example of a request body."""
    return OpenApiExample("Request", value=value, request_only=True)


def answer_example(value: Any, status: int = 200) -> OpenApiExample:
    """An example of the answer with `status`."""
    return OpenApiExample(f"Answer {status}", value=value, response_only=True, status_codes=[str(status)])


IDEMPOTENCY_HEADER = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    required=False,
    description="1 to 255 printable characters; the same key with the same body replays the first answer.",
)
PREFER_HEADER = OpenApiParameter(
    "Prefer", str, OpenApiParameter.HEADER, required=False, description="`wait=N`: wait up to N (at most 30) seconds."
)


class HainSchema(AutoSchema):
    """Adds what holds for every operation, so that no view repeats it."""

    def get_override_parameters(self) -> list[Any]:
        given = list(super().get_override_parameters())
        idempotent = getattr(self.view, "idempotent", False) and self._is_authenticated()
        if self.method == "POST" and idempotent:
            given.append(IDEMPOTENCY_HEADER)
        return given

    def _get_response_bodies(self, direction: str = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for status in self._standing_errors():
            if str(status) not in bodies:
                bodies[str(status)] = self._get_response_for_code(problem(status), str(status), [PROBLEM], direction)
        return dict(sorted(bodies.items()))

    def _standing_errors(self) -> Iterable[int]:
        yield from (406, 429, 500, 503)
        if self._is_authenticated():
            yield 401
        if "{" in self.path:
            yield 404
        if self.method in ("POST", "PUT", "PATCH"):
            yield from (400, 413, 415, 422)
        if self.method == "POST" and getattr(self.view, "idempotent", False):
            yield 409

    def _is_authenticated(self) -> bool:
        return not any(type(one).__name__ == "AllowAny" for one in self.view.get_permissions())
