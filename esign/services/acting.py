"""What a signer does: opens the paper, signs it, or declines. Each step is proven by the link, and by the pass that the
one-time code gave; the caller has checked both (`linking.link_find`, `passing.pass_holds`).
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import events, jobs, storage
from core.errors import Fault, InvalidInput
from esign import consent
from esign.constants import ATTEST, LONGEST_NAME, LONGEST_REASON, Drawn, Role
from esign.drawings import Drawing, DrawingRefusedError, drawing_of
from esign.events import EnvelopeDeclined, EnvelopeSigned
from esign.models import Envelope, Signer, SignerLink
from esign.services import ending
from esign.services.linking import links_end, require_good
from esign.services.recording import envelope_move, signer_move
from esign.states import ASKED, DECLINED, PARTIALLY_SIGNED, SENT, SIGNED, VIEWED
from esign.texts import one_line

LONGEST_INITIALS = 8


@dataclass(frozen=True)
class Seen:
    """From where somebody acts, and what the page showed: the checksum of the file, and when it was first put before
    them on the page that they act on (None where that is not known).
    """

    address: str
    user_agent: str
    checksum: str
    shown_at: dt.datetime | None = None


@dataclass(frozen=True)
class Act:
    """What a signer gave: the full name, initials where the pages want them, a drawn signature (a PNG, empty where
    nothing was drawn; None for who signs by the typed name), and whether the consent of that version was ticked.
    """

    typed_name: str
    initials: str = ""
    drawing: bytes | None = field(default=None, repr=False)
    agreed: bool = False
    consent_version: str = consent.VERSION


def envelope_view(*, link: SignerLink, seen: Seen) -> None:
    """The signer has the paper before them; the first time is recorded."""
    if link.signer.status != ASKED:
        return
    with transaction.atomic():
        envelope, signer = _locked(link)
        if signer.status != ASKED:
            return
        signer_move(signer, VIEWED, "signer.viewed", changes={"viewed_at": timezone.now()}, **_from(seen))
        if envelope.status == SENT:
            envelope_move(envelope, VIEWED, "envelope.viewed")


def envelope_sign(*, link: SignerLink, act: Act, seen: Seen) -> Signer:
    """The signer signs (or approves, or witnesses): the act is kept, the link is used up, and a job writes the act into
    the file. Raises InvalidInput with pointers, SigningLinkDead, StorageUnavailable; then nothing is kept.
    """
    drawn = _checked(link.signer, act)
    stored = storage.put(drawn.png, content_type="image/png") if drawn is not None else None
    with transaction.atomic():
        envelope, signer = _locked(link)
        changes: dict[str, Any] = {
            "acted_at": timezone.now(),
            "viewed_at": signer.viewed_at or seen.shown_at,
            "signature": Drawn.DRAWN if stored is not None else Drawn.TYPED,
            "typed_name": one_line(act.typed_name),
            "typed_initials": one_line(act.initials),
            "drawing_checksum": stored.checksum if stored is not None else "",
            "drawing_size": stored.size if stored is not None else 0,
            "consent_version": act.consent_version,
            **_columns(seen),
        }
        signer_move(
            signer, SIGNED, "signer.signed", changes=changes, signature=changes["signature"],
            consent=f"{act.consent_version}/{signer.locale}", email=signer.email, **_from(seen),
        )  # fmt: skip
        if envelope.status != PARTIALLY_SIGNED:
            envelope_move(envelope, PARTIALLY_SIGNED, "envelope.partially_signed")
        links_end(signers=[signer.pk], because="signed")
        jobs.enqueue(kind=ATTEST, payload={"envelope": str(envelope.pk)}, case_id=envelope.case_id)
        events.publish(EnvelopeSigned(envelope.pk, signer.pk, envelope.case_id))
    return signer


def envelope_decline(*, link: SignerLink, reason: str, seen: Seen) -> Signer:
    """The signer will not sign: the envelope ends. Raises InvalidInput without a reason, and SigningLinkDead."""
    said = one_line(reason)
    if not said or len(said) > LONGEST_REASON:
        raise InvalidInput.at("/reason", "required", f"Say why, in at most {LONGEST_REASON} letters.")
    with transaction.atomic():
        envelope, signer = _locked(link)
        changes = {"acted_at": timezone.now(), "decline_reason": said, **_columns(seen)}
        signer_move(signer, DECLINED, "signer.declined", changes=changes, note=said, email=signer.email, **_from(seen))
        links_end(signers=[signer.pk], because="declined")
        event = EnvelopeDeclined(envelope.pk, signer.pk, envelope.case_id)
        ending.end(envelope, DECLINED, "envelope.declined", actor=None, reason=said, event=event)
    return signer


def _locked(link: SignerLink) -> tuple[Envelope, Signer]:
    """Envelope and signer as they stand under the envelope's lock. Raises SigningLinkDead for a link that another
    request, or the end of the envelope, has ended meanwhile.
    """
    envelope = Envelope.objects.select_for_update().get(pk=link.signer.envelope_id)
    fresh = SignerLink.objects.select_related("signer").get(pk=link.pk)
    signer = fresh.signer
    envelope.document = link.signer.envelope.document
    signer.envelope = envelope
    require_good(fresh)
    return envelope, signer


def _checked(signer: Signer, act: Act) -> Drawing | None:
    """The drawing, cleaned, where one was given. Raises InvalidInput."""
    faults = []
    if not act.agreed or act.consent_version != consent.VERSION:
        faults.append(Fault("/agreed", "required", "Read the consent and tick it."))
    if _same(act.typed_name) != _same(signer.name) or _is_odd(act.typed_name, LONGEST_NAME):
        faults.append(Fault("/typedName", "another-name", f"Type your full name as it stands here: {signer.name}."))
    initials = one_line(act.initials)
    wanted = signer.envelope.initials and signer.role == Role.SIGNER
    if _is_odd(act.initials, LONGEST_INITIALS) or (wanted and not initials):
        faults.append(Fault("/initials", "required", f"Type your initials, at most {LONGEST_INITIALS} letters."))
    drawn = None
    if act.drawing is not None and signer.role != Role.APPROVER:
        try:
            drawn = drawing_of(act.drawing)
        except DrawingRefusedError as refused:
            faults.append(Fault("/drawing", refused.code, str(refused)))
    if faults:
        raise InvalidInput(faults[0].detail, errors=faults)
    return drawn


def _is_odd(text: str, longest: int) -> bool:
    """Whether there is more than is kept, or what no keyboard types (NUL, control characters)."""
    plain = " ".join(text.split())
    return len(plain) > longest or not plain.isprintable()


def _same(name: str) -> str:
    """A name without what people leave out when they type it: case, accents, periods and commas."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return " ".join("".join(letter for letter in plain if letter.isalnum() or letter.isspace()).split())


def _columns(seen: Seen) -> dict[str, str]:
    return {"address": seen.address[:45], "user_agent": seen.user_agent[:300], "shown_checksum": seen.checksum}


def _from(seen: Seen) -> dict[str, str]:
    return {"address": seen.address, "userAgent": seen.user_agent[:300], "shown": seen.checksum}
