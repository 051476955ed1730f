"""What happens to every request: an id, one log line, a size limit, a rate limit, and errors in one form."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views import defaults
from redis.exceptions import RedisError

from core import limits
from core.api.addresses import client_address
from core.api.problems import problem_response, to_domain_error
from core.api.refusals import PAGES, refusal_page
from core.errors import BodyTooLarge, DomainError, TooManyRequests
from core.ids import new_id

log = structlog.get_logger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]
SANE_REQUEST_ID = re.compile(r"[A-Za-z0-9._\-]{1,64}")
AUTH_PATHS = "/api/auth/"
LOGIN_PATH = "/api/auth/token"
# What is open to everybody, and so is counted: the API, and the pages that need no log-in.
LIMITED_PATHS = ("/api/", *PAGES)
# What belongs to a page that is open to who brings its cookie; the view counts for whom it is.
COOKIE_PATHS = re.compile(r"/sign/[^/]+/.+")
# Forms with a file in them; what stands around the file in such a form.
FILE_PATHS = re.compile(
    r"/api/docs/(?:uploads|verify|batches)|/verify(?:/[^/]*)?"
    r"|/admin/cases/case/[^/]+/upload/|/admin/documents/(?:template/import|batch/new)/"
)
FORM_BYTES = 65_536
# Providers call often, each from few addresses, and have a limit of their own.
WEBHOOK_PATHS = re.compile(r"/api/[a-z]+/webhooks/")
# Here the Authorization header is not read, so that it does not tell who calls.
PUBLIC_PATHS = frozenset(
    {
        "/api/auth/register",
        LOGIN_PATH,
        "/api/auth/token/refresh",
        "/api/auth/logout",
        "/api/auth/password/reset",
        "/api/auth/password/reset/confirm",
        "/api/auth/email/confirm",
        "/api/schema",
        "/api/schema/ui",
    }
)


class RequestMiddleware:
    """Give the request its id, log it when it is answered: latency and user id, never a body or a query. What is
    answered about accounts and tokens, errors too, is kept by no cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.headers.get("X-Request-Id", "")
        request_id = asked if SANE_REQUEST_ID.fullmatch(asked) else str(new_id())
        request.request_id = request_id  # type: ignore[attr-defined]
        started = time.monotonic()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            log.info(
                "request",
                method=request.method,
                route=getattr(request.resolver_match, "route", None),
                status=response.status_code,
                milliseconds=round((time.monotonic() - started) * 1000, 1),
                user_id=_user_id(request),
            )
        response["X-Request-Id"] = request_id
        if request.path.startswith(AUTH_PATHS):
            response["Cache-Control"] = "no-store"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """An error of ours outside DRF's views is told in the same form."""
        if isinstance(exception, DomainError) and request.path.startswith(("/api/", "/files/", "/problems/")):
            return problem_response(exception, request)
        return None


class LimitMiddleware:
    """Refuse bodies and callers that are over the limit, before anything is read or looked up."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        most = _most_bytes(request)
        if _length(request) > most:
            return _told(request, BodyTooLarge(f"A body here may have at most {most:,} bytes."))
        if not request.path.startswith(LIMITED_PATHS) or request.path.startswith("/api/health/"):
            return self.get_response(request)
        standing = _standing(request)
        if standing is None:
            return _if_nobody_counted(request, self.get_response(request))
        if not standing.allowed:
            return _refused(request, standing)
        return _with_headers(self.get_response(request), standing)


def _standing(request: HttpRequest) -> limits.Standing | None:
    """Log-ins and anonymous calls count by address; calls with a token by user, in the view that knows the user.

    A call that no view counted (a made-up token, no such address) is an anonymous one after all (`_if_nobody_counted`).
    """
    address = client_address(request)
    try:
        if WEBHOOK_PATHS.match(request.path):
            return limits.hit("webhooks", address, settings.LIMIT_WEBHOOKS_PER_MINUTE)
        if request.path == LOGIN_PATH and request.method == "POST":
            return limits.hit("login", address, settings.LIMIT_LOGIN_PER_MINUTE)
        if request.path in PUBLIC_PATHS or not _says_who(request):
            return limits.hit("anonymous", address, settings.LIMIT_ANONYMOUS_PER_MINUTE)
    except RedisError:
        log.warning("limits.unreachable")
    return None


def _if_nobody_counted(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer; or 429 for what came with a token and is over the anonymous limit, unless a view knew who it was."""
    if hasattr(request, "api_user") or getattr(request, "counted", False) or request.path in PUBLIC_PATHS:
        return response
    try:
        standing = limits.hit("anonymous", client_address(request), settings.LIMIT_ANONYMOUS_PER_MINUTE)
    except RedisError:
        log.warning("limits.unreachable")
        return response
    return response if standing.allowed else _refused(request, standing)


def _refused(request: HttpRequest, standing: limits.Standing) -> HttpResponse:
    error = TooManyRequests(
        f"{standing.limit} requests a minute are allowed here. Try again in {standing.reset_seconds} s.",
        retry_after=standing.reset_seconds,
    )
    return _with_headers(_told(request, error), standing)


def _told(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A page's refusal is a page, everything else's a problem."""
    return refusal_page(request, error) if request.path.startswith(PAGES) else problem_response(error, request)


def _says_who(request: HttpRequest) -> bool:
    """Whether it comes with something that a view can know the caller by."""
    return bool(request.headers.get("Authorization") or (COOKIE_PATHS.fullmatch(request.path) and request.COOKIES))


def _with_headers(response: HttpResponse, standing: limits.Standing) -> HttpResponse:
    for name, value in standing.headers().items():
        response.headers.setdefault(name, value)
    return response


def _most_bytes(request: HttpRequest) -> int:
    """A form with a file in it may be larger, where files are taken."""
    if FILE_PATHS.fullmatch(request.path) and (request.content_type or "") == "multipart/form-data":
        return int(settings.UPLOAD_LIMIT_BYTES) + FORM_BYTES
    return int(settings.BODY_LIMIT_BYTES)


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if str(text).isascii() and str(text).isdigit() else 0


def _user_id(request: HttpRequest) -> str | None:
    user = getattr(request, "api_user", None) or getattr(request, "user", None)
    return str(user.pk) if user is not None and user.pk else None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 under /api/ as a problem, as for a Host that is not ours; elsewhere Django's page."""

    if request.path.startswith("/api/"):
        return problem_response(to_domain_error(exception), request)
    return defaults.bad_request(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 under /api/ as a problem; elsewhere Django's page."""

    if request.path.startswith("/api/"):
        return problem_response(to_domain_error(exception), request)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 under /api/ as a problem; elsewhere Django's page."""

    if request.path.startswith("/api/"):
        return problem_response(to_domain_error(RuntimeError()), request)
    return defaults.server_error(request)
