"""Publishing prompts: admins only, each with its reason, and every version is kept."""

from __future__ import annotations

import functools
import hashlib

from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts.models import User
from ai import selectors
from ai.models import PromptVersion
from ai.prompts.shipped import purposes, shipped
from ai.selectors import prompt_text
from core import audit
from core.errors import Conflict, Fault, Forbidden, InvalidInput

SHORTEST_PROMPT = 100  # characters
LONGEST_PROMPT = 20_000


def prompt_publish(*, actor: User, purpose: str, text: str, note: str) -> PromptVersion:
    """Put `text` into use for `purpose`, as a new version. `note` is the recorded reason.

    Raises Forbidden for anybody but an admin; InvalidInput for a purpose without a library text, a text that is too
    short or too long, lacks a marker of its purpose or is the one in use, and a missing note; Conflict when somebody
    publishes at the same moment. Then nothing is changed.
    """
    require_admin(actor)
    text, note = text.replace("\r\n", "\n").strip(), note.strip()
    faults = _faults(purpose, text, note)
    if faults:
        raise InvalidInput(faults[0].detail, errors=faults)
    try:
        with transaction.atomic():
            before = _cleared(purpose)
            highest = PromptVersion.objects.filter(purpose=purpose).aggregate(Max("number"))["number__max"] or 0
            made = PromptVersion.objects.create(
                purpose=purpose,
                number=highest + 1,
                text=text,
                note=note,
                author=actor,
                checksum=f"sha256:{hashlib.sha256(text.encode()).hexdigest()}",
                active_for=purpose,
            )
            _record(actor, "prompt.published", made, before, made.version, note)
    except IntegrityError as raced:
        raise Conflict("Another version was published at the same moment; look at it first.") from raced
    return made


def prompt_withdraw(*, actor: User, purpose: str, note: str, to: int | None = None) -> str:
    """Go back to version number `to`, or without one to the library's text; gives the version now in use.

    Raises as `prompt_publish`, and InvalidInput for a number that is not there.
    """
    require_admin(actor)
    note = note.strip()
    faults = [*_purpose_faults(purpose), *_note_faults(note)]
    if faults:
        raise InvalidInput(faults[0].detail, errors=faults)
    with transaction.atomic():
        row = PromptVersion.objects.filter(purpose=purpose, number=to).first() if to is not None else None
        if to is not None and row is None:
            raise InvalidInput.at("/to", "unknown", f"There is no version {to} of {purpose}.")
        wanted = row.version if row is not None else shipped(purpose).version
        before = prompt_text(purpose).version
        if before == wanted:
            raise InvalidInput.at("/to", "unchanged", f"{wanted} is in use already.")
        withdrawn = PromptVersion.objects.filter(active_for=purpose).first() or row
        _cleared(purpose)
        if row is not None:
            PromptVersion.objects.filter(pk=row.pk).update(active_for=purpose)
        if withdrawn is not None:
            _record(actor, "prompt.withdrawn", withdrawn, before, wanted, note)
    return wanted


def _cleared(purpose: str) -> str:
    """Take the version in use out of use; the rows of the purpose are locked where the database can."""
    list(PromptVersion.objects.select_for_update().filter(purpose=purpose).values_list("pk", flat=True))
    before = prompt_text(purpose).version
    PromptVersion.objects.filter(active_for=purpose).update(active_for=None)
    transaction.on_commit(functools.partial(selectors.forget_prompt, purpose))
    return before


def require_admin(actor: User) -> None:
    """Raise Forbidden for anybody but an admin."""
    if not actor.is_active or actor.role != User.Role.ADMIN:
        raise Forbidden("Prompts are published by admins.")


def _faults(purpose: str, text: str, note: str) -> list[Fault]:
    faults = _purpose_faults(purpose)
    if not faults:
        if not SHORTEST_PROMPT <= len(text) <= LONGEST_PROMPT:
            told = f"A prompt has {SHORTEST_PROMPT} to {LONGEST_PROMPT:,} characters; this one has {len(text):,}."
            faults.append(Fault("/text", "length", told))
        faults += [
            Fault("/text", "marker-missing", f"The text must hold “{marker}”.")
            for marker in shipped(purpose).markers
            if marker not in text
        ]
        if text == prompt_text(purpose).text:
            faults.append(Fault("/text", "unchanged", "This very text is in use already."))
    return [*faults, *_note_faults(note)]


def _purpose_faults(purpose: str) -> list[Fault]:
    known = purposes()
    return [] if purpose in known else [Fault("/purpose", "unknown", f"Purposes are: {', '.join(known)}.")]


def _note_faults(note: str) -> list[Fault]:
    if not note:
        return [Fault("/note", "reason-required", "Say why; it is recorded.")]
    return [Fault("/note", "length", "A note has at most 500 characters.")] if len(note) > 500 else []


def _record(actor: User, verb: str, row: PromptVersion, before: str, after: str, note: str) -> None:
    facts = {"purpose": row.purpose, "note": note, "checksum": row.checksum}
    audit.record(actor=actor, verb=verb, subject=row, before=before, after=after, facts=facts, staff_only=True)
