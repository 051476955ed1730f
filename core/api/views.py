"""The base of every API view: limits by user, Idempotency-Key, `Prefer: wait`."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from redis.exceptions import RedisError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import idempotency, jobs, limits
from core.api.bodies import body_of
from core.errors import DomainError, TooManyRequests
from core.models import Job

log = structlog.get_logger(__name__)
PREFER_WAIT = re.compile(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,6})\"?(?:$|[,;\s])")


# What answers with tokens is neither kept nor given a second time.
NEVER_REPLAYED = "/api/auth/"


class _Replay(Exception):
    def __init__(self, kept: idempotency.Kept) -> None:
        self.kept = kept


class ApiView(APIView):
    """A view of the contract. POSTs honour Idempotency-Key unless the class says otherwise."""

    idempotent = True
    _claim: idempotency.Claim | None = None
    _claimed: contextlib.ExitStack | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.user and request.user.is_authenticated:
            self._begin(request)

    def perform_authentication(self, request: Request) -> None:
        """Know the user and count the call, also one that is then refused for what the user may not do."""
        super().perform_authentication(request)
        if request.user and request.user.is_authenticated:
            request._request.api_user = request.user
            self._count(request)

    def _count(self, request: Request) -> None:
        try:
            standing = limits.hit("user", str(request.user.pk), settings.LIMIT_USER_PER_MINUTE)
        except RedisError:
            return
        self.headers = {**self.headers, **standing.headers()}
        if not standing.allowed:
            raise TooManyRequests(
                f"{standing.limit} requests a minute are allowed. Try again in {standing.reset_seconds} s.",
                retry_after=standing.reset_seconds,
            )

    def _begin(self, request: Request) -> None:
        key = request.headers.get("Idempotency-Key")
        if request.method != "POST" or key is None or not self.idempotent or request.path.startswith(NEVER_REPLAYED):
            return
        begun = idempotency.begin(user_id=request.user.pk, path=request.path, key=key, body=body_of(request))
        if isinstance(begun, idempotency.Kept):
            raise _Replay(begun)
        self._claim = begun
        self._claimed = contextlib.ExitStack()
        self._claimed.enter_context(idempotency.entered(begun))

    def handle_exception(self, exc: Exception) -> HttpResponseBase:
        if isinstance(exc, _Replay):
            response = HttpResponse(exc.kept.body, status=exc.kept.status)
            for name, value in exc.kept.headers.items():
                response[name] = value
            response["Idempotency-Replayed"] = "true"
            return response
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        claim, self._claim = self._claim, None
        if self._claimed is not None:
            self._claimed.close()
        if claim is not None:
            if isinstance(response, Response) and not response.is_rendered:
                response.add_post_render_callback(lambda done: _keep(claim, done))
            else:
                _keep(claim, response)
        return response


class PublicView(ApiView):
    """For callers who are not logged in; a stale access token sent along does no harm."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    idempotent = False  # keys belong to a user, and there is none yet


def _keep(claim: idempotency.Claim, response: Any) -> None:
    try:
        idempotency.complete(
            claim,
            status=response.status_code,
            headers=idempotency.replayed_headers(response),
            body=response.content,
        )
    except DatabaseError as error:  # the work is done: its answer is given, and the key finds the work by itself
        log.warning("idempotency.answer.not_kept", error=type(error).__name__)


def wait_seconds(request: Request, *, default: int = 0) -> int:
    """How long the caller wants us to wait (`Prefer: wait=N`, RFC 7240), at most 30 seconds."""
    found = PREFER_WAIT.search(request.headers.get("Prefer", ""))
    return min(int(found.group(1)), settings.LONGEST_WAIT_SECONDS) if found else default


def job_answer(
    request: Request, job: Job, *, default_wait: int, done: Callable[[Job], tuple[int, dict[str, Any]]]
) -> HttpResponseBase:
    """The answer for work that runs as a job: its own when it ends in time, else 202 with where to ask.

    `done` gives the status and body of a job that succeeded. A job that failed answers with its problem.
    """
    job = jobs.wait_for(job.pk, seconds=wait_seconds(request, default=default_wait))
    if job.status == Job.Status.SUCCEEDED:
        status, body = done(job)
        return Response(body, status=status)
    if job.status == Job.Status.FAILED:
        raise JobFailed.of(job)
    location = f"{settings.PUBLIC_URL}/api/jobs/{job.pk}"
    return Response({"jobId": str(job.pk), "status": job.status}, status=202, headers={"Location": location})


class JobFailed(DomainError):
    """The work was tried and ended in failure; the answer is the failure's own problem."""

    code = "job-failed"
    status = 500
    title = "The work could not be done"

    @classmethod
    def of(cls, job: Job) -> DomainError:
        """The error that `job` ended with."""
        told = job.error or {}
        error = cls(str(told.get("detail", "")), extra={"jobId": str(job.pk)})
        error.code = told.get("code", cls.code)  # type: ignore[misc]
        error.status = told.get("status", cls.status)  # type: ignore[misc]
        error.title = told.get("title", cls.title)  # type: ignore[misc]
        if told.get("errors"):
            error.extra["errors"] = told["errors"]
        return error
