"""Memorandum of agreement: names and days that agree (Civil Code articles 1305 to 1318)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.errors import Fault


def faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of schema-valid inputs; pointers run from their root."""
    aliases = [one["alias"] for one in data["parties"]]
    names = [one[one["kind"]]["name"] for one in data["parties"]]
    for index, (alias, name) in enumerate(zip(aliases, names, strict=True)):
        if aliases.index(alias) < index:
            yield Fault(
                f"/parties/{index}/alias",
                "alias-twice",
                "Two parties have this defined name; nobody could tell who is bound (Civil Code article 1318).",
            )
        if names.index(name) < index:
            yield Fault(
                f"/parties/{index}", "party-twice", "Nobody makes a contract with oneself (Civil Code article 1305)."
            )
    consideration = data.get("consideration") or {}
    for member in ("payer", "payee"):
        if data["hasConsideration"] and consideration.get(member) and consideration[member] not in aliases:
            yield Fault(
                f"/consideration/{member}",
                "nobody-s-name",
                "This is the defined name of none of the parties (Civil Code article 1311).",
            )
    if consideration.get("payer") and consideration["payer"] == consideration["payee"]:
        yield Fault("/consideration/payee", "pays-itself", "A party pays itself (Civil Code article 1275).")
    if data["term"]["kind"] == "until a fixed day" and data["term"]["end"] <= data["term"]["start"]:
        yield Fault("/term/end", "ends-before-start", "The agreement ends before it takes effect (article 1193).")
