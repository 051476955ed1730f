"""The people of a case. Nothing about who they were is overwritten: a change ends the old value and adds the new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from cases import cleaning
from cases.access import require_edit
from cases.constants import CivilStatus, IdentifierScheme, PartyKind
from cases.events import PartyAdded, PartyChanged, PartyRemoved
from cases.models import Case, Party, PartyAddress, PartyIdentifier, PartyName
from cases.services.locking import change, differing, former, locked, touch
from core import audit, events
from core.errors import InvalidInput, NotFound

PLAIN_FIELDS = ("role", "email", "mobile", "nationality", "birth_date", "civil_status")
PERSONS_ONLY = {"birth_date": "/birthDate", "civil_status": "/civilStatus"}
CLEANERS: Mapping[str, Callable[[Any], Any]] = {
    "name": lambda value: cleaning.line(value, "/name", longest=255, required=True),
    "role": cleaning.role,
    "email": cleaning.email,
    "mobile": cleaning.mobile,
    "nationality": lambda value: cleaning.line(value, "/nationality", longest=60),
    "birth_date": cleaning.birth_date,
    "civil_status": lambda value: cleaning.choice(value, "/civilStatus", CivilStatus.values, blank=True),
    "address": cleaning.address,
    "identifiers": cleaning.identifiers,
    "tin": cleaning.tin,
}


def party_add(
    *,
    actor: User | None,
    case: Case,
    kind: str,
    name: str,
    role: str,
    tin: str = "",
    email: str = "",
    mobile: str = "",
    address: str | Mapping[str, str] = "",
    nationality: str = "",
    birth_date: dt.date | None = None,
    civil_status: str = "",
    identifiers: Sequence[Mapping[str, str]] = (),
) -> Party:
    """Add somebody to a case. `identifiers` are [{scheme, value}]; an address is one line or its parts.

    Raises InvalidInput, CaseUnderWay for a client after intake, and NotFound for who may not see the case.
    """
    cleaning.choice(kind, "/kind", PartyKind.values)
    given = {
        "name": name,
        "role": role,
        "tin": tin,
        "email": email,
        "mobile": mobile,
        "address": address,
        "nationality": nationality,
        "birth_date": birth_date,
        "civil_status": civil_status,
        "identifiers": identifiers,
    }
    cleaned = _cleaned(kind, given)
    with transaction.atomic():
        row = locked(case)
        require_edit(actor, row)
        party = Party.objects.create(case=row, kind=kind, **{field: cleaned[field] for field in PLAIN_FIELDS})
        _keep_all(party, cleaned, timezone.now())
        facts = {"name": cleaned["name"], "role": party.role}
        audit.record(actor=actor, verb="party.added", subject=party, case_id=row.pk, facts=facts)
        touch(row)
        events.publish(PartyAdded(case_id=row.pk, party_id=party.pk))
    return party


def party_update(*, actor: User | None, party: Party, changes: Mapping[str, Any]) -> Party:
    """Change any of the fields of `party_add` but the kind. Raises as `party_add`."""
    for field in changes:
        if field not in CLEANERS:
            raise InvalidInput.at(f"/{field}", "read-only", "This cannot be changed; add another party instead.")
    cleaned = _cleaned(party.kind, changes)
    with transaction.atomic():
        case = locked(party.case)
        require_edit(actor, case)
        row = _present(party)
        plain = {field: cleaned[field] for field in PLAIN_FIELDS if field in cleaned}
        changed = differing({field: getattr(row, field) for field in plain}, plain)
        for field in changed:
            setattr(row, field, plain[field])
        changed |= _keep_all(row, cleaned, timezone.now())
        if changed:
            row.save()
            facts = {"name": _name(row), "fields": sorted(changed)}
            audit.record(actor=actor, verb="party.changed", subject=row, case_id=case.pk, facts=facts)
            touch(case)
            events.publish(PartyChanged(case_id=case.pk, party_id=row.pk, former=former(changed)))
    return row


def party_remove(*, actor: User | None, party: Party) -> None:
    """Take somebody off a case; the row and its history stay. Raises CaseUnderWay and NotFound."""
    with transaction.atomic():
        case = locked(party.case)
        require_edit(actor, case)
        row = _present(party)
        row.removed_at, row.removed_by = timezone.now(), actor
        row.save(update_fields=["removed_at", "removed_by"])
        facts = {"name": _name(row), "role": row.role}
        audit.record(actor=actor, verb="party.removed", subject=row, case_id=case.pk, facts=facts)
        touch(case)
        events.publish(PartyRemoved(case_id=case.pk, party_id=row.pk))


def _present(party: Party) -> Party:
    """The row as it is now that the case is locked."""
    found = Party.objects.filter(pk=party.pk, removed_at__isnull=True).first()
    if found is None:
        raise NotFound("This party was removed from the case.")
    return found


def _cleaned(kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The given fields in the form in which they are kept; `tin` joins the other `identifiers`."""
    if kind != PartyKind.PERSON:
        for field, pointer in PERSONS_ONLY.items():
            if given.get(field):
                raise InvalidInput.at(pointer, "persons-only", "Only a person has this.")
    cleaned = {field: CLEANERS[field](value) for field, value in given.items()}
    if "tin" in cleaned:
        tin = cleaned.pop("tin")
        cleaned["identifiers"] = {IdentifierScheme.TIN.value: tin, **cleaned.get("identifiers", {})}
    return cleaned


def _keep_all(party: Party, cleaned: Mapping[str, Any], now: dt.datetime) -> dict[str, Any]:
    """Write the kept values that differ from the present ones; gives the changes."""
    changed: dict[str, Any] = {}
    if "name" in cleaned:
        changed |= _keep(PartyName, party, "name", str(party.pk), now, name=cleaned["name"])
    for scheme, value in cleaned.get("identifiers", {}).items():
        key = f"{party.pk}:{scheme}"
        changed |= _keep(PartyIdentifier, party, scheme, key, now, value=value, scheme=scheme)
    if "address" in cleaned:
        text, parts = cleaned["address"]
        changed |= _keep(PartyAddress, party, "address", str(party.pk), now, text=text, parts=parts)
    return changed


def _keep(
    model: type[models.Model], party: Party, field: str, key: str, now: dt.datetime, **values: Any
) -> dict[str, Any]:
    """End the open value under `key` and open the new one; the first of `values` is the value itself, "" for none."""
    column, new = next(iter(values.items()))
    rows = model._default_manager.filter(open_key=key)
    present = rows.first()
    old = getattr(present, column) if present is not None else ""
    if old == new == "" or (
        present is not None and all(getattr(present, name) == value for name, value in values.items())
    ):
        return {}
    rows.update(open_key=None, until=now)
    if new:
        model._default_manager.create(party=party, open_key=key, **values)
    return {field: change(old, new)}


def _name(party: Party) -> str:
    return PartyName.objects.filter(open_key=str(party.pk)).values_list("name", flat=True).first() or ""
