"""The corporate papers of the library: what they must say, in the text of the PDF."""

from __future__ import annotations

import re

import pytest

from documents.rendering.publish import publish_checks
from tests.documents.library.papers import out_of_order, sample, template, text_and_pages, without

SLUGS = (
    "secretarys-certificate",
    "board-resolution",
    "treasurers-certificate",
    "certificate-of-authentication",
    "sec-cover-sheet",
    "general-information-sheet",
    "beneficial-ownership-declaration",
)


def printed(slug: str, data=None, tone: str = "formal") -> tuple[str, int]:
    """The text of the paper, its white space made one, and its pages."""
    return text_and_pages(slug, sample(slug) if data is None else data, tone)


def in_order(text: str, marks) -> bool:
    """Whether every mark stands in `text`, each after the one before it."""
    assert out_of_order(text, *marks) == []
    return True


@pytest.mark.parametrize("slug", SLUGS)
def test_template__may_be_published(slug):
    assert publish_checks(template(slug)) == []


# --- Secretary's certificate


def test_secretarys_certificate__has_what_a_bank_or_agency_looks_for_in_order():
    text, pages = printed("secretarys-certificate")
    assert in_order(
        text,
        [
            "REPUBLIC OF THE PHILIPPINES ) SANTA ROSA CITY, LAGUNA ) S.S. SECRETARY’S CERTIFICATE",
            "I, CONSUELO P. ABAD, of legal age, Filipino, single, and residing at 9 Burgos Street",
            "1. I am the duly elected and incumbent Corporate Secretary of HABING SILANGAN TEXTILES CORPORATION",
            "SEC Registration No. 2026100218834-51",
            "3. At the special meeting of the Board of Directors of the Corporation, duly called and held on 6",
            "FIVE (5) out of FIVE (5) directors were present",
            "by the unanimous vote of the directors present:",
            "Resolution No. 2026-04 RESOLVED, that the Corporation open and maintain",
            "Resolution No. 2026-05 RESOLVED, FURTHER, that the Corporation lease",
            "RESOLVED, FINALLY, that the following, any two of them, acting jointly, be authorized",
            "have not been revoked, amended or superseded, and remain in full force and effect",
            "Specimen signature",
            "IN WITNESS WHEREOF, I have signed this certificate this 12th day of November 2026",
            "SUBSCRIBED AND SWORN TO before me",
            "P7731905B",
            "Doc. No.",
            "Series of 2026.",
        ],
    )
    assert pages == 2
    assert "consists of TWO (2) pages" in text


def test_secretarys_certificate__of_stockholders__counts_shares_and_cites_their_sections():
    data = sample(
        "secretarys-certificate",
        meeting={
            "body": "stockholders",
            "kind": "annual",
            "stockholdersDate": "2026-09-18",
            "place": "Santa Rosa City",
            "remote": True,
        },
        quorum={"entitled": 28500, "present": 20000},
        vote="majority",
        votesFor=19000,
    )
    text, _ = printed("secretarys-certificate", data)
    assert "annual meeting of the stockholders of the Corporation, duly called and held on 18 September 2026" in text
    assert "Section 49" in text
    assert "TWENTY THOUSAND (20,000) out of TWENTY-EIGHT THOUSAND FIVE HUNDRED (28,500) shares outstanding" in text
    assert "by the affirmative vote of NINETEEN THOUSAND (19,000) shares" in text


def test_secretarys_certificate__of_one_resolution_without_signatories__speaks_in_the_singular():
    data = without("secretarys-certificate", "signatories", "signingRule", "recipient", "purpose", "tin")
    data = {**data, "grantsAuthority": False, "resolutions": data["resolutions"][:1]}
    text, _ = printed("secretarys-certificate", data)
    assert "the following resolution was approved" in text
    assert "The foregoing resolution is faithfully reproduced" in text
    assert "Specimen" not in text
    assert "RESOLVED, F" not in text
    assert "None" not in text


# --- Board resolution


def test_board_resolution__tells_quorum_votes_recitals_and_attestation_in_order():
    text, _ = printed("board-resolution")
    assert in_order(
        text,
        [
            "HABING SILANGAN TEXTILES CORPORATION SEC Registration No. 2026100218834-51",
            "RESOLUTION OF THE BOARD OF DIRECTORS Resolution No. 2026-06, Series of 2026",
            "PURCHASE OF LOOMS FOR THE SANTA ROSA WORKSHOP",
            "regular meeting of the Board of Directors",
            "of which notice was given to every director",
            "Of the FIVE (5) directors fixed in the articles of incorporation, FOUR (4) took part, ONE (1) of them by",
            "A quorum was therefore present",
            "Aurora Luz G. Macaraeg Director Absent –",
            "WHEREAS, under Section 22",
            "WHEREAS, orders taken",
            "WHEREAS, Dagat Machineries",
            "NOW, THEREFORE,",
            "RESOLVED, that the Corporation purchase",
            "RESOLVED, FURTHER, that the President",
            "RESOLVED, FINALLY, that the Corporate Secretary",
            "carried by the vote of THREE (3) directors in favor, ONE (1) abstaining.",
            "TERESITA M. CALDERON RODRIGO B. PEÑAFLOR Chairperson Director",
            "ATTESTED:",
            "CONSUELO P. ABAD Corporate Secretary",
        ],
    )
    assert "AURORA LUZ G. MACARAEG" not in text


def test_board_resolution__of_one_decision_by_all__speaks_in_the_singular_and_of_a_waiver():
    data = sample("board-resolution")
    for one in data["directors"]:
        one |= {"attendance": "in person", "vote": "in favor"}
    data["resolutions"] = data["resolutions"][:1]
    data["meeting"] |= {"notice": "notice waived", "time": None}
    text, _ = printed("board-resolution", data)
    assert "notice of which every director waived" in text
    assert "The foregoing resolution was carried by the vote of FIVE (5) directors in favor, and none against." in text
    assert "FURTHER" not in text
    assert "remote" not in text


# --- Treasurer's certificate


def test_treasurers_certificate__swears_to_capital_in_words_and_figures_in_order():
    text, pages = printed("treasurers-certificate")
    assert in_order(
        text,
        [
            "SANTA ROSA CITY, LAGUNA ) S.S. TREASURER’S CERTIFICATE",
            "I, AURORA LUZ G. MACARAEG, of legal age, Filipino, married to Dante R. Macaraeg, and residing at",
            "1. I was elected by the subscribers as Treasurer of HABING SILANGAN TEXTILES CORPORATION",
            "TWELVE MILLION THREE HUNDRED FORTY-FIVE THOUSAND SIX HUNDRED PESOS (₱12,345,600.00)",
            "Common 103,456 ₱100.00 ₱10,345,600.00",
            "SEVENTY-EIGHT THOUSAND FIVE HUNDRED (78,500) shares have been subscribed for a total of THREE MILLION",
            "ONE MILLION THREE HUNDRED THIRTY-SEVEN THOUSAND FIVE HUNDRED PESOS (₱1,337,500.00) has been paid",
            "Total 78,500 ₱3,350,000.00 ₱1,337,500.00",
            "I have actually received that payment, in cash and property",
            "Total in cash ₱937,500.00",
            "Section 61 of the Revised Corporation Code:",
            "Total in property ₱400,000.00",
            "The Securities and Exchange Commission may verify with the depositary bank",
            "IN WITNESS WHEREOF",
            "SUBSCRIBED AND SWORN TO",
            "Doc. No.",
        ],
    )
    assert pages == 2
    assert "consists of TWO (2) pages" in text
    assert "25%" not in text


def test_treasurers_certificate__of_an_increase__states_what_section_37_asks():
    data = sample(
        "treasurers-certificate",
        occasion="increase of capital stock",
        registrationNumber="2026100218834-51",
        increase={"from": "3345600.00", "stockholdersDate": "2026-09-18"},
        payment="cash",
    )
    text, _ = printed("treasurers-certificate", data)
    assert "duly elected and incumbent Treasurer of HABING SILANGAN TEXTILES CORPORATION" in text
    assert "at a meeting held on 18 September 2026, approved the increase of its authorized capital stock from" in text
    assert "(₱3,345,600.00) to TWELVE MILLION" in text
    assert "At least twenty-five percent (25%) of the increase has thus been subscribed" in text
    assert "Of the increase, SEVENTY-EIGHT THOUSAND" in text
    assert "Total in property" not in text
    assert "Section 61" not in text


# --- Certificate of authentication


def test_certificate_of_authentication__of_all_incorporators__stands_in_for_the_notary():
    text, _ = printed("certificate-of-authentication")
    assert in_order(
        text,
        [
            "CERTIFICATE OF AUTHENTICATION HABING SILANGAN TEXTILES CORPORATION",
            "Section 13 of Republic Act No. 11232",
            "SEC Memorandum Circular No. 16, Series of 2020",
            "being all the incorporators of HABING SILANGAN TEXTILES CORPORATION, a stock corporation",
            "who are FIVE (5) in number",
            "Articles of Incorporation",
            "5 October 2026 6",
            "By-laws 5 October 2026 8",
            "its directors, subscribers, subscriptions and payments, is true and correct of our own knowledge",
            "in place of an acknowledgment before a notary public",
            "We authorize Atty. Rafael D. Quintos",
            "Sections 162 and 164",
            "IN WITNESS WHEREOF, we have signed this certificate this 6th day of October 2026",
            "TERESITA M. CALDERON",
            "TIN 412-305-778-000",
        ],
    )
    for person in template("certificate-of-authentication").sample["incorporators"]:
        assert person["tin"] in text
        assert person["name"].upper() in text
    assert "SUBSCRIBED AND SWORN" not in text
    assert "Doc. No." not in text


def test_certificate_of_authentication__of_one_person__speaks_in_the_first_person_singular():
    data = sample("certificate-of-authentication", entityKind="one person corporation", filer=None)
    data["incorporators"], data["papers"] = data["incorporators"][:1], data["papers"][:1]
    text, _ = printed("certificate-of-authentication", data)
    assert "I, the undersigned and sole incorporator of" in text
    assert "the following paper submitted with the application for registration, and the signature on it" in text
    assert "its single stockholder, nominee and alternate nominee" in text
    assert "authorize" not in text
    assert not re.search(r"\b(We|we|our)\b", text)


def test_certificate_of_authentication__of_a_company__is_signed_by_its_representative():
    data = sample("certificate-of-authentication")
    data["incorporators"][0] |= {
        "name": "Lawis Holdings Inc.",
        "representative": "Ramon E. Lawis",
        "capacity": "President",
    }
    text, _ = printed("certificate-of-authentication", data)
    assert "RAMON E. LAWIS" in text
    assert "President, for Lawis Holdings Inc." in text
    assert "LAWIS HOLDINGS INC." not in text


# --- SEC cover sheet


def test_sec_cover_sheet__has_the_name_in_boxes_and_the_contact_person():
    text, pages = printed("sec-cover-sheet")
    assert pages == 1
    joined = text.replace(" ", "")
    assert in_order(
        joined,
        [
            "COVERSHEET",
            "CompanyRegistrationandMonitoringDepartment",
            "Natureofapplication",
            "Tobeassigned",
            "Nameoftheentity",
            "HABINGSILANGANTEXTILESCORPORATION",
            "Principaloffice",
            "2NDFLOOR,CALDERONBUILDING,45J.P.RIZALSTREET,BARANGAYPOBLACION,SANTAROSACITY,LAGUNA4026",
            "records@habingsilangan.example",
            "+639285550143",
            "ThirdFridayofSeptemberJune30None",
            "ConsueloP.Abad",
            "PAPERSFILEDUNDERTHISCOVERSHEET",
            "1ArticlesofIncorporation4",
            "TOBEFILLEDINBYTHECOMMISSION",
            "DocumentI.D.",
        ],
    )
    assert "Formername" not in joined


def test_sec_cover_sheet__of_a_change_of_name__has_both_names():
    data = sample(
        "sec-cover-sheet", changesName=True, formerName="Habing Laguna Inc.", registrationNumber="2026100218834-51"
    )
    text, pages = printed("sec-cover-sheet", data)
    joined = text.replace(" ", "")
    assert "FormernameoftheentityHABINGLAGUNAINC.Amendedto:newnameoftheentityHABINGSILANGAN" in joined
    assert "2026100218834-51" in text
    assert pages == 1


def test_sec_cover_sheet__of_a_name_too_long_for_the_boxes__prints_it_whole():
    name = "Samahan ng mga Manghahabi at Mananahi ng Silangang Laguna at ng mga Karatig Bayan Development Corporation"
    text, _ = printed("sec-cover-sheet", sample("sec-cover-sheet", corporateName=name))
    assert name.upper() in text


# --- General information sheet


def test_general_information_sheet__answers_every_item_in_order():
    text, pages = printed("general-information-sheet")
    assert in_order(
        text,
        [
            "GENERAL INFORMATION SHEET (GIS) FOR THE YEAR 2026 · STOCK CORPORATION",
            "✕ Annual",
            "1. THE CORPORATION",
            "Habing Silangan Textiles Corporation 14 October 2026",
            "Third Friday of September 30 October 2026 010-482-917-000",
            "records@habingsilangan.example",
            "2. AFFILIATED COMPANIES",
            "Parent None",
            "3. ANTI-MONEY LAUNDERING",
            "✕ No",
            "4. CAPITAL STRUCTURE",
            "Total 303,456 ₱12,345,600.00",
            "Filipino 4 Common 28,500 0 2,850,000.00 85.07",
            "Foreign None",
            "Total 78,500 3,350,000.00 100.00",
            "Filipino 4 Common 28,500 0 837,500.00 62.62",
            "Total 78,500 1,337,500.00 100.00",
            "5. DIRECTORS AND OFFICERS",
            "Teresita M. Calderon, Filipino Chair F Yes Yes President 412-305-778-000",
            "6. STOCKHOLDERS",
            "No audited statements yet",
            "1. Teresita M. Calderon, Filipino Common 15,000 1,500,000.00 44.78 500,000.00 412-305-778-000",
            "Total 78,500 3,350,000.00 100.00 1,337,500.00",
            "7. FURTHER INFORMATION",
            "₱150,000.00 6 November 2026 Not ratified",
            "C. Treasury shares",
            "E. Dividends declared",
            "Board of Investments",
            "Total manpower",
            "8. CERTIFICATION",
            "REPUBLIC OF THE PHILIPPINES",
            "I, CONSUELO P. ABAD, of legal age",
            "under penalty of perjury",
            "Section 177",
            "SUBSCRIBED AND SWORN TO",
            "consists of THREE (3) pages",
            "Doc. No.",
        ],
    )
    assert pages == 3


def test_general_information_sheet__has_no_page_of_beneficial_owners():
    text, _ = printed("general-information-sheet")
    assert text.lower().count("beneficial") == 2
    assert "Beneficial owners are not reported in this sheet" in text


def test_general_information_sheet__amended_by_a_covered_person_with_foreign_holders():
    data = sample(
        "general-information-sheet",
        kind="amended",
        amendment="Election of a treasurer on 12 November 2026",
        amla={"covered": True, "category": "Company service provider", "complies": "yes"},
        otherStockholders={"holders": 31, "shares": 1500, "amountSubscribed": "150000.00", "amountPaid": "112500.00"},
    )
    holding = {"class": "Common", "publicShares": 0}
    data["ownership"] += [
        {**holding, "nationality": "Japanese", "holders": 20, "shares": 1000}
        | {"amountSubscribed": "100000.00", "amountPaid": "100000.00"},
        {**holding, "nationality": "Korean", "holders": 11, "shares": 500}
        | {"amountSubscribed": "50000.00", "amountPaid": "12500.00"},
    ]
    text, _ = printed("general-information-sheet", data)
    assert "✕ Amended: Election of a treasurer" in text
    assert "✕ Company service provider" in text
    assert "Bank or other person" in text
    assert in_order(text, ["complied, since its last sheet,", "✕ Yes", "No"])
    assert "All foreign 31 1,500 150,000.00 4.29" in text
    assert "All foreign 31 1,500 112,500.00 7.76" in text
    assert "Others, 31 in number 1,500 150,000.00 4.29 112,500.00" in text
    assert "Total 80,000 3,500,000.00 100.00 1,450,000.00" in text


# --- Beneficial ownership declaration


def test_beneficial_ownership_declaration__states_each_owner_and_is_sworn():
    text, pages = printed("beneficial-ownership-declaration")
    assert in_order(
        text,
        [
            "BENEFICIAL OWNERSHIP DECLARATION",
            "SEC Memorandum Circular No. 15, Series of 2025",
            "✕ First declaration",
            "1. THE REPORTING ENTITY",
            "2026100218834-51 14 October 2026 010-482-917-000",
            "2. BENEFICIAL OWNERS",
            "1. Teresita M. Calderon",
            "Calderon Teresita Mendoza None",
            "19 May 1974",
            "412-305-778-000 t.calderon@habingsilangan.example +639175550144 14 October 2026",
            "Direct 44.78% 52.63% A, C",
            "at least twenty percent (20%)",
            "is able to elect a majority",
            "2. Rodrigo B. Peñaflor",
            "Direct 23.88% 28.07% A",
            "3. NOMINEE ARRANGEMENTS",
            "None: no director, trustee or shareholder",
            "4. CERTIFICATION",
            "under penalty of perjury",
            "no bearer shares",
            "Republic Act No. 10173",
            "Section 162",
            "SUBSCRIBED AND SWORN TO",
            "consists of TWO (2) pages",
        ],
    )
    assert pages == 2
    assert "Layer" not in text


def test_beneficial_ownership_declaration__of_an_indirect_holding__shows_each_layer_and_nominee():
    data = sample("beneficial-ownership-declaration", kind="change")
    data["change"] = {"what": "Transfer of shares to Lawis Holdings Inc.", "date": "2026-11-10"}
    data["beneficialOwners"][1] |= {
        "ownership": "indirect",
        "tin": None,
        "passport": "TK4471902",
        "chain": [
            {"holder": "Rodrigo B. Peñaflor", "held": "Lawis Holdings Inc.", "percentage": "80.00"},
            {"holder": "Lawis Holdings Inc.", "held": data["corporateName"], "percentage": "29.85"},
        ],
    }
    data["nominees"] = [
        {
            "nominee": "Consuelo P. Abad",
            "role": "nominee director",
            "nominator": "Rodrigo B. Peñaflor",
            "extent": "one seat",
            "since": "2026-11-10",
        }
    ]
    text, _ = printed("beneficial-ownership-declaration", data)
    assert "✕ Change" in text
    assert "Transfer of shares to Lawis Holdings Inc. 10 November 2026" in text
    assert "TK4471902" in text
    assert "1 Rodrigo B. Peñaflor Lawis Holdings Inc. – 80.00%" in text
    assert "2 Lawis Holdings Inc. Habing Silangan Textiles Corporation – 29.85%" in text
    assert "Consuelo P. Abad Nominee director Rodrigo B. Peñaflor one seat 10 November" in text


def test_beneficial_ownership_declaration__of_no_change__attests_without_owners():
    data = without("beneficial-ownership-declaration", "beneficialOwners", "nominees", "change")
    data |= {"kind": "annual attestation of no change", "lastDeclaration": "2026-01-30", "signingDate": "2026-11-16"}
    text, _ = printed("beneficial-ownership-declaration", data)
    assert "✕ Annual attestation of no change" in text
    assert (
        "the same as those declared to the Securities and Exchange Commission (the “Commission”) on 30 January 2026"
        in text
    )
    assert "2. CERTIFICATION" in text
    assert "2. BENEFICIAL OWNERS" not in text
    assert "NOMINEE ARRANGEMENTS" not in text
