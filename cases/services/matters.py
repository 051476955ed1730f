"""Opening a case, changing it, moving it along."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.exceptions import EmailUnconfirmed
from accounts.models import User
from accounts.services import user_vouch
from cases import cleaning
from cases.access import require_staff
from cases.constants import AssignmentRole, CaseKind, HeldAction, Priority
from cases.events import CaseChanged, CaseMoved, CaseOpened
from cases.exceptions import CaseHeld
from cases.models import Case, CaseCounter, CaseHold
from cases.selectors import holds_blocking
from cases.services.assignments import assign
from cases.services.entities import entity_put
from cases.services.locking import differing, former, locked
from cases.services.parties import party_add
from cases.states import CASE, CLOSED
from core import audit, events, states
from core.clock import manila_now
from core.errors import Forbidden, InvalidInput

CHANGEABLE = frozenset({"title", "kind", "priority", "due_date", "client"})
POINTERS = {"client": "/clientId", "due_date": "/dueDate"}
DONE: Mapping[str, str] = {"sign": "signed", "file": "filed", "close": "closed", "send": "sent"}
BLOCKED_BY_HOLDS: Mapping[str, str] = {CLOSED: HeldAction.CLOSE}


def case_open(
    *,
    actor: User | None,
    title: str,
    kind: str,
    client: User | None = None,
    priority: str = Priority.NORMAL,
    due_date: dt.date | None = None,
    parties: Sequence[Mapping[str, Any]] = (),
    entity: Mapping[str, Any] | None = None,
) -> Case:
    """Open a case under the next number of the year (Manila time), with its parties and entity.

    A lawyer who opens it leads it; a cleared client opens it for themselves; a client whom staff add is vouched for.
    `parties` are the keyword arguments of `party_add`, `entity` those of `entity_put`. Raises EmailUnconfirmed,
    Forbidden, and InvalidInput with pointers like /parties/0/tin. Nothing is kept of a case that is refused.
    """
    values = {
        "title": cleaning.line(title, "/title", longest=200, required=True),
        "kind": cleaning.choice(kind, "/kind", CaseKind.values),
        "priority": cleaning.choice(priority, "/priority", Priority.values),
        "due_date": due_date,
        "client": _opening_client(actor, client),
    }
    with transaction.atomic():
        case = Case.objects.create(number=_next_number(), opened_by=actor, **values)
        facts = {"number": case.number, "title": case.title, "kind": case.kind}
        audit.record(actor=actor, verb="case.opened", subject=case, case_id=case.pk, after=case.status, facts=facts)
        events.publish(CaseOpened(case_id=case.pk))
        if actor is not None and actor.role == User.Role.LAWYER:
            assign(actor=actor, case=case, lawyer=actor, role=AssignmentRole.LEAD)
        _vouch(actor, case.client)
        for index, fields in enumerate(parties):
            _at(f"/parties/{index}", party_add, actor=actor, case=case, **fields)
        if entity is not None:
            _at("/entity", entity_put, actor=actor, case=case, **entity)
    return case


def case_update(*, actor: User | None, case: Case, changes: Mapping[str, Any]) -> Case:
    """Change `title`, `kind`, `priority`, `due_date` or `client` (a User or None). By staff of the case.

    Raises StaffOnly, NotFound, InvalidInput.
    """
    for field in changes:
        if field not in CHANGEABLE:
            raise InvalidInput.at(POINTERS.get(field, f"/{field}"), "read-only", "This cannot be changed here.")
    with transaction.atomic():
        row = locked(case)
        require_staff(actor, row)
        cleaned = _cleaned(changes)
        changed = differing({field: getattr(row, field) for field in cleaned}, cleaned)
        if changed:
            for field, value in cleaned.items():
                setattr(row, field, value)
            row.updated_at = timezone.now()
            row.save(update_fields=[*cleaned, "updated_at"])
            _vouch(actor, cleaned.get("client"))
            audit.record(
                actor=actor, verb="case.changed", subject=row, case_id=row.pk, facts={"fields": sorted(changed)}
            )
            events.publish(CaseChanged(case_id=row.pk, former=former(changed)))
    return row


def case_transition(*, actor: User | None, case: Case, to: str, note: str = "") -> Case:
    """Move a case along its table of states. By staff of the case.

    Raises StaffOnly, NotFound, TransitionNotAllowed (also for an unknown word) and CaseHeld.
    """
    with transaction.atomic():
        row = locked(case)
        require_staff(actor, row)
        CASE.require(row.status, to)
        _require_free(row, to)
        now = timezone.now()
        states.move(
            table=CASE,
            row=case,
            to=to,
            actor=actor,
            verb="case.moved",
            case_id=row.pk,
            changes={"updated_at": now, "closed_at": now if to == CLOSED else None},
            facts={"note": note} if note else None,
            event=CaseMoved(case_id=row.pk, before=row.status, after=to),
        )
    return case


def _require_free(case: Case, to: str) -> None:
    action = BLOCKED_BY_HOLDS.get(to)
    holds = holds_blocking(case, action) if action else []
    if holds:
        targets = [one for one in CASE.targets(case.status) if one != to]
        raise _held(f"The case cannot become {to} yet.", holds, {"allowedTargets": targets})


def require_not_held(case: Case, action: str) -> None:
    """Raise CaseHeld while an open hold of the case blocks `action`: sign, file, close or send."""
    holds = holds_blocking(case, action)
    if holds:
        raise _held(f"Nothing of this case can be {DONE[action]} yet.", holds, {})


def _held(what: str, holds: Sequence[CaseHold], extra: Mapping[str, Any]) -> CaseHeld:
    told = " ".join(f"{hold.kind}: {hold.reason.rstrip('.')}." for hold in holds)
    named = [{"id": str(hold.pk), "kind": hold.kind, "reason": hold.reason} for hold in holds]
    return CaseHeld(f"{what} {told}", extra={**extra, "holds": named})


def _next_number() -> str:
    """The next of the year, without gaps: the counter stays locked until the case that takes the number is kept."""
    year = manila_now().year
    rows = CaseCounter.objects.select_for_update()
    counter = rows.filter(year=year).first()
    if counter is None:
        # An upsert, and not get_or_create: of several first cases at one moment each would hold a shared lock on the
        # duplicate and wait for the others to let go of theirs.
        target = ["year"] if connection.features.supports_update_conflicts_with_target else None
        CaseCounter.objects.bulk_create(
            [CaseCounter(year=year)], update_conflicts=True, update_fields=["year"], unique_fields=target
        )
        counter = rows.get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{year}-{counter.last:06d}"


def _opening_client(actor: User | None, client: User | None) -> User | None:
    if actor is None or actor.is_staff:
        return _require_client(client)
    if actor.role != User.Role.CLIENT or not actor.is_active:
        raise Forbidden
    if not actor.is_cleared:
        raise EmailUnconfirmed("Confirm your e-mail address, then open the case.")
    if client is not None and client.pk != actor.pk:
        raise InvalidInput.at("/clientId", "not-yourself", "A client opens cases for themselves only.")
    return actor


def _require_client(client: User | None) -> User | None:
    if client is not None and (client.role != User.Role.CLIENT or not client.is_active):
        raise InvalidInput.at("/clientId", "not-a-client", "This must be an active user with the role client.")
    return client


def _vouch(actor: User | None, client: User | None) -> None:
    if client is not None and (actor is None or actor.is_staff):
        user_vouch(actor=actor, user=client)


def _cleaned(changes: Mapping[str, Any]) -> dict[str, Any]:
    cleaned = dict(changes)
    if "title" in cleaned:
        cleaned["title"] = cleaning.line(cleaned["title"], "/title", longest=200, required=True)
    if "kind" in cleaned:
        cleaned["kind"] = cleaning.choice(cleaned["kind"], "/kind", CaseKind.values)
    if "priority" in cleaned:
        cleaned["priority"] = cleaning.choice(cleaned["priority"], "/priority", Priority.values)
    if "client" in cleaned:
        _require_client(cleaned["client"])
    return cleaned


def _at(prefix: str, service: Callable[..., object], **arguments: Any) -> None:
    """Run a service whose input stands at `prefix` of ours."""
    try:
        service(**arguments)
    except InvalidInput as error:
        raise cleaning.below(error, prefix) from error
