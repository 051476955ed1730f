"""Deeds, affidavits and contracts of the library: what they must say, in the text of the PDF."""

from __future__ import annotations

import copy
import json
import re
import subprocess
from functools import cache
from pathlib import Path

from documents import rendering, schema
from documents.source import TemplateSource, read_folder

LIBRARY = Path(__file__).resolve().parents[3] / "documents" / "library"


@cache
def template(slug: str) -> TemplateSource:
    return read_folder(LIBRARY / slug)


def sample(slug: str, **changes):
    return {**copy.deepcopy(template(slug).sample), **changes}


@cache
def _printed(slug: str, data: str, tone: str) -> tuple[str, int]:
    given = json.loads(data)
    assert schema.validate(template(slug).schema, given) == []
    sections, missing = rendering.draft_clauses(template(slug), given, locale="en", tone=tone)
    assert not missing
    made = rendering.render_pdf(template(slug), given, sections, rendering.RenderOptions())
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=made.content, capture_output=True, check=True)
    return re.sub(r"\s+", " ", done.stdout.decode()), made.pages


def printed(slug: str, tone: str = "formal", **changes) -> tuple[str, int]:
    """The text of the sample with some members changed, its white space made one, and its pages."""
    return _printed(slug, json.dumps(sample(slug, **changes)), tone)


def out_of_order(text: str, *marks: str) -> list[str]:
    """The first mark that does not stand in `text` after the one before it; [] when all do."""
    at = 0
    for mark in marks:
        found = text.find(mark, at)
        if found < 0:
            return [mark]
        at = found + len(mark)
    return []


def missing(slug: str, data) -> list[str]:
    return [fault.pointer for fault in schema.validate(template(slug).schema, data)]


WORDS = {1: "ONE (1)", 2: "TWO (2)", 3: "THREE (3)", 4: "FOUR (4)", 5: "FIVE (5)", 6: "SIX (6)", 7: "SEVEN (7)"}

SPA = "special-power-of-attorney"


def test_special_power__has_its_clauses_in_order_and_the_page_count_of_the_file():
    text, pages = printed(SPA)
    assert not out_of_order(
        text,
        "SPECIAL POWER OF ATTORNEY",
        "LEONORA V. DIMACULANGAN, of legal age, Filipino, married to Ernesto T. Dimaculangan, and residing at",
        "1. Object of the power",
        "Transfer Certificate of Title No. 004-2018006613, Registry of Deeds of Quezon City",
        "2. Special powers",
        "under Article 1878 of the Civil Code",
        "sell, transfer and convey it absolutely to the buyer",
        "6. To engage a licensed real estate broker",
        "3. Limit of the authority",
        "SIX MILLION EIGHT HUNDRED FIFTY THOUSAND PESOS (₱6,850,000.00)",
        "(Articles 1887 and 1891 of the Civil Code)",
        "may not appoint a substitute",
        "until 30 November 2027",
        "7. Marital consent",
        "IN WITNESS WHEREOF, I have signed",
        "ACKNOWLEDGMENT",
        "Ernesto T. Dimaculangan Driver’s License No.",
        f"consists of {WORDS[pages]} pages",
        "Series of 2026.",
    )


def test_special_power__of_several_for_a_case__speaks_of_we_and_of_no_land():
    person = sample(SPA)["principals"][0]
    case = {"title": "Dimaculangan v. Sandoval", "number": None, "court": "Regional Trial Court, Branch 104"}
    text, _ = printed(
        SPA,
        principals=[person, {**person, "name": "Amado V. Dimaculangan", "civilStatus": "single", "spouse": None}],
        purpose="court case",
        property=None,
        courtCase=case,
        furtherPowers=None,
        maritalConsents=None,
        validUntil=None,
        substitution="allowed",
    )
    assert not out_of_order(
        text,
        "We, the following persons",
        "AMADO V. DIMACULANGAN, of legal age, Filipino, single",
        "to be filed with the Regional Trial Court, Branch 104",
        "To represent the Principals at the pre-trial",
        "certifications against forum shopping",
        "may appoint a substitute in writing",
        "until its object is accomplished or it is revoked",
        "we have signed",
    )
    assert [
        word for word in ("Certificate of title", "Limit of the authority", "Marital consent") if word in text
    ] == []


def test_special_power__needs_what_its_purpose_names():
    assert missing(SPA, sample(SPA, property=None)) == ["/property"]
    assert missing(SPA, sample(SPA, purpose="business")) == ["/business"]
    person = {**sample(SPA)["attorneyInFact"], "civilStatus": "married"}
    assert missing(SPA, sample(SPA, attorneyInFact=person)) == ["/attorneyInFact/spouse"]
