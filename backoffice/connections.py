"""The connections page: does every part and every outside party answer?

The page itself asks nobody anything; the checks run when somebody presses the button, side by side and within a limit.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for_all
from dataclasses import dataclass

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from backoffice.people import is_admin
from core import backends, health
from core.chain import recording as chain_checks

LIMIT_SECONDS = 15.0
KINDS = {"llm": "Language model", "e-sign": "E-signature"}
TOO_SLOW = f"did not answer within {LIMIT_SECONDS:.0f} seconds"
AUDIT_TRAIL = "audit trail"


@dataclass(frozen=True)
class Line:
    """One part or party: `ok` is None before it was asked."""

    kind: str
    name: str
    chosen: bool
    simulated: bool
    verified_live: bool
    ok: bool | None = None
    detail: str = ""
    milliseconds: float | None = None


def kind_in_words(kind: str) -> str:
    """The kind of a backend as a heading."""
    return KINDS.get(kind, kind.capitalize())


def lines(*, asked: bool) -> list[Line]:
    """Every part we stand on, then every backend by kind; with `asked`, what each said."""
    parties = backends.all_backends()
    if not asked:
        parts = [Line(name, "", True, False, True) for name in (*health.PARTS, AUDIT_TRAIL)]
        return parts + [_line(backend, chosen) for backend, chosen in parties]
    pool = ThreadPoolExecutor(max_workers=max(1, len(parties)), thread_name_prefix="connections")
    answers = [pool.submit(_asked, backend) for backend, _ in parties]
    parts = [
        Line(one.name, one.stands_on, True, False, True, one.ok, one.detail, one.milliseconds)
        for one in health.check_all()
    ]
    parts.append(_audit_trail())
    wait_for_all(answers, timeout=LIMIT_SECONDS)
    pool.shutdown(wait=False, cancel_futures=True)  # who is late may finish in peace; nobody listens any more
    return parts + [_line(backend, chosen, answer) for (backend, chosen), answer in zip(parties, answers, strict=True)]


def _audit_trail() -> Line:
    """What the last verification of the chain found; it is no part that answers, but here is where admins look."""
    standing = chain_checks.standing()
    detail = f"not as it was sealed: {standing}; see the runbook" if standing else "no finding stands"
    return Line(AUDIT_TRAIL, "chain", True, False, True, not standing, detail)


def _asked(backend: backends.Backend) -> backends.CheckResult:
    try:
        return backend.check()
    finally:
        connections.close_all()  # a check that looked into the database did so on this thread's own connection


def _line(backend: backends.Backend, chosen: bool, answer: Future[backends.CheckResult] | None = None) -> Line:
    plain = Line(kind_in_words(backend.kind), backend.name, chosen, backend.simulated, backend.verified_live)
    if answer is None:
        return plain
    if not answer.done() or answer.cancelled():
        said = backends.CheckResult(False, TOO_SLOW, LIMIT_SECONDS * 1000)
    else:
        said = answer.result()
    return Line(*list(vars(plain).values())[:5], said.ok, said.detail, said.milliseconds)


@require_http_methods(["GET", "POST"])
def connections_view(request: HttpRequest) -> HttpResponse:
    """The page; a POST asks everybody."""
    if not is_admin(request):
        raise PermissionDenied
    asked = request.method == "POST"
    found = lines(asked=asked)
    context = {
        **admin.site.each_context(request),
        "title": "Connections",
        "lines": found,
        "asked": asked,
        "failing": [one for one in found if one.ok is False and one.chosen],
    }
    return render(request, "backoffice/connections.html", context)
