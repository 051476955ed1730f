"""One request with a signer's link: whose it is, from where, and whether the code was entered in this browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.wording import language_asked
from core.api.addresses import client_address
from core.api.refusals import refusal_page
from core.errors import ServiceUnavailable, TooManyRequests
from esign.exceptions import SigningLinkDead, SigningLinkUnknown, SigningPassMissing
from esign.models import Envelope, Signer, SignerLink
from esign.pages.answers import told
from esign.services import Seen, link_find, pass_holds
from esign.states import COMPLETED, SIGNED
from esign.wording import words_for

COOKIE = "signing_pass"
Page = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Visit:
    """The request, the token in its address, and the good link that it is the token of."""

    request: HttpRequest
    token: str
    link: SignerLink

    @property
    def signer(self) -> Signer:
        return self.link.signer

    @property
    def envelope(self) -> Envelope:
        return self.link.signer.envelope

    @property
    def locale(self) -> str:
        return str(self.signer.locale)

    @property
    def address(self) -> str:
        """The path of the page, to which its forms are sent and its cookie is bound."""
        return reverse("sign", args=[self.token])

    @cached_property
    def words(self) -> dict[str, str]:
        return words_for(self.locale, self.signer.role)

    @cached_property
    def has_pass(self) -> bool:
        """Whether the code was entered in this browser, not too long ago."""
        return pass_holds(self.link, self.request.COOKIES.get(COOKIE, ""))

    @property
    def seen(self) -> Seen:
        """From where the request comes, and what the page shows at this moment."""
        agent = self.request.headers.get("User-Agent", "")
        return Seen(client_address(self.request), agent, self.envelope.file_checksum)

    @property
    def mark(self) -> str:
        """What the forms bring back: which file the page shows, and since when; signed, good for this link alone."""
        told = {"file": self.envelope.file_checksum, "at": timezone.now().timestamp()}
        return signing.dumps(told, salt=f"signing-page:{self.link.pk}")

    def seen_by(self, mark: str) -> Seen | None:
        """From where the request comes, and what the page showed that the form stood on; None for a form that stood on
        no page of this link. Another signer may have signed since: then the file is another one by now.
        """
        try:
            told = signing.loads(mark, salt=f"signing-page:{self.link.pk}")
        except signing.BadSignature:
            return None
        at = dt.datetime.fromtimestamp(told["at"], tz=dt.UTC)
        return replace(self.seen, checksum=told["file"], shown_at=at)

    def give_pass(self, answer: HttpResponse, token: str) -> None:
        """Hand the pass to the browser."""
        answer.set_cookie(
            COOKIE, token, max_age=settings.ESIGN_PASS_MINUTES * 60, path=self.address, secure=settings.HTTPS,
            httponly=True, samesite="Strict",
        )  # fmt: skip

    def take_pass(self, answer: HttpResponse) -> None:
        """The browser needs it no more."""
        answer.delete_cookie(COOKIE, path=self.address, samesite="Strict")


def public(*methods: str) -> Callable[[Page], Page]:
    """A page of a link: it is given a Visit, and a link that is unknown or no longer good is told in words. What is
    unknown and what needs a pass that is not there look alike.
    """

    def decorate(page: Page) -> Page:
        @csrf_exempt
        @require_http_methods([*methods])
        def answered(request: HttpRequest, token: str, **more: int) -> HttpResponse:
            try:
                return page(Visit(request, token, link_find(token)), **more)
            except SigningLinkDead as dead:
                return _dead(request, dead)
            except (SigningLinkUnknown, SigningPassMissing):
                return told(request, "unknown", _words_asked(request), status=404)
            except TooManyRequests as refused:
                return refusal_page(request, refused)
            except ServiceUnavailable:
                return told(request, "away", _words_asked(request), status=503)

        return answered

    return decorate


def _dead(request: HttpRequest, dead: SigningLinkDead) -> HttpResponse:
    words = words_for(dead.extra["locale"], dead.extra["role"])
    because = str(dead.extra["because"])
    said = f"{because}_said"
    if because == SIGNED:
        said = "completed_said" if dead.extra["envelope"] == COMPLETED else "done_next"
    return told(request, because, words, said=said, status=410)


def _words_asked(request: HttpRequest) -> dict[str, str]:
    return words_for(language_asked(request.headers.get("Accept-Language", "")), "")
