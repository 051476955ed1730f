"""Agreements of the library that are signed electronically: what they must say, in the text of the PDF."""

from __future__ import annotations

from tests.documents.library.papers import missing, out_of_order, sample, template, text_and_pages


def printed(slug: str, tone: str = "formal", **changes) -> str:
    """The text of the sample with some members changed, its white space made one."""
    text, pages = text_and_pages(slug, sample(slug, **changes), tone)
    assert f"Page {pages} of {pages}" in text
    return text


def standing(text: str, *words: str) -> list[str]:
    return [word for word in words if word in text]


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


WORK = "employment-contract"


def test_employment__has_its_clauses_in_order_and_the_pay_in_words_and_figures():
    text = printed(WORK)
    assert template(WORK).execution == "esign"
    assert not out_of_order(
        text,
        "EMPLOYMENT CONTRACT",
        "LAKAMBINI CERAMICS CORPORATION, a corporation organized",
        "JEROME ANTHONY L. BAUTISTA, of legal age, Filipino, married to Kristine Joy P. Bautista, and residing at",
        "with TIN 284-917-305-000 (the “Employee”).",
        "1. Position and duties",
        "engaged as Quality Assurance Analyst in the Production department",
        "1. Sample and test each batch",
        "5. Perform related duties",
        "2. Beginning and status of the employment",
        "probationary employee from that day until 29 May 2027 (Article 296)",
        "3. Standards of probation",
        "made known to the Employee at the time of engagement",
        "At least 98% of test reports free of error",
        "4. Place of work",
        "5. Hours of work",
        "The normal hours are eight (8) a day",
        "6. Pay",
        "THIRTY-ONE THOUSAND FIVE HUNDRED PESOS (₱31,500.00) a month",
        "Total ₱2,850.00",
        "(Presidential Decree No. 851 and its rules)",
        "7. Social security",
        "(Republic Act No. 11199)",
        "(Republic Act No. 11223)",
        "(Republic Act No. 9679). The numbers of the Employee are: SSS No. 34-5550172-6;",
        "PhilHealth No. 08-255501723-4;",
        "Pag-IBIG MID No. 1215-5501-7204.",
        "8. Leave and further benefits",
        "EIGHT (8) days of vacation leave and EIGHT (8) days of sick leave, with pay",
        "service incentive leave of at least five days",
        "9. Conduct, and duties of the Employer",
        "10. Confidentiality",
        "for THREE (3) years after it",
        "11. Works and inventions",
        "(Republic Act No. 8293, Section 30.2(b))",
        "12. Personal data",
        "13. Security of tenure and termination by the Employer",
        "a. for a just cause",
        "(Article 297)",
        "b. for an authorized cause",
        "c. during probation, for failure to qualify",
        "at least five (5) calendar days to answer",
        "(Article 292(b))",
        "at least one (1) month before the intended date",
        "14. Resignation, retirement and final pay",
        "written notice of at least THIRTY (30) days",
        "15. General provisions",
        "knows the standards of probation stated in it",
        "CORAZON D. EVANGELISTA",
    )
    assert standing(text, "Restraint", "alien employment permit", "Telecommuting", "project employee") == []


def test_employment__regular_managerial_foreigner__has_no_hours_and_its_own_clauses():
    text = printed(
        WORK,
        tone="plain",
        employee={"name": "Seo-yeon Park", "nationality": "Korean", "residence": "2 Cadena Street, Santa Rosa City"},
        position={**sample(WORK)["position"], "department": None, "remote": "on Fridays"},
        status="regular",
        probation=None,
        managerial=True,
        pay={**sample(WORK)["pay"], "allowances": None},
        leaves={"vacation": 15, "sick": 0},
        benefits=["a company car"],
        memberships={},
        creations=False,
        restraint={"months": 12, "area": "Laguna", "trade": "the manufacture of tiles"},
        foreign=True,
    )
    assert not out_of_order(
        text,
        "SEO-YEON PARK, of legal age, Korean, and residing at 2 Cadena Street, Santa Rosa City (the “Employee”).",
        "as Quality Assurance Analyst, reports to",
        "The Employee is a regular employee from that day (Article 295).",
        "alien employment permit (Article 40)",
        "3. Place of work",
        "may work from home on Fridays",
        "(Telecommuting Act, Republic Act No. 11165)",
        "do not apply to it (Article 82)",
        "does not require it for a managerial employee",
        "FIFTEEN (15) days of vacation leave, with pay; this is granted by contract.",
        "The Employer further provides a company car.",
        "Restraint after the employment For TWELVE (12) months",
        "in Laguna, engage in the manufacture of tiles",
        "12. Security of tenure",
        "harmful (Article 299). For a just cause",
    )
    assert standing(text, "probation", "Overtime", "SSS No.", "Works and inventions", "Allowance", "sick leave") == []


def test_employment__for_a_project_by_the_day__names_its_completion_and_the_leave_of_the_law():
    project = {"name": "the building of a kiln", "scope": "wiring", "completion": "2027-08-31"}
    text = printed(
        WORK,
        status="project",
        probation=None,
        project=project,
        pay={**sample(WORK)["pay"], "period": "by the day", "amount": "680.50"},
        leaves={"vacation": 0, "sick": 0},
        memberships={"philhealth": "08-255501723-4"},
    )
    assert not out_of_order(
        text,
        "project employee, engaged for a specific undertaking",
        "3. The project The project is the building of a kiln.",
        "expected to be completed on 31 August 2027",
        "SIX HUNDRED EIGHTY PESOS AND 50/100 (₱680.50) a day",
        "The numbers of the Employee are: PhilHealth No. 08-255501723-4.",
        "the service incentive leave of five days with pay in each year",
        "c. by the completion of the project",
    )
    assert standing(text, "vacation leave", "Standards of probation", "failure to qualify") == []


def test_employment__needs_what_its_status_names():
    assert missing(WORK, sample(WORK, probation=None)) == ["/probation"]
    assert missing(WORK, sample(WORK, status="project")) == ["/project"]
    assert missing(WORK, sample(WORK, hours={**sample(WORK)["hours"], "perDay": 9})) == ["/hours/perDay"]
