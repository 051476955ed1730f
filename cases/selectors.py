"""Reading cases: who may see what, in how few queries, and what is known about the people in them."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Prefetch, Q, QuerySet

from accounts.models import User
from cases.access import is_assigned
from cases.constants import PartyKind
from cases.models import Assignment, Case, CaseHold, Entity, Party
from core import audit
from core.errors import NotFound
from core.ids import parse_id
from core.models import AuditEntry

AnyRow = TypeVar("AnyRow", bound=Model)
__all__ = [
    "KnownParty",
    "assignments_of",
    "case_get",
    "case_row_get",
    "entity_get",
    "filtered",
    "for_detail",
    "for_listing",
    "holds_blocking",
    "is_assigned",
    "known_parties",
    "parties_of",
    "party_get",
    "searched",
    "timeline",
    "visible_to",
]


def visible_to(user: Any) -> QuerySet[Case]:
    """The cases `user` may see: an admin all, a lawyer those assigned, a cleared client the own ones. Others: none."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Case.objects.none()
    if user.role == User.Role.ADMIN:
        return Case.objects.all()
    if user.role == User.Role.LAWYER:
        return Case.objects.filter(pk__in=Assignment.objects.filter(lawyer=user).values("case"))
    if user.role == User.Role.CLIENT and user.is_cleared:
        return Case.objects.filter(client=user)
    return Case.objects.none()


def for_listing(user: Any) -> QuerySet[Case]:
    """Visible cases with client, lawyers and open holds, in three queries whatever their number."""
    return (
        visible_to(user)
        .select_related("client")
        .prefetch_related(
            Prefetch("assignments", queryset=Assignment.objects.select_related("lawyer").order_by("created_at", "id")),
            Prefetch("holds", queryset=CaseHold.objects.filter(cleared_at__isnull=True), to_attr="open_holds"),
        )
    )


def for_detail(user: Any) -> QuerySet[Case]:
    """Visible cases with all that their JSON needs."""
    present = _with_history(Party.objects.filter(removed_at__isnull=True))
    return (
        for_listing(user)
        .select_related("entity")
        .prefetch_related(Prefetch("parties", queryset=present, to_attr="present_parties"))
    )


def case_get(user: Any, case_id: Any) -> Case:
    """The case, or NotFound when it is not there or not for `user` to see."""
    return _found(for_detail(user), case_id)


def case_row_get(user: Any, case_id: Any) -> Case:
    """The case alone, without what belongs to it; NotFound when it is not there or not for `user` to see."""
    return _found(visible_to(user), case_id)


def filtered(
    cases: QuerySet[Case],
    *,
    kind: str | None = None,
    status: str | None = None,
    lawyer_id: uuid.UUID | None = None,
    client_id: uuid.UUID | None = None,
) -> QuerySet[Case]:
    """Those that fit all filters given."""
    if kind:
        cases = cases.filter(kind=kind)
    if status:
        cases = cases.filter(status=status)
    if lawyer_id:
        cases = cases.filter(pk__in=Assignment.objects.filter(lawyer_id=lawyer_id).values("case"))
    if client_id:
        cases = cases.filter(client_id=client_id)
    return cases


def searched(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    """Those whose number begins with `text`, or whose title holds each of its words."""
    words = Q()
    for word in text.split()[:8]:
        words &= Q(title__icontains=word)
    return cases.filter(Q(number__startswith=text.strip()) | words) if words else cases


def assignments_of(case_id: uuid.UUID | str) -> QuerySet[Assignment]:
    """Who works on the case, with their accounts, the longest first; nobody whose account is closed or of another role.
    For services and flows, which see all.
    """
    working = Assignment.objects.filter(case_id=case_id, lawyer__is_active=True, lawyer__role=User.Role.LAWYER)
    return working.select_related("lawyer").order_by("created_at", "id")


def parties_of(case: Case) -> QuerySet[Party]:
    """The parties of a case that were not removed, with their histories."""
    return _with_history(Party.objects.filter(case=case, removed_at__isnull=True))


def party_get(case: Case, party_id: Any) -> Party:
    """The party of this case, or NotFound."""
    return _found(parties_of(case), party_id)


def entity_get(case: Case) -> Entity:
    """The entity of the case, or NotFound while there is none."""
    found = Entity.objects.filter(case=case).first()
    if found is None:
        raise NotFound
    return found


def holds_blocking(case: Case, action: str) -> list[CaseHold]:
    """The open holds that block `action` (sign, file, close or send), oldest first."""
    # A case has a handful of open holds; JSON lookups differ between databases.
    return [hold for hold in CaseHold.objects.filter(case=case, cleared_at__isnull=True) if action in hold.blocks]


def timeline(case: Case, *, for_client: bool = False) -> QuerySet[AuditEntry]:
    """Every recorded change about the case, of every room, newest first; a client is not shown what is for staff."""
    entries = audit.entries_of_case(case.pk)
    return entries.filter(staff_only=False) if for_client else entries


@dataclass(frozen=True)
class KnownParty:
    """All that is known about somebody in a case: to prefill a form, or to keep it from going out.

    `names` begins with the present one; `identifiers` are (scheme, value), present and earlier, like `addresses`.
    The client's account (role `client`) and the entity (role `entity`) are among them without a `party_id`.
    """

    kind: str
    role: str
    names: tuple[str, ...]
    party_id: uuid.UUID | None = None
    identifiers: tuple[tuple[str, str], ...] = ()
    addresses: tuple[str, ...] = ()
    email: str = ""
    mobile: str = ""
    nationality: str = ""
    civil_status: str = ""
    birth_date: dt.date | None = None
    removed: bool = False

    @property
    def name(self) -> str:
        """The present name."""
        return self.names[0] if self.names else ""


def known_parties(case: Case) -> list[KnownParty]:
    """Everybody known in the case, removed parties included, with present and earlier values."""
    found = [_known(party) for party in _with_history(Party.objects.filter(case=case))]
    entity = Entity.objects.filter(case=case).first()
    if entity is not None:
        found.append(_known_entity(entity))
    if case.client is not None:
        client = case.client
        found.append(KnownParty(PartyKind.PERSON, "client", (client.full_name,), email=client.email))
    return found


def _known(party: Party) -> KnownParty:
    newest_first = sorted(party.names.all(), key=lambda one: (one.until is not None, -one.created_at.timestamp()))
    addresses = sorted(party.addresses.all(), key=lambda one: (one.until is not None, -one.created_at.timestamp()))
    return KnownParty(
        kind=party.kind,
        role=party.role,
        names=tuple(one.name for one in newest_first),
        party_id=party.pk,
        identifiers=tuple((one.scheme, one.value) for one in party.identifiers.all()),
        addresses=tuple(one.text for one in addresses),
        email=party.email,
        mobile=party.mobile,
        nationality=party.nationality,
        civil_status=party.civil_status,
        birth_date=party.birth_date,
        removed=party.removed_at is not None,
    )


def _known_entity(entity: Entity) -> KnownParty:
    numbers = (("tin", entity.tin), ("registration", entity.registration_number))
    office = ", ".join(str(part) for part in entity.principal_office.values() if part)
    return KnownParty(
        kind=PartyKind.ORGANIZATION,
        role="entity",
        names=(entity.name, *entity.former_names, *entity.trade_names),
        identifiers=tuple((scheme, value) for scheme, value in numbers if value),
        addresses=(office,) if office else (),
    )


def _with_history(parties: QuerySet[Party]) -> QuerySet[Party]:
    return parties.prefetch_related("names", "identifiers", "addresses")


def _found(rows: QuerySet[AnyRow], row_id: Any) -> AnyRow:
    """The row of that id among those the caller may see; a text that is no id names none."""
    wanted = parse_id(row_id)
    row = rows.filter(pk=wanted).first() if wanted else None
    if row is None:
        raise NotFound
    return row
