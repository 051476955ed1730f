"""The incorporation papers of the library: what the law wants in each, in the text of the PDF."""

from __future__ import annotations

import re

import pytest

from documents import schema
from documents.rendering.publish import publish_checks
from tests.documents.library.papers import out_of_order, sample, template, text_and_pages, without

OPC = "articles-of-incorporation-opc"
CONSENT = "nominee-consent-opc"
FAO = "appointment-of-officers-opc"
NONSTOCK = "articles-of-incorporation-nonstock"
BYLAWS = "bylaws-stock"
PARTNERSHIP = "articles-of-partnership"
UNDERTAKING = "undertaking-change-name"
SLUGS = (OPC, CONSENT, FAO, NONSTOCK, BYLAWS, PARTNERSHIP, UNDERTAKING)
AFTER = {
    "adoption": "after incorporation",
    "registrationNumber": "2026100218834-51",
    "meetingDate": "2026-10-28",
    "signingDate": "2026-11-03",
    "outstandingShares": 55000,
    "stockholders": [
        {"name": "Teresita M. Calderon", "shares": 21000},
        {"name": "Rodrigo B. Peñaflor", "shares": 10000},
    ],
    "directors": [{"name": "Teresita M. Calderon"}, {"name": "Rodrigo B. Peñaflor"}, {"name": "Benjamin S. Uy"}],
    "secretary": "Consuelo P. Abad",
    "incorporators": None,
}


def printed(slug: str, data=None, tone: str = "formal") -> str:
    """The text of the paper, its white space made one."""
    return text_and_pages(slug, sample(slug) if data is None else data, tone)[0]


def pages(slug: str, data=None) -> int:
    return text_and_pages(slug, sample(slug) if data is None else data)[1]


@pytest.mark.parametrize("slug", SLUGS)
def test_template__may_be_published(slug):
    assert publish_checks(template(slug)) == []


@pytest.mark.parametrize("slug", SLUGS)
def test_template__in_plain_words__leaves_no_blank(slug):
    text = printed(slug, tone="plain")
    assert "____" not in text
    assert "None" not in text


# --- Articles of a One Person Corporation


def test_opc__has_every_clause_in_order():
    ordinals = "FIRST SECOND THIRD FOURTH FIFTH SIXTH SEVENTH EIGHTH NINTH TENTH ELEVENTH TWELFTH THIRTEENTH".split()
    marks = [
        "(A One Person Corporation)",
        *(f"{one}:" for one in ordinals),
        "IN WITNESS WHEREOF",
        "TREASURER’S CERTIFICATION",
        "BAGUIO CITY ) S.S.",
        "ACKNOWLEDGMENT",
    ]
    assert out_of_order(printed(OPC), *marks) == []


def test_opc__says_amounts_in_words_and_figures_and_counts_its_pages():
    text = printed(OPC)
    assert "TWO MILLION FIVE HUNDRED THOUSAND PESOS (₱2,500,000.00), lawful money" in text
    assert (
        "TEN THOUSAND (10,000) shares for a total of ONE MILLION PESOS (₱1,000,000.00), of which SIX HUNDRED FIFTY"
        in text
    )  # noqa: E501
    assert pages(OPC) == 6
    assert "consists of SIX (6) pages" in text


def test_opc__of_a_natural_person__is_perpetual_and_names_its_nominees():
    text = printed(OPC)
    assert "perpetual existence" in text
    assert "The single stockholder shall be the sole director and the president" in text
    assert "gregorio.manalastas@mailbox.example, +639185550161" in text
    assert out_of_order(text, *["Temporary incapacity.", "Death or permanent incapacity.", "Alternate nominee."]) == []


def test_opc__stockholder_as_treasurer__undertakes_the_bond_and_another_does_not():
    assert "to give the bond that the Securities and Exchange Commission requires" in printed(OPC)
    other = printed(OPC, sample(OPC, treasurer="Leandro Q. Baltazar"))
    assert "give the bond" not in other
    assert "That LEANDRO Q. BALTAZAR shall act as Treasurer of the corporation" in other


def test_opc__of_an_estate__is_coterminous_and_signed_by_the_fiduciary():
    fiduciary = {
        "name": "Amparo L. Sandoval",
        "nationality": "Filipino",
        "capacity": "administrator",
        "authority": "letters of administration of the Regional Trial Court of Baguio City dated 2 March 2026",
        "residence": "3 Outlook Drive, Baguio City",
        "tin": "220-118-904-000",
    }
    data = sample(OPC, stockholderKind="estate", fiduciary=fiduciary, birthDate=None)
    text = printed(OPC, data)
    assert "co-terminous with the existence of the estate" in text
    assert "perpetual existence" not in text
    assert "AMPARO L. SANDOVAL Administrator of Isidra V. Manalastas, Single Stockholder TIN 220-118-904-000" in text
    assert "The administrator shall be the sole director" in text
    assert "until a successor has been lawfully appointed for the estate" in text
    assert "legal heirs have been lawfully determined" not in text
    found = schema.validate(template(OPC).schema, sample(OPC, stockholderKind="estate"))
    assert [(one.pointer, one.code) for one in found] == [("/fiduciary", "required")]


# --- Written consent of nominee and alternate nominee


def test_consent__is_given_by_each_nominee_and_confirmed_by_the_stockholder():
    text = printed(CONSENT)
    marks = [
        "as Section 124 of Republic Act No. 11232",
        "I. CONSENT OF THE NOMINEE",
        "I, GREGORIO T. MANALASTAS, of legal age, Filipino, married to Isidra V. Manalastas, and residing at",
        "a. in case of temporary incapacity",
        "b. in case of death or permanent incapacity",
        "c. I may withdraw this consent in writing",
        "GREGORIO T. MANALASTAS Nominee TIN 310-446-982-000",
        "II. CONSENT OF THE ALTERNATE NOMINEE",
        "FELICIDAD R. OCAMPO Alternate Nominee TIN 188-203-571-000",
        "III. DESIGNATION BY THE SINGLE STOCKHOLDER",
        "ISIDRA V. MANALASTAS Single Stockholder",
    ]
    assert out_of_order(text, *marks) == []
    assert pages(CONSENT) == 2


def test_consent__on_a_change_of_nominees__names_the_registration_and_whom_they_replace():
    change = sample(CONSENT, occasion="change of nominees")
    found = schema.validate(template(CONSENT).schema, change)
    assert [one.pointer for one in found] == ["/registrationNumber", "/replaced"]
    text = printed(CONSENT, {**change, "registrationNumber": "2026090112233-07", "replaced": "Ramon S. Tiangco"})
    assert "under Section 126 of Republic Act No. 11232" in text
    assert "with SEC Registration No. 2026090112233-07)" in text
    assert "The persons who sign below replace Ramon S. Tiangco." in text
    assert "Section 126 of Republic" not in printed(CONSENT)


def test_consent__for_an_estate__is_confirmed_by_its_fiduciary():
    text = printed(CONSENT, sample(CONSENT, representative="Amparo L. Sandoval, administrator"))
    assert "AMPARO L. SANDOVAL, ADMINISTRATOR for Isidra V. Manalastas, Single Stockholder" in text


# --- Form for appointment of officers


def test_officers__are_named_with_their_undertakings_and_sworn():
    text = printed(FAO)
    marks = [
        "SECURITIES AND EXCHANGE COMMISSION FORM FOR APPOINTMENT OF OFFICERS",
        "A. FILING",
        "✓ Initial appointment Subsequent",
        "B. THE CORPORATION",
        "C. OFFICERS",
        "Isidra V. Manalastas",
        "Leandro Q. Baltazar",
        "Rowena C. Dulay",
        "D. BOND AND UNDERTAKING OF THE STOCKHOLDER AS TREASURER",
        "THREE MILLION PESOS (₱3,000,000.00)",
        "E. UNDERTAKING OF THE CORPORATE SECRETARY",
        "F. CERTIFICATION UNDER OATH",
        "BAGUIO CITY ) S.S.",
        "LEANDRO Q. BALTAZAR Corporate Secretary Affiant",
        "SUBSCRIBED AND SWORN TO",
        "Passport No. P1093557C",
    ]
    assert out_of_order(text, *marks) == []
    assert pages(FAO) == 3
    assert "consists of THREE (3) pages" in text


def test_officers__with_another_treasurer__need_no_bond():
    treasurer = {
        "name": "Noel A. Bautista",
        "nationality": "Filipino",
        "residence": "Baguio City",
        "tin": "111-222-333",
    }
    data = sample(FAO, treasurerIsStockholder=False, treasurer=treasurer, bond=None, signatory="single stockholder")
    text = printed(FAO, data)
    assert "BOND" not in text
    assert "D. UNDERTAKING OF THE CORPORATE SECRETARY" in text
    assert "Noel A. Bautista" in text
    assert "ISIDRA V. MANALASTAS Single Stockholder and President Affiant" in text
    found = schema.validate(template(FAO).schema, {**data, "treasurer": None})
    assert [(one.pointer, one.code) for one in found] == [("/treasurer", "required")]
    found = schema.validate(template(FAO).schema, sample(FAO, bond=None))
    assert [(one.pointer, one.code) for one in found] == [("/bond", "required")]


def test_officers__of_a_later_filing__state_the_reason():
    text = printed(FAO, sample(FAO, filing="subsequent", reason="Resignation of the former secretary"))
    assert "✓ Subsequent appointment or change: Resignation of the former secretary" in text


# --- Articles of a non-stock corporation


def test_nonstock__has_every_clause_in_order():
    ordinals = "FIRST SECOND THIRD FOURTH FIFTH SIXTH SEVENTH EIGHTH NINTH TENTH ELEVENTH TWELFTH THIRTEENTH FOURTEENTH"
    marks = [*(f"{one}:" for one in ordinals.split()), "IN WITNESS WHEREOF", "TREASURER’S CERTIFICATION"]
    text = printed(NONSTOCK)
    assert out_of_order(text, *[*marks, "PASIG CITY ) S.S.", "ACKNOWLEDGMENT"]) == []
    assert "capital stock divided into shares; and that its capital is TWO HUNDRED THOUSAND PESOS (₱200,000.00)" in text
    assert "in the total amount of TWO HUNDRED THOUSAND PESOS (₱200,000.00)" in text
    assert (
        "that the trustees, who must be members, shall after the first election hold office for a term of ONE (1) year"
        in text
    )  # noqa: E501
    assert "no part of the income of the corporation is distributable as dividends" in text
    assert "that the same is their free and voluntary act and deed." in text
    assert pages(NONSTOCK) == 6
    assert "consists of SIX (6) pages" in text


def test_nonstock__as_a_foundation__accounts_for_its_funds():
    text = printed(NONSTOCK, sample(NONSTOCK, nature="foundation", corporateName="Kapit-Bisig Foundation Inc."))
    assert "corporation to act as a foundation under the laws" in text
    assert "3. As a foundation, the corporation shall use its funds" in text
    assert "As a foundation" not in printed(NONSTOCK)


def test_nonstock__with_a_term_and_without_optional_inputs__is_whole():
    text = printed(NONSTOCK, {**without(NONSTOCK, "tradeNames", "secondaryPurposes"), "termYears": 50})
    assert "a term of FIFTY (50) years from the date of issuance" in text
    assert "B. Powers in furtherance" in text
    assert "perpetual existence" in printed(NONSTOCK)


# --- By-laws


def test_bylaws__have_what_section_46_wants_in_order():
    marks = [
        "BY-LAWS OF HABING SILANGAN TEXTILES CORPORATION",
        "ARTICLE I OFFICES AND SEAL",
        "ARTICLE II MEETINGS OF STOCKHOLDERS",
        "Third Friday of September, at 2:00 in the afternoon",
        "at least TWENTY-ONE (21) days before a regular meeting, and at least TEN (10) days before a special meeting",
        "Section 7. Quorum.",
        "Section 9. Proxies.",
        "at least FIVE (5) days before the meeting",
        "ARTICLE III BOARD OF DIRECTORS",
        "The board shall have FIVE (5) directors",
        "Section 3. Qualifications.",
        "Section 4. Nomination and election.",
        "may cumulate the shares",
        "every month, on the first Tuesday of the month",
        "at least THREE (3) days before the meeting",
        "Section 11. Remote communication.",
        "Section 14. Compensation.",
        "Section 15. Executive committee. The board may create an executive committee of THREE (3) members",
        "ARTICLE IV OFFICERS",
        "also have a Vice-President for Operations, who supervises",
        "ARTICLE V DUTIES, LIABILITY AND INDEMNITY",
        "ARTICLE VI SHARES AND THEIR TRANSFER",
        "ARTICLE VII FISCAL YEAR, FUNDS, DIVIDENDS AND AUDIT",
        "shall end on June 30 of each year",
        "ARTICLE VIII BOOKS, RECORDS AND REPORTS",
        "ARTICLE IX NOTICES AND ELECTRONIC COMMUNICATION",
        "ARTICLE X PENALTIES",
        "ARTICLE XI OTHER MATTERS",
        "ARTICLE XII AMENDMENT AND EFFECTIVITY",
        "being all the incorporators of the Corporation",
        "CONSUELO P. ABAD Incorporator TIN 501-883-190-000",
    ]
    assert out_of_order(printed(BYLAWS), *marks) == []
    assert pages(BYLAWS) == 10


def test_bylaws__adopted_after_incorporation__are_signed_certified_and_countersigned():
    text = printed(BYLAWS, sample(BYLAWS, **AFTER))
    marks = [
        "with SEC Registration No. 2026100218834-51, adopt these by-laws",
        "meeting of stockholders held on 28 October 2026",
        "THIRTY-ONE THOUSAND (31,000) shares of the FIFTY-FIVE THOUSAND (55,000) shares outstanding",
        "CERTIFICATION OF DIRECTORS",
        "being a majority of the directors",
        "BENJAMIN S. UY Director",
        "Countersigned:",
        "CONSUELO P. ABAD Corporate Secretary",
    ]
    assert out_of_order(text, *marks) == []
    assert "all the incorporators" not in text
    found = schema.validate(template(BYLAWS).schema, sample(BYLAWS, adoption="after incorporation"))
    assert [one.pointer for one in found] == [
        "/directors",
        "/meetingDate",
        "/outstandingShares",
        "/registrationNumber",
        "/secretary",
        "/stockholders",
    ]


def test_bylaws__without_seal_committee_and_other_officers__number_on():
    text = printed(
        BYLAWS, {**without(BYLAWS, "seal", "committeeMembers", "otherOfficers"), "executiveCommittee": False}
    )
    assert "ARTICLE I OFFICES Section 1." in text
    assert "seal of the Corporation" not in text
    assert "executive committee" not in text
    assert "Section 15. Other committees." in text
    assert "Section 6. Other officers. The board may appoint" in text


# --- Articles of partnership


def limited_partnership():
    """The sample with its third partner made a limited one."""
    data = sample(
        PARTNERSHIP,
        corporateName="Villaruz, Samonte and Company, Limited",
        kind="limited",
        limitedReturn="upon dissolution",
        limitedSubstitution="with the consent of all partners",
        limitedContinuation=True,
    )
    data["partners"][2].update(kind="limited", cash="150000.00", industry=None)
    return data


def test_partnership__has_every_clause_in_order():
    ordinals = "FIRST SECOND THIRD FOURTH FIFTH SIXTH SEVENTH EIGHTH NINTH TENTH ELEVENTH TWELFTH THIRTEENTH".split()
    text = printed(PARTNERSHIP)
    marks = [
        "ARTICLES OF PARTNERSHIP OF VILLARUZ, SAMONTE AND COMPANY",
        *(f"{one}:" for one in ordinals),
        "NESTOR P. GALLEGO Industrial Partner",
        "SIGNED IN THE PRESENCE OF",
        "ILOILO CITY ) S.S.",
        "ACKNOWLEDGMENT",
    ]
    assert out_of_order(text, *marks) == []
    assert "capital of the partnership is ONE MILLION TWO HUNDRED FIFTY THOUSAND PESOS (₱1,250,000.00)" in text
    assert "except that the industrial partner is not liable for losses" in text
    assert "each of whom may alone execute all acts of administration" in text
    assert "to creditors who are not partners" in text
    assert "FOURTEENTH" not in text
    assert "SUBSCRIBED AND SWORN" not in text
    assert pages(PARTNERSHIP) == 5
    assert "consists of FIVE (5) pages" in text


def test_limited_partnership__states_what_article_1844_wants_and_is_sworn():
    text = printed(PARTNERSHIP, limited_partnership())
    marks = [
        "ARTICLES OF LIMITED PARTNERSHIP",
        "to form a limited partnership under Articles 1843 to 1867",
        "ONE MILLION FOUR HUNDRED THOUSAND PESOS (₱1,400,000.00)",
        "only to the extent of the contribution",
        "NINTH: That, as Article 1844",
        "the contribution of the limited partner shall be returned upon dissolution, subject to Article 1857",
        "is given, with the consent of all partners",
        "the remaining general partners may continue the business",
        "TENTH: That withdrawal",
        "FOURTEENTH:",
        "NESTOR P. GALLEGO Limited Partner",
        "SUBSCRIBED AND SWORN TO",
        "ACKNOWLEDGMENT",
        "who executed the foregoing Articles of Limited Partnership",
    ]
    assert out_of_order(text, *marks) == []
    assert "industrial partner is not liable" not in text
    found = schema.validate(template(PARTNERSHIP).schema, sample(PARTNERSHIP, kind="limited"))
    assert [one.pointer for one in found] == ["/limitedContinuation", "/limitedReturn", "/limitedSubstitution"]


def test_partnership__with_one_manager_and_a_term__says_so():
    text = printed(PARTNERSHIP, sample(PARTNERSHIP, managers=["Carmelita S. Villaruz"], termYears=25))
    assert "managed by CARMELITA S. VILLARUZ, as managing partner; and that" in text
    assert "a term of TWENTY-FIVE (25) years from the date of its registration" in text
    jointly = printed(PARTNERSHIP, sample(PARTNERSHIP, managersActJointly=True))
    assert "who shall act jointly" in jointly


# --- Affidavit of undertaking to change name


def test_undertaking__is_a_joint_affidavit_of_several_affiants():
    marks = [
        "REPUBLIC OF THE PHILIPPINES ) SANTA ROSA CITY, LAGUNA ) S.S. JOINT AFFIDAVIT OF UNDERTAKING TO CHANGE NAME",
        "We, TERESITA M. CALDERON, of legal age, Filipino, married to Ernesto D. Calderon, and residing at",
        "; and RODRIGO B. PEÑAFLOR, of legal age, Filipino, single, and residing at",
        "in behalf of HABING SILANGAN TEXTILES CORPORATION (also doing business",
        "a stock corporation for whose registration articles of incorporation are filed",
        "under Section 17 of Republic Act No. 11232",
        "to change its name, including any trade name, immediately upon receipt of notice",
        "IN WITNESS WHEREOF, we have signed this affidavit this 5th day of October 2026",
        "TERESITA M. CALDERON RODRIGO B. PEÑAFLOR Incorporator Incorporator",
        "SUBSCRIBED AND SWORN TO",
        "by the affiants",
        "Passport No. P0917724C",
    ]
    text = printed(UNDERTAKING)
    assert out_of_order(text, *marks) == []
    assert pages(UNDERTAKING) == 2
    assert "consists of TWO (2) pages" in text


def test_undertaking__of_one_affiant__speaks_in_the_singular():
    text = printed(UNDERTAKING, sample(UNDERTAKING, affiants=sample(UNDERTAKING)["affiants"][:1], tradeNames=None))
    assert "JOINT" not in text
    assert "1. I make this undertaking, as Incorporator, in behalf of HABING" in text
    assert "6. I execute this affidavit" in text
    assert "doing business" not in text
    assert re.search(r"\b(we|our|We)\b", text) is None


def test_undertaking__on_a_change_of_name__names_the_registration():
    data = sample(
        UNDERTAKING, stage="change of name", registrationNumber="2019040011223-9", formerName="Tala Weaves Inc."
    )
    text = printed(UNDERTAKING, data)
    assert (
        "under SEC Registration No. 2019040011223-9 as TALA WEAVES INC., whose application to change its name" in text
    )
    found = schema.validate(template(UNDERTAKING).schema, sample(UNDERTAKING, stage="change of name"))
    assert [one.pointer for one in found] == ["/formerName", "/registrationNumber"]


def test_undertaking__of_a_partnership__needs_two_partners():
    partners = sample(UNDERTAKING)["affiants"]
    data = sample(UNDERTAKING, entityKind="partnership", affiants=partners[:1])
    found = schema.validate(template(UNDERTAKING).schema, data)
    assert [(one.pointer, one.code) for one in found] == [("/affiants", "min-items")]
    assert "articles of partnership are filed" in printed(UNDERTAKING, {**data, "affiants": partners})
