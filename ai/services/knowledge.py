"""Keeping the knowledge base: sources by staff, texts of documents by the rooms above, libraries from files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from ai import knowledge
from ai.knowledge.cutting import CUT_VERSION
from ai.knowledge.files import SourceFile, read_folder
from ai.models import Passage, Source
from ai.selectors import fulltext
from cases.models import Case
from core import audit
from core.errors import Conflict, Fault, Forbidden, InvalidInput

LONGEST_SOURCE = 2_000_000  # characters
CONTENT = ("kind", "title", "citation", "url", "locale", "text", "for_client")


@dataclass(frozen=True)
class ImportedSource:
    """What an import did, or would do: `new`, `changed`, `unchanged`, or `kept` where staff have changed the source."""

    name: str
    title: str
    outcome: str


def source_put(
    *,
    actor: User | None,
    title: str,
    text: str,
    kind: str = Source.Kind.MEMO,
    citation: str = "",
    url: str = "",
    locale: str = Source.Locale.ENGLISH,
    origin: str = "",
    source: Source | None = None,
) -> Source:
    """Add a source, or change the one given (else the one of that `origin`); its passages are made anew with it.

    Content that is the same changes nothing and leaves no trace. A retired source stays retired. `actor` None is the
    system. Raises Forbidden for anybody but staff and for the text of a case, InvalidInput with each fault.
    """
    _require_staff(actor)
    if source is not None and source.case_id is not None:
        raise Forbidden("The text of a document is changed in the document.")
    given = {"kind": kind, "title": title, "citation": citation, "url": url, "locale": locale, "text": text}
    with transaction.atomic():
        return _put(actor=actor, case=None, origin=origin, given={**given, "for_client": False}, source=source)


def source_retire(*, actor: User | None, source: Source) -> Source:
    """Take a source out of use: nothing of it is found any more. Once retired, nothing happens."""
    return _set_active(actor, source, active=False)


def source_restore(*, actor: User | None, source: Source) -> Source:
    """Put a retired source back into use."""
    return _set_active(actor, source, active=True)


def case_text_put(
    *,
    case: Case,
    origin: str,
    title: str,
    text: str,
    for_client: bool = False,
    locale: str = Source.Locale.ENGLISH,
    actor: User | None = None,
) -> Source:
    """Take in the text of a document of `case`; `origin` is the caller's name for it, e.g. a revision's id.

    It can be found with this case alone, and by its client only with `for_client`. The same again changes nothing.
    Raises InvalidInput for a text without a word.
    """
    if not origin:
        raise InvalidInput.at("/origin", "required", "Say what this text is the text of.")
    given = {"kind": Source.Kind.DOCUMENT, "title": title[:200], "citation": "", "url": "", "locale": locale}
    with transaction.atomic():
        return _put(
            actor=actor,
            case=case,
            origin=origin,
            given={**given, "text": text, "for_client": for_client},
            source=None,
        )


def case_text_remove(*, case: Case, origin: str, actor: User | None = None) -> bool:
    """Forget the text of a document, passages and all; False where there is none."""
    with transaction.atomic():
        source = Source.objects.select_for_update().filter(origin_key=_origin_key(case, origin)).first()
        if source is None:
            return False
        _record(actor, "source.removed", source)
        source.delete()
    return True


def sources_import(*, actor: User | None, path: Path, dry_run: bool = False) -> list[ImportedSource]:
    """Import a folder of source files (`ai.knowledge.files`), all or nothing; safe to run twice.

    A source that staff have changed since is kept as they left it. Raises InvalidInput naming every file at fault.
    """
    _require_staff(actor)
    files = read_folder(path)
    faults = [fault for one in files for fault in _file_faults(one)]
    if faults:
        raise InvalidInput("; ".join(f"{fault.pointer}: {fault.detail}" for fault in faults[:5]), errors=faults)
    with transaction.atomic():
        return [_imported(actor, one, dry_run) for one in files]


def _imported(actor: User | None, file: SourceFile, dry_run: bool) -> ImportedSource:
    present = Source.objects.filter(origin_key=_origin_key(None, file.origin)).first()
    if present is None:
        outcome = "new"
    elif present.checksum == _checksum(_levelled({**file.content(), "for_client": False})):
        outcome = "unchanged"
    else:
        outcome = "kept" if present.updated_by_id is not None else "changed"
    if outcome in ("new", "changed") and not dry_run:
        source_put(actor=actor, origin=file.origin, source=None, **file.content())
    return ImportedSource(file.name, file.title, outcome)


def _file_faults(file: SourceFile) -> list[Fault]:
    given = _levelled({**file.content(), "for_client": False})
    return [Fault(f"{file.name}{one.pointer}", one.code, one.detail) for one in _faults(given)]


def _put(*, actor: User | None, case: Case | None, origin: str, given: dict[str, Any], source: Source | None) -> Source:
    given = _levelled(given)
    faults = _faults(given)
    if faults:
        raise InvalidInput(faults[0].detail, errors=faults)
    locked = _locked(case, origin, source)
    if locked is None:
        try:
            with transaction.atomic():  # somebody may add the same origin at this moment
                return _created(actor, case, origin, given)
        except IntegrityError:
            locked = _locked(case, origin, None)
            if locked is None:
                raise
    if locked.checksum == _checksum(given):
        return locked
    for name, value in given.items():
        setattr(locked, name, value)
    locked.checksum, locked.updated_at, locked.updated_by = _checksum(given), timezone.now(), actor
    locked.save()
    if locked.is_active:
        _cut_anew(locked)
    _record(actor, "source.changed", locked)
    return locked


def _created(actor: User | None, case: Case | None, origin: str, given: dict[str, Any]) -> Source:
    source = Source.objects.create(
        case=case,
        origin=origin,
        origin_key=_origin_key(case, origin) if origin else None,
        checksum=_checksum(given),
        updated_by=actor,
        **given,
    )
    _cut_anew(source)
    _record(actor, "source.added", source)
    return source


def _locked(case: Case | None, origin: str, source: Source | None) -> Source | None:
    rows = Source.objects.select_for_update()
    if source is not None:
        return rows.get(pk=source.pk)
    return rows.filter(origin_key=_origin_key(case, origin)).first() if origin else None


def _set_active(actor: User | None, source: Source, *, active: bool) -> Source:
    _require_staff(actor)
    with transaction.atomic():
        locked = Source.objects.select_for_update().get(pk=source.pk)
        if locked.case_id is not None:
            raise Conflict("The text of a document comes and goes with the document.")
        if locked.is_active != active:
            locked.is_active, locked.updated_at = active, timezone.now()
            locked.save(update_fields=["is_active", "updated_at"])
            if active:
                _cut_anew(locked)
            else:
                locked.passages.all().delete()
            _record(actor, "source.restored" if active else "source.retired", locked)
    return locked


def _cut_anew(source: Source) -> None:
    source.passages.all().delete()
    scopes = " ".join(_scopes(source))
    pieces = knowledge.cut(source.text, citation=source.citation)
    Passage.objects.bulk_create(
        [
            Passage(
                source=source,
                number=number,
                heading=one.heading,
                citation=one.citation,
                start=one.start,
                end=one.end,
                text=one.text,
                terms=f"{scopes} "
                + knowledge.index_terms(title=source.title, heading=one.heading, citation=one.citation, text=one.text),
            )
            for number, one in enumerate(pieces, start=1)
        ],
        batch_size=200,
    )


def _scopes(source: Source) -> list[str]:
    if source.case_id is None:
        return [fulltext.KNOWLEDGE]
    own = [fulltext.case_scope(source.case_id)]
    return [*own, fulltext.client_scope(source.case_id)] if source.for_client else own


def _levelled(given: dict[str, Any]) -> dict[str, Any]:
    return {
        name: knowledge.levelled(value).strip() if isinstance(value, str) else value for name, value in given.items()
    }


def _faults(given: dict[str, Any]) -> list[Fault]:
    faults = []
    try:
        Source(**given).clean_fields(exclude=["id", "case", "checksum", "updated_by", "origin_key"])
    except ValidationError as error:
        for name, problems in error.error_dict.items():
            faults += [Fault(f"/{name}", one.code or "invalid", " ".join(one.messages)) for one in problems]
    if len(given["text"]) > LONGEST_SOURCE:
        faults.append(Fault("/text", "max-length", f"A source has at most {LONGEST_SOURCE:,} characters."))
    return faults


def _checksum(given: dict[str, Any]) -> str:
    parts = [str(CUT_VERSION), *(str(given[name]) for name in CONTENT)]
    return "sha256:" + hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _origin_key(case: Case | None, origin: str) -> str:
    return hashlib.sha256(f"{case.pk if case else ''}|{origin}".encode()).hexdigest()


def _require_staff(actor: User | None) -> None:
    if actor is not None and not (actor.is_active and actor.is_staff):
        raise Forbidden("Sources are kept by lawyers and admins.")


def _record(actor: User | None, verb: str, source: Source) -> None:
    # What a document hands down follows from a change that stands on the case's timeline already.
    derived = source.kind == Source.Kind.DOCUMENT
    audit.record(
        actor=actor,
        verb=verb,
        subject=source,
        case_id=None if derived else source.case_id,
        facts={"title": source.title, "citation": source.citation, "checksum": source.checksum},
        staff_only=True,
    )
