"""The private links of signers: 256 random bits, kept as their SHA-256, good for one signer until it was signed, has
expired, was voided, or another link was made.

As with the links to accounts, the token lies under seal until its mail is on its way; events name a link by its id.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone

from core.sealing import BrokenSealError, seal, unseal
from esign.exceptions import SigningLinkDead, SigningLinkUnknown
from esign.models import Envelope, Signer, SignerLink
from esign.states import DECLINED, REPLACED, RUNNING, SIGNED, TO_ACT

SEAL_PURPOSE = "signing-link"


@dataclass(frozen=True, repr=False)
class OpenLink:
    """What the writer of the mail needs. It has no `repr`: `url` is a secret."""

    signer: Signer
    envelope: Envelope
    url: str


def link_create(*, signer: Signer, expires_at: Any) -> tuple[SignerLink, str]:
    """A new link for the signer and its address, in the caller's transaction; the one before is ended."""
    links_end(signers=[signer.pk], because="replaced")
    token = secrets.token_urlsafe(32)
    link = SignerLink.objects.create(
        signer=signer,
        token_hash=hash_of(token),
        sealed_token=seal(token.encode(), purpose=SEAL_PURPOSE),
        expires_at=expires_at,
        open_key=str(signer.pk),
    )
    return link, address_of(token)


def link_open(link_id: uuid.UUID | str) -> OpenLink | None:
    """The link with its address, for the one mail that carries it; None for one that is ended, or forgotten since its
    mail went out.
    """
    link = _with_envelope().filter(pk=link_id, ended_at__isnull=True).first()
    if link is None or not link.sealed_token or not _is_running(link):
        return None
    try:
        token = unseal(bytes(link.sealed_token), purpose=SEAL_PURPOSE).decode()
    except BrokenSealError:
        return None  # SECRET_KEY was changed in between: a reminder makes a new link
    return OpenLink(link.signer, link.signer.envelope, address_of(token))


def link_forget(link_id: uuid.UUID | str) -> None:
    """The mail is on its way: from now on the token is in it alone. Doing it again changes nothing."""
    SignerLink.objects.filter(pk=link_id).update(sealed_token=b"")


def link_find(token: str) -> SignerLink:
    """The good link of that token, with its signer and envelope, in one query. Raises SigningLinkUnknown; and
    SigningLinkDead, which says by `because` what ended it.
    """
    link = _with_envelope().filter(token_hash=hash_of(token)).first()
    if link is None:
        raise SigningLinkUnknown
    require_good(link)
    return link


def require_good(link: SignerLink) -> None:
    """Raise SigningLinkDead unless something can still be done with the link. `link.signer.envelope` is set."""
    because = _ended_because(link)
    if because:
        signer = link.signer
        told = {"because": because, "locale": signer.locale, "role": signer.role, "envelope": signer.envelope.status}
        raise SigningLinkDead(extra=told)


def links_end(*, signers: list[uuid.UUID], because: str) -> None:
    """End the good links of these signers; no secret of theirs is kept."""
    SignerLink.objects.filter(signer__in=signers, ended_at__isnull=True).update(
        ended_at=timezone.now(), ended_because=because, open_key=None, sealed_token=b"", sealed_code=b"", code_hash="",
        pass_hash="",
    )  # fmt: skip


def links_end_of(envelope: Envelope, *, because: str) -> None:
    """End all good links of the envelope."""
    links_end(signers=list(envelope.signers.values_list("pk", flat=True)), because=because)


def address_of(token: str) -> str:
    """Where the token is brought to."""
    return f"{settings.PUBLIC_URL}/sign/{token}"


def hash_of(secret: str) -> str:
    """What the row keeps of a secret."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def _with_envelope() -> Any:
    found = SignerLink.objects.select_related("signer__envelope__document__template", "signer__envelope__created_by")
    return found.defer("signer__envelope__evidence")


def _is_running(link: SignerLink) -> bool:
    envelope = link.signer.envelope
    return envelope.status in RUNNING and envelope.expires_at > timezone.now() and link.signer.status in TO_ACT


def _ended_because(link: SignerLink) -> str:
    """Empty while it is good. What the signer did is told before what became of the envelope."""
    part = link.signer.status
    if part in (SIGNED, DECLINED):
        return part
    if link.ended_because:
        if link.ended_because == DECLINED:
            return "declined-by-another"
        return "released" if part == REPLACED else link.ended_because
    if link.expires_at <= timezone.now() or link.signer.envelope.expires_at <= timezone.now():
        return "expired"
    return "" if _is_running(link) else link.signer.envelope.status
