"""The one-time code: who wants to open the paper shows that they read mail at the signer's address.

Staff know the link, since the API gives it to them; the code goes to the signer alone, so that nobody signs for
anybody. A code has six digits, is good for minutes and for five tries; a right one gives the browser a pass.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
import uuid

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core import audit, events
from core.sealing import BrokenSealError, seal, unseal
from esign.events import SigningCodeMade
from esign.exceptions import SigningCodesUsedUp, SigningCodeWrong
from esign.models import Signer, SignerLink
from esign.services.linking import hash_of

SEAL_PURPOSE = "signing-code"
MOST_TRIES = 5
MOST_CODES = 10  # of one link; a reminder makes another link
PAUSE_SECONDS = 30


def code_send(*, link: SignerLink) -> None:
    """Make a code and have it mailed; the one before is dead. Raises SigningCodesUsedUp, with `retry_after`, for codes
    that are asked for too often.
    """
    with transaction.atomic():
        fresh = SignerLink.objects.select_for_update().get(pk=link.pk)
        wait = _seconds_to_wait(link.signer)
        if wait or fresh.codes_sent >= MOST_CODES:
            said = f"A code was sent a moment ago. Wait {wait} s, and look among unwanted mail too."
            if not wait:
                said = "So many codes were asked for that this link gives no more. Ask the sender for a new link."
            raise SigningCodesUsedUp(said, retry_after=wait or 3600, extra={"because": "pause" if wait else "used-up"})
        code = f"{secrets.randbelow(1_000_000):06d}"
        now = timezone.now()
        fresh.code_hash, fresh.sealed_code = _code_hash(fresh.pk, code), seal(code.encode(), purpose=SEAL_PURPOSE)
        fresh.code_expires_at = now + dt.timedelta(minutes=settings.ESIGN_CODE_MINUTES)
        fresh.code_tries, fresh.codes_sent = 0, fresh.codes_sent + 1
        fresh.save(update_fields=["code_hash", "sealed_code", "code_expires_at", "code_tries", "codes_sent"])
        Signer.objects.filter(pk=link.signer_id).update(code_sent_at=now)
        entry = _record(link, "signer.code_sent", {"email": link.signer.email})
        events.publish(SigningCodeMade(fresh.pk, entry.pk))


def code_open(link_id: uuid.UUID | str) -> str | None:
    """The code, for the one mail that carries it; None where it was used, replaced, or mailed before."""
    link = SignerLink.objects.filter(pk=link_id, ended_at__isnull=True).first()
    if link is None or not link.sealed_code or not link.code_hash:
        return None
    try:
        return unseal(bytes(link.sealed_code), purpose=SEAL_PURPOSE).decode()
    except BrokenSealError:
        return None


def code_forget(link_id: uuid.UUID | str) -> None:
    """The mail is on its way."""
    SignerLink.objects.filter(pk=link_id).update(sealed_code=b"")


def code_enter(*, link: SignerLink, code: str, address: str, user_agent: str) -> str:
    """The pass for the browser that brought the right code, which is used up. Raises SigningCodeWrong, which says the
    same of a wrong, an old and a used code.
    """
    typed = "".join(letter for letter in code if letter.isdigit())
    counted = SignerLink.objects.filter(pk=link.pk, code_tries__lt=MOST_TRIES).exclude(code_hash="")
    if not counted.filter(code_expires_at__gt=timezone.now()).update(code_tries=F("code_tries") + 1):
        raise SigningCodeWrong("This code is no longer good. Ask for a new one.")
    known = SignerLink.objects.values_list("code_hash", flat=True).get(pk=link.pk)
    if not hmac.compare_digest(known, _code_hash(link.pk, typed)):
        raise SigningCodeWrong("This is not the code of the newest mail. Look again, or ask for a new one.")
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    with transaction.atomic():
        used = SignerLink.objects.filter(pk=link.pk, code_hash=known, ended_at__isnull=True).update(
            code_hash="", sealed_code=b"", pass_hash=hash_of(token),
            pass_expires_at=now + dt.timedelta(minutes=settings.ESIGN_PASS_MINUTES),
        )  # fmt: skip
        if not used:
            raise SigningCodeWrong("This code is no longer good. Ask for a new one.")
        Signer.objects.filter(pk=link.signer_id).update(code_entered_at=now)
        _record(
            link, "signer.identified", {"email": link.signer.email, "address": address, "userAgent": user_agent[:300]}
        )
    return token


def code_waits(link: SignerLink) -> bool:
    """Whether a code is out that may still be entered."""
    if not link.code_hash or link.code_tries >= MOST_TRIES or link.code_expires_at is None:
        return False
    return link.code_expires_at > timezone.now()


def pass_is_out(link: SignerLink) -> bool:
    """Whether some browser has shown the code of this link, not too long ago."""
    return bool(link.pass_hash) and link.pass_expires_at is not None and link.pass_expires_at > timezone.now()


def pass_holds(link: SignerLink, token: str) -> bool:
    """Whether this browser has: it brings the pass."""
    return bool(token) and pass_is_out(link) and hmac.compare_digest(link.pass_hash, hash_of(token))


def _seconds_to_wait(signer: Signer) -> int:
    last = Signer.objects.values_list("code_sent_at", flat=True).get(pk=signer.pk)
    if last is None:
        return 0
    return max(0, PAUSE_SECONDS - int((timezone.now() - last).total_seconds()))


def _code_hash(link_id: uuid.UUID, code: str) -> str:
    """Keyed, since a million codes are hashed in a second."""
    key = hashlib.sha256(f"{SEAL_PURPOSE}\n{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, f"{link_id}\n{code}".encode(), hashlib.sha256).hexdigest()


def _record(link: SignerLink, verb: str, facts: dict[str, str]) -> audit.AuditEntry:
    envelope = link.signer.envelope
    return audit.record(
        actor=None, verb=verb, subject=envelope, case_id=envelope.case_id,
        facts={"signer": str(link.signer_id), "name": link.signer.name, **facts}, staff_only=True,
    )  # fmt: skip
