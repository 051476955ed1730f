"""Articles of incorporation of a stock corporation: names, people and capital that agree (RA 11232)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from core.errors import Fault
from documents.rules.reading import CORPORATE_SUFFIX, of_age, shown

NO_PAR_MINIMUM = Decimal("5.00")


def faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of schema-valid inputs; pointers run from their root."""
    yield from _name(data)
    yield from _people(data)
    yield from _capital(data["capital"])
    yield from _subscriptions(data)
    yield from _treasurer(data)
    yield from _contact(data["contact"])


def _name(data: Mapping[str, Any]) -> Iterator[Fault]:
    if not CORPORATE_SUFFIX.search(data["corporateName"]):
        yield Fault(
            "/corporateName",
            "name-suffix",
            "The name must contain Corporation, Incorporated, Corp. or Inc. (SEC MC 13, series of 2019).",
        )


def _people(data: Mapping[str, Any]) -> Iterator[Fault]:
    subscribers = {row["subscriber"] for row in data["subscriptions"]}
    for index, person in enumerate(data["incorporators"]):
        place = f"/incorporators/{index}"
        if person["name"] not in subscribers:
            yield Fault(
                f"{place}/name",
                "incorporator-without-share",
                f"{shown(person['name'])} subscribes to no share; each incorporator must own at least one "
                "(RA 11232 section 10).",
            )
        if not of_age(person.get("birthDate"), data["signingDate"]):
            yield Fault(
                f"{place}/birthDate",
                "incorporator-minor",
                f"{shown(person['name'])} is not of legal age on the day of signing (RA 11232 section 10; RA 6809).",
            )
    for role in ("incorporators", "directors"):
        yield from _twice(role, [person["name"] for person in data[role]])
    for index, person in enumerate(data["directors"]):
        if person["name"] not in subscribers:
            yield Fault(
                f"/directors/{index}/name",
                "director-without-share",
                f"{shown(person['name'])} subscribes to no share; a director must own at least one "
                "(RA 11232 section 22).",
            )


def _twice(role: str, names: list[str]) -> Iterator[Fault]:
    counted = Counter(names)
    for index, name in enumerate(names):
        if counted[name] > 1 and names.index(name) < index:
            yield Fault(
                f"/{role}/{index}/name",
                "named-twice",
                f"{shown(name)} is named twice among the {role} (RA 11232 section 13).",
            )


def _capital(capital: Mapping[str, Any]) -> Iterator[Fault]:
    with_par = [one for one in capital["classes"] if one["parValue"] is not None]
    aggregate = sum((Decimal(one["shares"]) * Decimal(one["parValue"]) for one in with_par), Decimal(0))
    authorized = capital["authorized"]
    if authorized is None and with_par:
        yield Fault(
            "/capital/authorized",
            "authorized-capital-missing",
            f"The classes with par value come to {aggregate:,.2f}; state it as authorized capital "
            "(RA 11232 section 13(h)).",
        )
    elif authorized is not None and Decimal(authorized) != aggregate:
        yield Fault(
            "/capital/authorized",
            "authorized-capital-sum",
            f"The authorized capital of {Decimal(authorized):,.2f} is not the sum of shares times par value over the "
            f"classes, {aggregate:,.2f} (RA 11232 section 13(h)).",
        )
    for index, one in enumerate(capital["classes"]):
        if one["parValue"] is None and "pref" in one["name"].lower():
            yield Fault(
                f"/capital/classes/{index}/parValue",
                "preferred-without-par",
                "Preferred shares may be issued only with a stated par value (RA 11232 section 6).",
            )
        elif one["parValue"] is not None and not Decimal(one["parValue"]):
            yield Fault(
                f"/capital/classes/{index}/parValue",
                "par-value-zero",
                "A par value is more than zero; leave it empty for shares without par value (RA 11232 section 6).",
            )
    names = [one["name"] for one in capital["classes"]]
    for index, name in enumerate(names):
        if names.index(name) < index:
            yield Fault(
                f"/capital/classes/{index}/name",
                "class-twice",
                f"The class {shown(name)} stands twice (RA 11232 section 6).",
            )


def _subscriptions(data: Mapping[str, Any]) -> Iterator[Fault]:
    classes = {one["name"]: one for one in data["capital"]["classes"]}
    known = {person["name"] for person in data["incorporators"]}
    taken: Counter[str] = Counter()
    for index, row in enumerate(data["subscriptions"]):
        place = f"/subscriptions/{index}"
        taken[row["class"]] += int(row["shares"])
        if row["subscriber"] not in known:
            yield Fault(
                f"{place}/subscriber",
                "subscriber-unknown",
                f"{shown(row['subscriber'])} is not among the incorporators, so that nationality and residence are "
                "not stated (RA 11232 section 13(h)).",
            )
        if row["class"] not in classes:
            yield Fault(
                f"{place}/class",
                "class-unknown",
                f"The capital has no class {shown(row['class'])} (RA 11232 section 13(h)).",
            )
        else:
            yield from _amounts(place, row, classes[row["class"]]["parValue"])
    for index, one in enumerate(data["capital"]["classes"]):
        if taken[one["name"]] > one["shares"]:
            yield Fault(
                f"/capital/classes/{index}/shares",
                "over-subscribed",
                f"{taken[one['name']]:,} {shown(one['name'])} shares are subscribed, but only {one['shares']:,} are "
                "authorized (RA 11232 section 13(h)).",
            )


def _amounts(place: str, row: Mapping[str, Any], par: str | None) -> Iterator[Fault]:
    subscribed, paid = Decimal(row["amountSubscribed"]), Decimal(row["amountPaid"])
    shares = Decimal(row["shares"])
    if par is not None and subscribed < shares * Decimal(par):
        yield Fault(
            f"{place}/amountSubscribed",
            "below-par",
            f"{row['shares']:,} shares at par come to {shares * Decimal(par):,.2f}; shares are not issued for less "
            "(RA 11232 section 61).",
        )
    elif par is not None and subscribed != shares * Decimal(par):
        yield Fault(
            f"{place}/amountSubscribed",
            "not-at-par",
            f"{row['shares']:,} shares at par come to {shares * Decimal(par):,.2f}, not {subscribed:,.2f} "
            "(RA 11232 section 13(h)).",
        )
    elif par is None and subscribed < shares * NO_PAR_MINIMUM:
        yield Fault(
            f"{place}/amountSubscribed",
            "below-no-par-minimum",
            f"Shares without par value are issued for at least {NO_PAR_MINIMUM} pesos each (RA 11232 section 6).",
        )
    if paid > subscribed:
        yield Fault(
            f"{place}/amountPaid",
            "paid-above-subscribed",
            f"{paid:,.2f} is paid on a subscription of {subscribed:,.2f} (RA 11232 section 13(h)).",
        )
    elif par is None and paid < subscribed:
        yield Fault(
            f"{place}/amountPaid",
            "no-par-not-paid",
            "Shares without par value are deemed fully paid: the whole price is paid (RA 11232 section 6).",
        )


def _treasurer(data: Mapping[str, Any]) -> Iterator[Fault]:
    people = {one["name"] for role in ("incorporators", "directors") for one in data[role]}
    people |= {row["subscriber"] for row in data["subscriptions"]}
    if data["treasurer"] not in people:
        yield Fault(
            "/treasurer",
            "treasurer-unknown",
            f"{shown(data['treasurer'])} is not named among the incorporators, directors or subscribers; check the "
            "spelling (RA 11232 section 14).",
        )


def _contact(contact: Mapping[str, Any]) -> Iterator[Fault]:
    for member, name in (("alternateEmail", "e-mail address"), ("alternateMobile", "mobile number")):
        first = contact["email" if member == "alternateEmail" else "mobile"]
        if not contact.get(member) or contact[member] == first:
            yield Fault(
                f"/contact/{member}",
                "alternate-contact",
                f"The SEC asks for an alternate {name} besides the official one (SEC MC 28, series of 2020).",
            )
