"""Agreements of the library that are signed electronically: what they must say, in the text of the PDF."""

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
def _printed(slug: str, data: str, tone: str) -> str:
    given = json.loads(data)
    assert schema.validate(template(slug).schema, given) == []
    sections, missing = rendering.draft_clauses(template(slug), given, locale="en", tone=tone)
    assert not missing
    made = rendering.render_pdf(template(slug), given, sections, rendering.RenderOptions())
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=made.content, capture_output=True, check=True)
    text = re.sub(r"\s+", " ", done.stdout.decode())
    assert f"Page {made.pages} of {made.pages}" in text
    return text


def printed(slug: str, tone: str = "formal", **changes) -> str:
    """The text of the sample with some members changed, its white space made one."""
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


def standing(text: str, *words: str) -> list[str]:
    return [word for word in words if word in text]


def missing(slug: str, data) -> list[str]:
    return [fault.pointer for fault in schema.validate(template(slug).schema, data)]


NDA = "nda-mutual"


def test_nda__has_its_clauses_in_order_and_the_sum_in_words_and_figures():
    text = printed(NDA)
    assert template(NDA).execution == "esign"
    assert not out_of_order(
        text,
        "MUTUAL NON-DISCLOSURE AGREEMENT",
        "made this 23rd day of November 2026 in Carcar City, Cebu, between:",
        "LAWUD HYDROCOLLOIDS CORPORATION, a corporation organized and existing under the laws of the Republic of the",
        "NORTHLIGHT INGREDIENTS PTE. LTD., a corporation organized and existing under the laws of Singapore, with",
        "WHEREAS, the Manufacturer processes red seaweed",
        "NOW, THEREFORE",
        "1. Purpose",
        "only to evaluate, negotiate and, if the Parties so agree, conclude a long-term agreement",
        "2. Confidential Information",
        "receives for the Purpose on or after 16 November 2026",
        "whether or not it is marked as confidential",
        "a. formulas, process parameters, laboratory results and samples;",
        "3. What is not Confidential Information",
        "4. Duties of the Recipient",
        "5. Care of the information",
        "6. To whom it may be shown",
        "An affiliate is a company that controls a Party",
        "7. Disclosure that the law requires",
        "8. Personal data",
        "(Republic Act No. 10173)",
        "9. Loss and unauthorized disclosure",
        "within FORTY-EIGHT (48) hours",
        "National Privacy Commission",
        "10. Return and destruction",
        "Within FIFTEEN (15) days from the written request",
        "11. Ownership, and no warranty",
        "12. No further commitment",
        "13. Non-solicitation",
        "for TWELVE (12) months after it",
        "14. Term and survival",
        "within EIGHTEEN (18) months from that day",
        "continue for FIVE (5) years after the end of the period of disclosure; for a trade secret",
        "15. Remedies",
        "SEVEN HUNDRED FIFTY THOUSAND PESOS (₱750,000.00) as liquidated damages",
        "16. Governing law and disputes",
        "The seat of the arbitration is Makati City",
        "17. Notices",
        "Office of the",
        "legal@lawud.example",
        "18. General provisions",
        "(Republic Act No. 8792, Sections 7 and 8",
        "IN WITNESS WHEREOF, the Parties have signed",
        "EVANGELINE T. SUMALINOG",
        "President, for the Manufacturer",
    )
    assert standing(text, "ACKNOWLEDGMENT", "Notary Public") == []


def test_nda__of_a_person_without_the_choices__leaves_their_clauses_out():
    person = {"name": "Ireneo B. Talaboc", "nationality": "Filipino", "residence": "3 Rosal Street, Cebu City"}
    text = printed(
        NDA,
        tone="plain",
        secondParty={"alias": "Consultant", "kind": "person", "person": person, "email": "talaboc@mail.example"},
        marking="protected only where marked or confirmed in writing",
        confirmationDays=1,
        affiliates=False,
        personalData=False,
        nonSolicitationMonths=None,
        liquidatedDamages=None,
        disputes="courts",
    )
    assert not out_of_order(
        text,
        "IRENEO B. TALABOC, of legal age, Filipino, and residing at 3 Rosal Street, Cebu City (the “Consultant”).",
        "is confirmed in writing within ONE (1) day after it",
        "A parent, subsidiary or sister company of a Party is a third person",
        "8. Loss and unauthorized disclosure",
        "12. Term and survival",
        "brought in the proper courts of Makati City, to the exclusion of other courts",
        "Consultant Ireneo B. Talaboc 3 Rosal Street",
    )
    assert standing(text, "Data Privacy Act", "Non-solicitation", "liquidated", "arbitration") == []


def test_nda__needs_what_its_choices_name():
    by_mark = "protected only where marked or confirmed in writing"
    assert missing(NDA, sample(NDA, marking=by_mark)) == ["/confirmationDays"]
    assert missing(NDA, sample(NDA, firstParty={**sample(NDA)["firstParty"], "kind": "person"})) == [
        "/firstParty/person"
    ]
