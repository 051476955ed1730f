"""Public pages about an account, for where no frontend has its own: confirm an address, choose a new password, ask for
a link. They work without JavaScript and ask nobody else for anything.

Opening a page uses nothing up, since mail scanners open every link; its button does. No cookie and no session is read
or made: whoever brings the token may do what it is for and nothing else, so there is nothing that another site could
make a visitor's browser do, and no CSRF token is needed (a browser told `no-referrer` sends `Origin: null` besides).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.exceptions import AccountLinkInvalid
from accounts.models import User
from accounts.wording import WORDS, language_asked
from core.api.addresses import client_address
from core.errors import InvalidInput

Page = Callable[[HttpRequest], HttpResponse]
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}
LONGEST_PASSWORD = 1024


def _public(page: Page) -> Page:
    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(page))


@_public
def confirm_page(request: HttpRequest) -> HttpResponse:
    """A button that confirms the address, and what came of it. A link that is no longer good is told with 410."""
    token = _token(request)
    user = services.link_user(token=token, purpose=services.Purpose.EMAIL_CONFIRMATION)
    if user is None:
        return _dead(request, "dead_confirm")
    if request.method != "POST":
        context = {"token": token, "email": user.email}
        return _answer(request, "confirm", "confirm_title", lang=user.locale, context=context)
    try:
        services.email_confirm(token=token)
    except AccountLinkInvalid:  # used in this very moment
        return _dead(request, "dead_confirm")
    return _told(request, "confirmed", lang=user.locale, href=_log_in_address(user), label="log_in")


@_public
def reset_page(request: HttpRequest) -> HttpResponse:
    """Two fields for the new password, and what came of them. A link that is no longer good is told with 410."""
    token = _token(request)
    user = services.link_user(token=token, purpose=services.Purpose.PASSWORD_RESET)
    if user is None:
        return _dead(request, "dead_reset")
    context: dict[str, Any] = {"token": token, "email": user.email}
    if request.method == "POST":
        password, again = request.POST.get("password", ""), request.POST.get("again", "")
        try:
            context["faults"] = _faults(token, password, again, WORDS[user.locale])
        except AccountLinkInvalid:
            return _dead(request, "dead_reset")
        context["different"] = password != again
        if not context["faults"] and not context["different"]:
            return _told(request, "changed", lang=user.locale, href=_log_in_address(user), label="log_in")
    status = 422 if request.method == "POST" else 200
    return _answer(request, "reset", "reset_title", lang=user.locale, context=context, status=status)


@_public
def forgot_page(request: HttpRequest) -> HttpResponse:
    """One field for the address. The answer is the same whether there is such an account."""
    lang = language_asked(request.headers.get("Accept-Language", ""))
    email = request.POST.get("email", "").strip()
    if request.method != "POST" or not email:
        return _answer(request, "forgot", "forgot_title", lang=lang, context={})
    services.password_reset_ask(email=email, address=client_address(request))
    return _told(request, "sent", lang=lang)


def _faults(token: str, password: str, again: str, words: Mapping[str, str]) -> list[str]:
    """What is wrong with the password, in words; nothing, when it is the account's password from now on.

    Raises AccountLinkInvalid.
    """
    if not password:
        return [words["password-missing"]]
    if len(password) > LONGEST_PASSWORD:
        return [words["password-too-long"]]
    if password != again:
        return []
    try:
        services.password_reset_confirm(token=token, password=password)
    except InvalidInput as refused:
        return [words.get(fault.code, fault.detail) for fault in refused.errors]
    return []


def _token(request: HttpRequest) -> str:
    """From the link, then from the form that the link opened, so that the address of what follows has none."""
    return str((request.POST if request.method == "POST" else request.GET).get("token", ""))


def _log_in_address(user: User) -> str:
    return reverse("admin:login") if user.is_staff else settings.FRONTEND_URL


def _dead(request: HttpRequest, text: str) -> HttpResponse:
    lang = language_asked(request.headers.get("Accept-Language", ""))
    href = reverse("account-forgot") if text == "dead_reset" else ""
    return _told(request, "dead", lang=lang, text=text, href=href, label="ask_again", status=410)


def _told(
    request: HttpRequest, name: str, *, lang: str, text: str = "", href: str = "", label: str = "", status: int = 200
) -> HttpResponse:
    """A page that says one thing, and leads on where there is something to go on to."""
    words = WORDS[lang]
    context = {
        "text": words[text or name].format(minutes=settings.PASSWORD_RESET_MINUTES),
        "href": href,
        "label": words.get(label, ""),
    }
    return _answer(request, "told", f"{name}_title", lang=lang, context=context, status=status)


def _answer(
    request: HttpRequest, template: str, title: str, *, lang: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    words = WORDS[lang]
    known = {"lang": lang, "words": words, "title": words[title], **context}
    answer = render(request, f"pages/account/{template}.html", known, status=status)
    for name, value in HEADERS.items():
        answer[name] = value
    return answer
