"""The paper itself, for who has entered the code: its pages as pictures, and the file."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from redis.exceptions import RedisError

from core import limits, storage
from core.errors import TooManyRequests
from esign.exceptions import SigningPassMissing
from esign.page_images import paper_of, picture_of
from esign.pages.answers import sealed_off
from esign.pages.visits import Visit, public
from esign.services import envelope_view

# A page's address names the file that it is a page of, so that another file has other addresses.
KEPT = "private, max-age=3600"
ALONE = "default-src 'none'; frame-ancestors 'none'; sandbox"


@public("GET", "HEAD")
def picture_page(visit: Visit, number: int) -> HttpResponse:
    """A page of the paper as PNG. With the first one that a signer is given, the paper is viewed."""
    _require_pass(visit)
    checksum = visit.envelope.file_checksum
    if not 1 <= number <= len(paper_of(checksum).sheets):
        raise SigningPassMissing
    answer = HttpResponse(picture_of(checksum, number), content_type="image/png")
    envelope_view(link=visit.link, seen=visit.seen)
    return _for_the_signer(answer)


@public("GET", "HEAD")
def file_page(visit: Visit) -> HttpResponse:
    """The file as it stands now, to be saved."""
    _require_pass(visit)
    answer = HttpResponse(storage.read(visit.envelope.file_checksum), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(True, f"{visit.envelope.document.title}.pdf")
    envelope_view(link=visit.link, seen=visit.seen)
    return _for_the_signer(answer)


def _for_the_signer(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"], answer["Content-Security-Policy"] = KEPT, ALONE
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return sealed_off(answer)


def _require_pass(visit: Visit) -> None:
    """Raise SigningPassMissing, and TooManyRequests. A paper may have more pages than a stranger may ask for in a
    minute, so these requests count for their signer and not for the address.
    """
    if not visit.has_pass:
        raise SigningPassMissing
    visit.request.counted = True  # type: ignore[attr-defined]
    try:
        standing = limits.hit("signer", str(visit.signer.pk), settings.LIMIT_USER_PER_MINUTE)
    except RedisError:
        return
    if not standing.allowed:
        raise TooManyRequests(retry_after=standing.reset_seconds)
