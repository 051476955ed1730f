"""The one place where an error becomes an answer: RFC 9457 `application/problem+json`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions as drf

from core import errors

log = structlog.get_logger(__name__)
CONTENT_TYPE = "application/problem+json"


class MethodNotAllowed(errors.DomainError):
    code = "method-not-allowed"
    status = 405
    title = "This address does not take that method"


class NotAcceptable(errors.DomainError):
    code = "not-acceptable"
    status = 406
    title = "The answer cannot be given in the form asked for"


class UnsupportedMediaType(errors.DomainError):
    code = "unsupported-media-type"
    status = 415
    title = "The body is not in a form that is read here"


class InternalError(errors.DomainError):
    """Our fault. The log under the request's id says more; the caller is told no more than that."""

    code = "internal-error"
    status = 500
    title = "Something went wrong on our side"


def problem_body(error: errors.DomainError, *, instance: str, request_id: str) -> dict[str, Any]:
    """The members of the answer for `error`."""
    body: dict[str, Any] = {
        "type": f"{settings.PUBLIC_URL}/problems/{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "instance": instance,
        "requestId": request_id,
        "code": error.code,
    }
    if error.errors:
        body["errors"] = [{"pointer": one.pointer, "code": one.code, "detail": one.detail} for one in error.errors]
    return {**body, **error.extra}


def problem_response(error: errors.DomainError, request: HttpRequest) -> HttpResponse:
    """The whole answer for `error`."""
    body = problem_body(error, instance=request.path, request_id=getattr(request, "request_id", ""))
    response = HttpResponse(json.dumps(body, ensure_ascii=False), status=error.status, content_type=CONTENT_TYPE)
    if error.retry_after is not None:
        response["Retry-After"] = str(error.retry_after)
    if error.status == 401:
        response["WWW-Authenticate"] = getattr(error, "challenge", errors.NotAuthenticated.challenge)
    return response


def handle(exc: Exception, context: dict[str, Any]) -> HttpResponse:
    """DRF's exception handler: any exception in, a problem out."""
    request: HttpRequest = context["request"]._request
    error = to_domain_error(exc)
    if error.status >= 500:
        log.error("request.failed", code=error.code, exc_info=exc if isinstance(error, InternalError) else None)
    return problem_response(error, request)


def to_domain_error(exc: BaseException) -> errors.DomainError:
    """The error of ours that says what `exc` says."""
    if isinstance(exc, errors.DomainError):
        return exc
    if isinstance(exc, drf.APIException):
        return _from_drf(exc)
    if isinstance(exc, Http404):
        return errors.NotFound()
    if isinstance(exc, PermissionDenied):
        return errors.Forbidden()
    if isinstance(exc, RequestDataTooBig):
        return errors.BodyTooLarge()
    if isinstance(exc, SuspiciousOperation):
        return errors.MalformedRequest()
    if isinstance(exc, DatabaseError | InterfaceError):
        return errors.ServiceUnavailable("The database did not answer. Try again in a minute.", retry_after=5)
    return InternalError("Tell us the request id, and we find what happened.")


def _from_drf(exc: drf.APIException) -> errors.DomainError:
    if isinstance(exc, drf.ValidationError):
        faults = sorted(_faults("", exc.get_full_details()), key=lambda one: one.pointer)
        first = f"{faults[0].pointer or '/'}: {faults[0].detail}" if faults else ""
        more = f" ({len(faults) - 1} more)" if len(faults) > 1 else ""
        return errors.InvalidInput(first + more, errors=faults)
    detail = str(getattr(exc, "detail", ""))
    if isinstance(exc, drf.ParseError):
        return errors.MalformedRequest(detail)
    if isinstance(exc, drf.NotAuthenticated | drf.AuthenticationFailed):
        return errors.NotAuthenticated("Send a valid access token in the Authorization header (Bearer …).")
    if isinstance(exc, drf.PermissionDenied):
        return errors.Forbidden(detail)
    if isinstance(exc, drf.NotFound):
        return errors.NotFound()
    if isinstance(exc, drf.MethodNotAllowed):
        return MethodNotAllowed(detail)
    if isinstance(exc, drf.NotAcceptable):
        return NotAcceptable(detail)
    if isinstance(exc, drf.UnsupportedMediaType):
        return UnsupportedMediaType(detail)
    if isinstance(exc, drf.Throttled):
        return errors.TooManyRequests(detail, retry_after=int(exc.wait or 1))
    return InternalError()


def _faults(pointer: str, details: Any) -> Iterator[errors.Fault]:
    """DRF's nested details as faults; `non_field_errors` belong to the object that holds them."""
    if isinstance(details, dict) and "message" in details and "code" in details:
        code = str(details["code"]).replace("_", "-")
        yield errors.Fault(pointer, code, str(details["message"]))
    elif isinstance(details, dict):
        for key, value in details.items():
            here = pointer if key == "non_field_errors" else f"{pointer}/{escape(str(key))}"
            yield from _faults(here, value)
    elif isinstance(details, list):
        nested = any(isinstance(one, dict) and "message" not in one for one in details)
        for index, value in enumerate(details):
            yield from _faults(f"{pointer}/{index}" if nested else pointer, value)


def escape(token: str) -> str:
    """A JSON Pointer token (RFC 6901 section 3)."""
    return token.replace("~", "~0").replace("/", "~1")
