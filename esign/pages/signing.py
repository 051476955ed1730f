"""The page behind a signer's link: the code, the paper with its form, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect

from core.errors import InvalidInput
from esign import services
from esign.exceptions import SigningCodesUsedUp, SigningCodeWrong
from esign.organisation import organisation_name
from esign.pages.answers import page, sealed_off, told
from esign.pages.forms import SignForm, faults_in
from esign.pages.paper import paper_context
from esign.pages.visits import Visit, public
from esign.wording import clock_time, masked

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
LONGEST_CODE, LONGEST_SHOWN_REASON = 20, 2000


@public("GET", "HEAD", "POST")
def sign_page(visit: Visit) -> HttpResponse:
    """GET shows the page and changes nothing; POST does what its field `do` names."""
    if visit.request.method != "POST":
        return _opened(visit)
    posted = _posted(visit)
    doing = DOINGS.get(posted.get("do", "")) if posted is not None else None
    if posted is None or doing is None:
        return told(visit.request, "unread", visit.words, status=400)
    return doing(visit, posted)


def _posted(visit: Visit) -> QueryDict | None:
    """The form in the body; None where there is none that can be read."""
    if visit.request.content_type not in FORM_TYPES:
        return None
    try:
        return visit.request.POST
    except (BadRequest, MultiPartParserError, SuspiciousOperation, RequestDataTooBig):
        return None


def _opened(visit: Visit) -> HttpResponse:
    """The paper for who has entered the code, else the page that asks for it.

    A browser that follows a link of another site (a mail on the web) brings no cookie yet. Where a pass is out, it is
    sent to the same page once more, from here: then it does.
    """
    if visit.has_pass:
        return page(visit.request, "paper", visit.words, paper_context(visit))
    from_elsewhere = visit.request.headers.get("Sec-Fetch-Site") == "cross-site"
    if from_elsewhere and services.pass_is_out(visit.link):
        return page(visit.request, "again", visit.words, {"address": visit.address, "title": visit.words["going_on"]})
    return _code_page(visit)


def _code_page(visit: Visit, problem: str = "", *, status: int = 200) -> HttpResponse:
    """A button that has a code mailed, and the field for it where one is out."""
    words, link = visit.words, visit.link
    waits = services.code_waits(link)
    context: dict[str, Any] = {
        "address": visit.address,
        "email": masked(visit.signer.email),
        "waits": waits,
        "problem": problem,
        "title": words["enter_title" if waits else "ask_title"],
        "lead": words["ask_lead"].format(practice=organisation_name()),
    }
    if waits and link.code_expires_at is not None:
        context["lead"] = words["enter_lead"].format(time=clock_time(link.code_expires_at))
    return page(visit.request, "code", words, context, status=status)


def _send_code(visit: Visit, posted: QueryDict) -> HttpResponse:
    try:
        services.code_send(link=visit.link)
    except SigningCodesUsedUp as refused:
        said = visit.words[f"codes-{refused.extra['because']}"].format(seconds=refused.retry_after)
        answer = _code_page(visit, said, status=429)
        answer["Retry-After"] = str(refused.retry_after)
        return answer
    return _seen_anew(visit)


def _enter_code(visit: Visit, posted: QueryDict) -> HttpResponse:
    seen = visit.seen
    try:
        token = services.code_enter(
            link=visit.link, code=posted.get("code", "")[:LONGEST_CODE], address=seen.address,
            user_agent=seen.user_agent,
        )  # fmt: skip
    except SigningCodeWrong:
        visit.link.refresh_from_db(fields=["code_hash", "code_tries", "code_expires_at"])
        said = "code-wrong" if services.code_waits(visit.link) else "code-dead"
        return _code_page(visit, visit.words[said], status=422)
    answer = _seen_anew(visit)
    visit.give_pass(answer, token)
    return answer


def _sign(visit: Visit, posted: QueryDict) -> HttpResponse:
    if not visit.has_pass:
        return _without_pass(visit)
    form, seen = SignForm.of(posted), visit.seen_by(posted.get("shown", ""))
    if seen is None:  # it was never shown: there is nothing yet that could be agreed to
        faults = {"agreed": visit.words["agreed-required"]}
        context = paper_context(visit, form=form.shown_again(faults), faults=faults)
        return page(visit.request, "paper", visit.words, context, status=422)
    try:
        services.envelope_sign(link=visit.link, act=form.act(), seen=seen)
    except InvalidInput as refused:
        faults = faults_in(refused, visit.words, visit.signer.name)
        context = paper_context(visit, form=form.shown_again(faults), faults=faults)
        return page(visit.request, "paper", visit.words, context, status=422)
    return _done(visit, "done", "done_next")


def _decline(visit: Visit, posted: QueryDict) -> HttpResponse:
    if not visit.has_pass:
        return _without_pass(visit)
    reason = posted.get("reason", "")
    seen = visit.seen_by(posted.get("shown", "")) or replace(visit.seen, checksum="")
    try:
        services.envelope_decline(link=visit.link, reason=reason, seen=seen)
    except InvalidInput:
        faults = {"reason": visit.words["reason-required"]}
        context = paper_context(visit, faults=faults, reason=reason[:LONGEST_SHOWN_REASON])
        return page(visit.request, "paper", visit.words, context, status=422)
    return _done(visit, "declined")


def _without_pass(visit: Visit) -> HttpResponse:
    return _code_page(visit, visit.words["pass-gone"], status=403)


def _done(visit: Visit, name: str, said: str = "") -> HttpResponse:
    answer = told(visit.request, name, visit.words, said=said)
    visit.take_pass(answer)
    return answer


def _seen_anew(visit: Visit) -> HttpResponse:
    """The page once more, by GET: reloading it sends no form again."""
    answer = redirect(visit.address)
    answer.status_code = 303
    return sealed_off(answer)


DOINGS: dict[str, Callable[[Visit, QueryDict], HttpResponse]] = {
    "send-code": _send_code,
    "enter-code": _enter_code,
    "sign": _sign,
    "decline": _decline,
}
