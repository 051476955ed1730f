"""Certificate of authentication: who signs, and when (RA 11232 sections 10 and 116; SEC MC 16, series of 2020)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.errors import Fault


def faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of schema-valid inputs; pointers run from their root."""
    people = data["incorporators"]
    if data["entityKind"] == "one person corporation" and len(people) > 1:
        yield Fault(
            "/incorporators",
            "opc-of-several",
            "A one person corporation has a single stockholder, who alone forms it (RA 11232 section 116).",
        )
    if data["entityKind"] != "one person corporation" and len(people) < 2:
        yield Fault(
            "/incorporators",
            "too-few-incorporators",
            "Two to fifteen incorporators form such a corporation, and all sign (RA 11232 section 10).",
        )
    names = [one["name"] for one in people]
    for index, name in enumerate(names):
        if name in names[:index]:
            yield Fault(f"/incorporators/{index}/name", "named-twice", "This incorporator is named twice (section 13).")
    for index, paper in enumerate(data["papers"]):
        if paper["date"] > data["signingDate"]:
            yield Fault(
                f"/papers/{index}/date",
                "paper-after-certificate",
                "The paper is signed later than the certificate about it (SEC MC 16, series of 2020).",
            )
    if not any("articles of incorporation" in paper["title"].lower() for paper in data["papers"]):
        yield Fault(
            "/papers", "articles-missing", "The articles are what is authenticated (SEC MC 16, series of 2020)."
        )
