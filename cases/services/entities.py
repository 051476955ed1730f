"""The corporation or business of a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from accounts.models import User
from cases import cleaning
from cases.access import require_edit
from cases.constants import LegalForm
from cases.events import EntityChanged
from cases.models import Case, Entity
from cases.services.locking import differing, former, locked, touch
from core import audit, events
from core.errors import InvalidInput

LONGEST_PURPOSE = 20_000


def entity_put(
    *,
    actor: User | None,
    case: Case,
    name: str,
    legal_form: str = "",
    trade_names: Sequence[str] = (),
    registration_number: str = "",
    tin: str = "",
    principal_office: Mapping[str, str] | None = None,
    primary_purpose: str = "",
    fiscal_year_end: str = "",
    incorporated_on: dt.date | None = None,
    details: Mapping[str, Any] | None = None,
) -> Entity:
    """Write the whole entity of a case; what is not given is empty afterwards. Earlier names are kept.

    Raises InvalidInput, CaseUnderWay for a client after intake, and NotFound for who may not see the case.
    """
    if len(primary_purpose) > LONGEST_PURPOSE:
        raise InvalidInput.at("/primaryPurpose", "max-length", f"At most {LONGEST_PURPOSE} characters.")
    values: dict[str, Any] = {
        "name": cleaning.line(name, "/name", longest=255, required=True),
        "legal_form": cleaning.choice(legal_form, "/legalForm", LegalForm.values, blank=True),
        "trade_names": cleaning.lines(trade_names, "/tradeNames", longest=255),
        "registration_number": cleaning.line(registration_number, "/registrationNumber", longest=40),
        "tin": cleaning.tin(tin),
        "principal_office": cleaning.office(principal_office),
        "primary_purpose": primary_purpose.strip(),
        "fiscal_year_end": cleaning.fiscal_year_end(fiscal_year_end),
        "incorporated_on": incorporated_on,
        "details": dict(details or {}),
    }
    with transaction.atomic():
        row = locked(case)
        require_edit(actor, row)
        entity = Entity.objects.filter(case=row).first() or Entity(case=row)
        verb = "entity.added" if entity._state.adding else "entity.changed"
        changed = differing({field: getattr(entity, field) for field in values}, values)
        if not changed:
            return entity
        if entity.name and "name" in changed:
            entity.former_names = [*entity.former_names, entity.name]
        for field, value in values.items():
            setattr(entity, field, value)
        entity.save()
        facts = {"name": entity.name, "fields": sorted(changed)}
        audit.record(actor=actor, verb=verb, subject=entity, case_id=row.pk, facts=facts)
        touch(row)
        events.publish(EntityChanged(case_id=row.pk, entity_id=entity.pk, former=former(changed)))
    return entity
