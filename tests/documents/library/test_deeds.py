"""Deeds, affidavits and contracts of the library: what they must say, in the text of the PDF."""

from __future__ import annotations

from tests.documents.library.papers import missing, out_of_order, sample, text_and_pages


def printed(slug: str, tone: str = "formal", **changes) -> tuple[str, int]:
    """The text of the sample with some members changed, its white space made one, and its pages."""
    return text_and_pages(slug, sample(slug, **changes), tone)


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


SHARES = "deed-of-assignment-shares"


def test_assignment__has_its_clauses_in_order_and_the_page_count_of_the_file():
    text, pages = printed(SHARES)
    assert not out_of_order(
        text,
        "DEED OF ASSIGNMENT OF SHARES OF STOCK",
        "GREGORIO L. ALTAMIRANO, of legal age, Filipino, married to Remedios C. Altamirano",
        "BATIS VENTURES HOLDINGS INC., a corporation organized",
        "represented in this act by its President, ISABEL R. MONTENEGRO, as authorized by a resolution",
        "WHEREAS, those who have the right to acquire the Shares ahead of the Assignee have waived it",
        "NOW, THEREFORE",
        "1. Assignment",
        "TWELVE THOUSAND FIVE HUNDRED (12,500) shares of Common stock of LAWISWIS COFFEE ROASTERS CORPORATION",
        "par value of ONE HUNDRED PESOS (₱100.00) per share",
        "ONE MILLION TWO HUNDRED FIFTY THOUSAND PESOS (₱1,250,000.00)",
        "Total 14,000 12,500",
        "2. Consideration",
        "ONE MILLION EIGHT HUNDRED SEVENTY-FIVE THOUSAND PESOS (₱1,875,000.00)",
        "paid in full upon the signing",
        "3. Warranties of the Assignor",
        "4. Warranties of the Assignee",
        "5. Right of first refusal",
        "6. Delivery and recording of the transfer",
        "certificate authorizing registration",
        "(Section 62, Revised Corporation Code)",
        "7. Taxes and expenses",
        "8. General provisions",
        "IN WITNESS WHEREOF",
        "President, for the Assignee",
        "ACKNOWLEDGMENT",
        "and that of the corporation represented",
        f"consists of {WORDS[pages]} pages",
    )
    assert "Unpaid subscription" not in text


def test_assignment__of_unpaid_shares_by_installments__says_so():
    shares = {**sample(SHARES)["shares"], "certificates": None, "fullyPaid": False, "unpaidBalance": "312500.50"}
    parts = [{"amount": "875000.00", "due": "2026-12-15"}, {"amount": "1000000.00", "due": "2027-01-31"}]
    changes = {"payment": "in installments", "installments": parts, "firstRefusal": "no restriction"}
    text, _ = printed(SHARES, shares=shares, **changes)
    assert not out_of_order(
        text,
        "No stock certificate has been issued for the Shares",
        "in TWO (2) installments",
        "2 31 January 2027 ₱1,000,000.00",
        "Total ₱1,875,000.00",
        "Unpaid subscription",
        "THREE HUNDRED TWELVE THOUSAND FIVE HUNDRED PESOS AND 50/100 (₱312,500.50)",
        "neither the articles of incorporation nor the by-laws",
    )
    assert "paid in full upon the signing" not in text


def test_assignment__needs_what_its_choices_name():
    shares = {**sample(SHARES)["shares"], "fullyPaid": False}
    assert missing(SHARES, sample(SHARES, shares=shares)) == ["/shares/unpaidBalance"]
    assert missing(SHARES, sample(SHARES, payment="in installments")) == ["/installments"]
    assert missing(SHARES, sample(SHARES, refusalProof=None)) == ["/refusalProof"]
    assert missing(SHARES, sample(SHARES, assignor={"kind": "company"})) == ["/assignor/company"]


LOSS = "affidavit-of-loss"


def test_affidavit_of_loss__has_its_statements_in_order_and_the_page_count_of_the_file():
    text, pages = printed(LOSS)
    assert not out_of_order(
        text,
        "REPUBLIC OF THE PHILIPPINES",
        "S.S.",
        "AFFIDAVIT OF LOSS",
        "I, ROSALINDA T. EVANGELISTA, of legal age, Filipino, widowed, and residing at",
        "after having been duly sworn in accordance with law",
        "1. That I am the lawful registered owner of the shares",
        "TWO THOUSAND FIVE HUNDRED (2,500) common shares",
        "2. That the Certificate was lost on 14 September 2026",
        "discovered on 2 October 2026",
        "3. That the loss came about in this manner: the Certificate was in a brown envelope",
        "4. That, upon discovery of the loss, I dried and examined every paper",
        "5. That the loss was reported to Barangay San Isidro, Antipolo City on 5 October 2026",
        "6. That the Certificate cannot be found",
        "7. That, under Section 72 of the Revised Corporation Code, I ask the issuing corporation",
        "8. That I undertake to surrender the Certificate",
        "9. That I execute this affidavit",
        "Article 183 of the Revised Penal Code",
        "ROSALINDA T. EVANGELISTA Affiant",
        "SUBSCRIBED AND SWORN TO before me",
        "Rosalinda T. Evangelista Philippine Passport No.",
        f"consists of {WORDS[pages]} pages",
        "Doc. No.",
    )


def test_affidavit_of_loss__of_a_company_s_title__notices_the_registry():
    land = {"titleNumber": "TCT No. T-90114", "registry": "Rizal", "location": "a lot of 300 square meters in Taytay"}
    company = {"name": "Lambak Realty Inc.", "office": "4 Ortigas Avenue, Taytay, Rizal", "capacity": "Treasurer"}
    text, _ = printed(
        LOSS, owner="a company", company=company, kind="certificate of title", stock=None, land=land, report=None
    )
    assert not out_of_order(
        text,
        "Treasurer of LAMBAK REALTY INC. (the “Company”)",
        "That the Company is the lawful registered owner of the property covered by",
        "TCT No. T-90114, Registry of Deeds of Rizal",
        "Section 109 of Presidential Decree No. 1529",
        "That the Company and I undertake to surrender the Owner’s Duplicate",
    )
    assert [word for word in ("Section 72", "was reported to", "Shares represented") if word in text] == []


def test_affidavit_of_loss__needs_what_its_choices_name():
    assert missing(LOSS, sample(LOSS, stock=None)) == ["/stock"]
    assert missing(LOSS, sample(LOSS, kind="certificate of title")) == ["/land"]
    assert missing(LOSS, sample(LOSS, owner="a company")) == ["/company"]


DEMAND = "demand-letter"


def test_demand__states_the_debt_and_its_sum_in_words_and_figures():
    text, _ = printed(DEMAND)
    assert not out_of_order(
        text,
        "BARRETTO AND SALCEDO LAW OFFICES",
        "23 November 2026",
        "BY PERSONAL DELIVERY AND REGISTERED MAIL WITH RETURN CARD",
        "PULO FURNITURE WORKS CORPORATION",
        "Attention: Anselmo K. Tampus, President",
        "RE: FINAL DEMAND FOR PAYMENT OF ₱1,294,056.37",
        "Dear Mr. Tampus:",
        "on behalf of our client, DAGAT MACHINERIES INC.",
        "By purchase order no. 2026-044",
        "Balance of Invoice No. 11842, two panel saws 27 May 2026 ₱465,000.00",
        "Invoice No. 11843, edge bander and installation 26 June 2026 ₱712,500.00",
        "Interest at 12.00% a year from 27 June 2026 to 23",
        "Total amount due ₱1,294,056.37",
        "ONE MILLION TWO HUNDRED NINETY-FOUR THOUSAND FIFTY-SIX PESOS AND 37/100 (₱1,294,056.37)",
        "within TEN (10) days from your receipt",
        "(Article 1169 of the Civil Code)",
        "(Article 1155)",
        "to file the proper action in court for the collection of the whole amount",
        "without prejudice",
        "ATTY. CELESTINA R. BARRETTO",
        "Roll of Attorneys No. 61407",
        "IBP No. 402913",
        "PTR No. 1183306",
        "MCLE Compliance No. VIII-0021975",
        "Enclosures: (1)",
        "Received by:",
    )
    assert [word for word in ("Batas Pambansa", "Lupong", "recover possession") if word in text] == []


def test_demand__for_dishonored_checks__is_the_notice_of_dishonor():
    check = {"bank": "Bangko Mabuhay, Cebu Branch", "number": "0000412", "date": "2026-09-30", "amount": "250000.00"}
    text, _ = printed(
        DEMAND,
        kind="dishonored check",
        checks=[{**check, "reason": "Account closed"}],
        interest=None,
        otherCharges=None,
        barangay=True,
        service="by registered mail with return card",
    )
    assert not out_of_order(
        text,
        "AND NOTICE OF DISHONOR",
        "The following check, which you issued in payment, was presented",
        "0000412 30 September 2026 ₱250,000.00 Account closed",
        "Total amount due ₱1,177,500.00",
        "Section 2 of that law",
        "within five (5) banking days after receiving this notice",
        "Lupong Tagapamayapa, as Sections 408 and 412 of the Local Government Code require",
    )
    assert [word for word in ("Received by:", "accrues at the same rate", "Interest at") if word in text] == []


def test_demand__needs_the_checks_that_were_dishonored():
    assert missing(DEMAND, sample(DEMAND, kind="dishonored check")) == ["/checks"]


LEASE = "lease-contract"


def test_lease__has_its_clauses_in_order_and_the_page_count_of_the_file():
    text, pages = printed(LEASE)
    assert not out_of_order(
        text,
        "CONTRACT OF LEASE",
        "FORTUNATO G. ILAGAN, of legal age, Filipino, married to Milagros P. Ilagan",
        "NGITI DENTAL GROUP INC., a corporation organized",
        "WHEREAS, the Lessee wishes to rent the Premises and to use them as a dental clinic",
        "1. Premises",
        "with an area of 84 square meters, more or less",
        "2. Term",
        "THIRTY-SIX (36) months, from 1 January 2027 to 31 December 2029",
        "at least NINETY (90) days before its last day",
        "3. Rent",
        "SEVENTY-EIGHT THOUSAND FOUR HUNDRED PESOS (₱78,400.00) a month, exclusive of value-added tax",
        "on or before the 5th day of each month",
        "1 January 2029 31 December 2029 ₱86,436.00",
        "4. Security deposit and advance rent",
        "TWO HUNDRED THIRTY-FIVE THOUSAND TWO HUNDRED PESOS (₱235,200.00)",
        "ONE HUNDRED FIFTY-SIX THOUSAND EIGHT HUNDRED PESOS (₱156,800.00)",
        "applied to the first months of the term",
        "5. Utilities, dues and taxes",
        "6. Use and care of the Premises",
        "7. Repairs",
        "(Article 1654 of the Civil Code)",
        "8. Improvements",
        "9. Assignment and sublease",
        "10. Loss of the Premises and insurance",
        "11. Default",
        "12. Early end of the lease",
        "TWO (2) months of rent as liquidated damages",
        "13. Surrender",
        "14. Sale of the Premises and registration",
        "15. General provisions",
        "16. Special conditions",
        "IN WITNESS WHEREOF",
        "ACKNOWLEDGMENT",
        f"consists of {WORDS[pages]} pages",
    )
    assert "Rent Control Act" not in text


def test_lease__of_a_residence_with_the_least__leaves_the_optional_parts_out():
    rent = {**sample(LEASE)["rent"], "vat": "not subject to value-added tax", "increase": "yearly by a percentage"}
    text, _ = printed(
        LEASE,
        premises={"kind": "residential unit", "description": "Unit 5A", "location": "12 Mabini Street, Baguio City"},
        use="the home of the Lessee",
        rent={**rent, "percent": "4.00", "schedule": None, "withholding": False},
        advance=None,
        preTermination=None,
        lateCharge=None,
        maritalConsent=None,
        specialConditions=None,
        sublease="not allowed",
        renewal="by written agreement",
    )
    assert not out_of_order(
        text,
        "the following residential unit: Unit 5A, at 12 Mabini Street, Baguio City (the “Premises”)",
        "renewed only by written agreement",
        "the rent shall rise each year by 4.00% of the rent of the year before",
        "4. Security deposit Upon signing",
        "no business shall be conducted in them",
        "is not allowed (Article 1650)",
        "12. Surrender",
        "Rent Control Act of 2009 (Republic Act No. 9653)",
    )
    absent = (
        "withhold",
        "advance rent of",
        "Early end",
        "Special conditions",
        "marital consent",
        "a month, computed by",
    )
    assert [word for word in absent if word in text] == []


def test_lease__needs_what_its_increase_names():
    rent = {**sample(LEASE)["rent"], "schedule": None}
    assert missing(LEASE, sample(LEASE, rent=rent)) == ["/rent/schedule"]
    assert missing(LEASE, sample(LEASE, rent={**rent, "increase": "yearly by a percentage"})) == ["/rent/percent"]
    assert missing(LEASE, sample(LEASE, rent={**rent, "increase": "none"})) == []


MOA = "memorandum-of-agreement"


def test_memorandum__has_its_clauses_in_order_and_the_page_count_of_the_file():
    text, pages = printed(MOA)
    assert not out_of_order(
        text,
        "MEMORANDUM OF AGREEMENT",
        "in Davao City, among:",
        "MALIPAYON CACAO GROWERS ASSOCIATION INC., a corporation organized",
        "SOLEDAD M. PICHON, of legal age, Filipino, single, and residing at",
        "(the “Dryer”);",
        "(the “Buyer”).",
        "WHEREAS, the Association has one hundred twelve members",
        "1. Purpose",
        "2. Obligations of the Association",
        "a. deliver to the Dryer at least three metric tons",
        "b. train its member growers in fermentation according to Annex A; and",
        "3. Obligations of the Dryer",
        "4. Obligations of the Buyer",
        "5. Consideration and expenses",
        "The Buyer shall pay the Association the price stated below",
        "6. Coordination and reports",
        "undertakings of the Association, the Dryer and the Buyer",
        "7. Term",
        "takes effect on 1 January 2027 and remains in force until 31 December 2028",
        "8. Relations of the Parties",
        "9. Warranties",
        "10. Confidentiality",
        "for TWO (2) years after",
        "11. Personal data",
        "Republic Act No. 10173",
        "12. Breach and liability",
        "13. Termination",
        "THIRTY (30) days from written notice",
        "at least NINETY (90) days",
        "14. Disputes",
        "the proper courts of Davao City",
        "15. General provisions",
        "Annex A – Fermentation protocol",
        "Annex B – Map and list of plots",
        "IN WITNESS WHEREOF",
        "ACKNOWLEDGMENT",
        "Felimon A. Dagohoy",
        "Soledad M. Pichon",
        "Theresa Mae L. Uyanguren",
        "and that of the corporations represented",
        f"consists of {WORDS[pages]} pages",
    )


def test_memorandum__of_two_with_a_sum_and_arbitration__leaves_the_optional_parts_out():
    first, _, third = sample(MOA)["parties"]
    consideration = {**sample(MOA)["consideration"], "amount": "1250000.75", "vat": "exclusive of value-added tax"}
    text, _ = printed(
        MOA,
        parties=[first, {**third, "obligations": ["buy all dried beans"]}],
        term={"start": "2027-01-01", "kind": "until terminated"},
        consideration=consideration,
        confidential=False,
        confidentialYears=None,
        personalData=False,
        exclusive=True,
        termination={"noticeDays": 0, "cureDays": 1},
        disputes="arbitration",
        annexes=None,
    )
    assert not out_of_order(
        text,
        "in Davao City, between:",
        "The Buyer shall buy all dried beans.",
        "ONE MILLION TWO HUNDRED FIFTY THOUSAND PESOS AND 75/100 (₱1,250,000.75), exclusive of value-added tax",
        "until it is terminated under its terms",
        "no Party shall enter into a like undertaking",
        "within ONE (1) day from written notice",
        "The seat of the arbitration is Davao City",
    )
    absent = ("Confidentiality", "Personal data", "without cause", "its annexes", "proper courts", "Soledad")
    assert [word for word in absent if word in text] == []


def test_memorandum__needs_what_its_choices_name():
    assert missing(MOA, sample(MOA, consideration=None)) == ["/consideration"]
    assert missing(MOA, sample(MOA, confidentialYears=None)) == ["/confidentialYears"]
    term = {**sample(MOA)["term"], "end": None}
    assert missing(MOA, sample(MOA, term=term)) == ["/term/end"]
