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


LETTER = "engagement-letter"


def fee(**changes):
    return {**sample(LETTER)["fee"], "fixed": None, **changes}


def test_engagement__has_its_clauses_in_order_and_the_sums_in_words_and_figures():
    text = printed(LETTER)
    assert template(LETTER).execution == "esign"
    assert not out_of_order(
        text,
        "MAGSAYSAY-REYNA AND OCAMPO LAW",
        "23 November 2026",
        "SILONG HOME FINANCE CORPORATION Attention: Emmanuel P. Dagohoy, President",
        "RE: ENGAGEMENT FOR LEGAL SERVICES",
        "Dear Mr. Dagohoy:",
        "within THIRTY (30) days from its date",
        "(A.M. No. 22-09-01-SC, the “CPRA”)",
        "1. The Client and the Matter",
        "Its client is the company alone",
        "2. Scope of the services",
        "1. Review the articles of incorporation",
        "5. Advise on the appraisal right of a dissenting stockholder.",
        "The engagement does not include:",
        "c. litigation, arbitration and appeals.",
        "3. Who will do the work",
        "4. Professional fee",
        "TWO HUNDRED SIXTY THOUSAND PESOS (₱260,000.00), exclusive of value-added tax, due as follows:",
        "Upon signing of this letter ₱130,000.00",
        "Total ₱260,000.00",
        "Canon III, Section 41 of the CPRA",
        "5. Expenses and deposit",
        "FIVE THOUSAND PESOS (₱5,000.00)",
        "will deposit SIXTY THOUSAND PESOS (₱60,000.00)",
        "(Canon III, Sections 49 and 50 of the CPRA)",
        "6. Billing and payment",
        "within FIFTEEN (15) days from receipt",
        "bear legal interest from demand (Article 2209 of the Civil Code)",
        "7. Conflicts of interest",
        "It discloses the following: In 2024 the Firm advised Kapuwa Growth Partners Inc.",
        "written and informed consent to the engagement",
        "8. Confidentiality and privilege",
        "9. Personal data",
        "(Data Privacy Act of 2012, Republic Act No. 10173, Sections 12 and 13)",
        "keeps the file for TEN (10) years",
        "10. What we need from the Client",
        "11. Reports, and what we cannot promise",
        "at least once in every month",
        "12. End of the engagement",
        "by written notice of FIFTEEN (15) days",
        "It may destroy the remaining file after the period stated in clause 9.",
        "13. General terms",
        "Very truly yours,",
        "ATTY. VICTORIA A. MAGSAYSAY-REYNA",
        "Roll of Attorneys No. 52890",
        "CONFORME",
        "EMMANUEL P. DAGOHOY",
        "Date of signing:",
    )
    assert standing(text, "₱7,500.00", "contingent fee of", "It found none", "Section 44") == []


def test_engagement__by_the_hour_for_a_person__shows_rates_and_no_deposit():
    person = {"name": "Rosalinda M. Bughaw", "nationality": "Filipino", "residence": "5 Ilang-Ilang Street, Pasig City"}
    client = {"kind": "person", "person": person, "salutation": "Ms. Bughaw", "email": "bughaw@mail.example"}
    text = printed(
        LETTER,
        tone="plain",
        client=client,
        exclusions=None,
        fee=fee(kind="by the hour", hourly={"increment": 6, "estimate": "180000.00"}, appearance="8000.00"),
        deposit=None,
        billing={**sample(LETTER)["billing"], "frequency": "monthly", "interest": "6.00"},
        conflict="no conflict found",
        conflictFacts=None,
        paidByOther=True,
        payer="Bughaw Farms Inc., a company of the Client’s family",
        acceptDays=None,
    )
    assert not out_of_order(
        text,
        "ROSALINDA M. BUGHAW 5 Ilang-Ilang Street, Pasig City bughaw@mail.example",
        "Its client is the person named above alone",
        "Rate an hour Atty. Victoria A. Magsaysay-Reyna Lead counsel; advice and negotiation ₱7,500.00",
        "in units of SIX (6) minutes",
        "a total of ONE HUNDRED EIGHTY THOUSAND PESOS (₱180,000.00)",
        "For each appearance before a court, tribunal or agency the Client will also pay EIGHT THOUSAND PESOS",
        "The fee will be paid by Bughaw Farms Inc., a company of the Client’s family; by signing, the Client consents",
        "5. Expenses Expenses that the Matter calls for",
        "interest of 6.00% a year from demand (Articles 1956 and 2209",
        "It found none.",
        "We will take instructions from the Client",
        "CONFORME",
        "ROSALINDA M. BUGHAW Client",
    )
    assert (
        standing(text, "does not include", "will deposit", "It is open for acceptance", "discloses the following") == []
    )


def test_engagement__each_other_kind_of_fee__states_its_terms():
    contingent = {"percent": "20.00", "basis": "the sums actually received by the Client", "acceptance": "75000.00"}
    text = printed(LETTER, fee=fee(kind="contingent fee", contingent=contingent))
    assert not out_of_order(
        text,
        "an acceptance fee of SEVENTY-FIVE THOUSAND PESOS (₱75,000.00) upon signing, whatever the outcome, and,",
        "a contingent fee of 20.00% of the sums actually received by the Client, exclusive of value-added tax",
        "If nothing is recovered, no contingent fee is due.",
        "(Canon III, Section 51 of the CPRA)",
    )
    monthly = {"amount": "40000.00", "hours": 8, "excess": "5000.00"}
    text = printed(LETTER, fee=fee(kind="monthly retainer", monthly=monthly))
    assert not out_of_order(
        text,
        "a retainer of FORTY THOUSAND PESOS (₱40,000.00) a month",
        "up to EIGHT (8) hours of work in the month",
        "charged at FIVE THOUSAND PESOS (₱5,000.00) each",
    )


def test_engagement__needs_what_its_choices_name():
    assert missing(LETTER, sample(LETTER, fee=fee(kind="contingent fee"))) == ["/fee/contingent"]
    assert missing(LETTER, sample(LETTER, paidByOther=True)) == ["/payer"]
    assert missing(LETTER, sample(LETTER, conflictFacts=None)) == ["/conflictFacts"]
