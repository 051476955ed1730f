"""Papers of the practice itself and applications to agencies: what they must say, in the text of the PDF."""

from __future__ import annotations

from tests.documents.library.test_deeds import WORDS, missing, out_of_order, printed, sample

BILL = "billing-statement"
BORNE = {"kind": "percentage tax, borne by the practice", "rate": None, "amount": None, "ground": None}


def test_statement__reckons_what_is_due_and_says_that_it_is_no_invoice():
    text, _ = printed(BILL)
    assert not out_of_order(
        text,
        "MAGLAYA AND OCAMPO LAW OFFICES",
        "VAT Reg. TIN 009-714-385-00000",
        "STATEMENT OF ACCOUNT",
        "SOA-2026-0241",
        "16 October 2026 to 20 November 2026",
        "under the engagement letter of 17 August 2026",
        "the subscription agreement with the new investor was negotiated to its final form",
        "A. Professional fees",
        "Total 27.10 ₱172,650.00",
        "B. Disbursements",
        "OR 5530927 1,485.50",
        "Total ₱5,625.50",
        "C. Summary of the account",
        "Less: courtesy discount on the fees by the hour (₱6,650.00)",
        "Value-added tax, 12.00% of ₱166,000.00 ₱19,920.00",
        "Disbursements, at cost ₱5,625.50",
        "Charges of this statement ₱191,545.50",
        "Balance of Statement No. SOA-2026-0208 of 19 October 2026 ₱47,600.00",
        "Less: payment received on 3 November 2026, bank transfer 2026-5518-0042 (₱47,600.00)",
        "Less: retainer deposit applied (₱40,000.00)",
        "Less: creditable income tax to be withheld by the Client, 15.00% of ₱166,000.00 (₱24,900.00)",
        "AMOUNT DUE ₱126,645.50",
        "ONE HUNDRED TWENTY-SIX THOUSAND SIX HUNDRED FORTY-FIVE PESOS AND 50/100 (₱126,645.50), on or before",
        "Held after it ₱60,000.00 ₱40,000.00 ₱20,000.00",
        "please deposit again FORTY THOUSAND PESOS (₱40,000.00)",
        "0041-7730-26",
        "This statement is not an invoice and is not valid for claim of input tax.",
        "is Invoice No. 0001873 of 23 November 2026",
        "(BIR Form 2307)",
        "within TEN (10) days",
        "interest of 6.00% a year",
        "ATTY. LOURDES T. MAGLAYA",
    )


def test_statement__of_a_practice_without_vat_and_with_the_least__leaves_the_optional_parts_out():
    fees = [{"date": "2026-11-04", "description": "Legal opinion, as a fixed fee", "amount": "18000.00"}]
    absent = "discount disbursements previous payments deposit withholding invoice interest queryDays".split()
    text, _ = printed(BILL, fees=fees, tax=BORNE, **dict.fromkeys(absent))
    assert not out_of_order(
        text,
        "Legal opinion, as a fixed fee 18,000.00",
        "B. Summary of the account",
        "Charges of this statement ₱18,000.00 AMOUNT DUE ₱18,000.00",
        "EIGHTEEN THOUSAND PESOS (₱18,000.00)",
        "is issued separately",
        "(Section 116 of the Code) is paid by the practice and has not been added",
    )
    gone = ("VAT Reg.", "Value-added", "Hours", "Disbursements", "Less:", "held in trust", "2307", "a year")
    assert [word for word in gone if word in text] == []


def test_statement__paid_in_excess__shows_the_credit_and_asks_for_nothing():
    payments = [{"date": "2026-11-03", "reference": "bank transfer", "amount": "200000.00"}]
    text, _ = printed(BILL, payments=payments)
    assert not out_of_order(
        text,
        "CREDIT IN FAVOR OF THE CLIENT ₱25,754.50",
        "in favor of the Client of TWENTY-FIVE THOUSAND SEVEN HUNDRED FIFTY-FOUR PESOS AND 50/100 (₱25,754.50)",
    )
    assert "AMOUNT DUE" not in text


def test_statement__needs_what_its_tax_names():
    bare = {"kind": "value-added tax"}
    assert missing(BILL, sample(BILL, tax=bare)) == ["/tax/amount", "/tax/rate"]
    assert missing(BILL, sample(BILL, tax={"kind": "neither"})) == ["/tax/ground"]
    assert missing(BILL, sample(BILL, tax=BORNE)) == []


DTI = "dti-business-name-application"


def test_business_name__has_the_boxes_of_the_form_and_a_sworn_undertaking():
    text, pages = printed(DTI)
    assert not out_of_order(
        text,
        "DEPARTMENT OF TRADE AND INDUSTRY",
        "Act No. 3883, as amended, and Department Administrative Order No. 18-07",
        "✕ New Renewal",
        "Given name Middle name Surname Suffix Marisol Dimaranan Balagtas None",
        "17 April 1991 Female Single Filipino",
        "✕ Filipino citizen",
        "334-908-217-000",
        "3. PROPOSED BUSINESS NAMES, IN THE ORDER OF PREFERENCE",
        "1 Hardin ni Marisol Plant Nursery HARDIN NI MARISOL PLANT NURSERY",
        "3 Punla at Lilim Plant Nursery PUNLA AT LILIM PLANT NURSERY",
        "4. TERRITORIAL SCOPE",
        "✕ City or municipality",
        "Cabuyao City",
        "Region IV-A (CALABARZON), 4025",
        "01301 Plant propagation",
        "✕ Manufacturer or producer Service ✕ Retailer",
        "₱350,000.00 Male 2, female 3, total 5",
        "Noel F. Caringal",
        "(1) Copy of the owner’s passport; (2) Special power of attorney",
        "Fees, by the territorial scope, and documentary stamp tax are those that the Department assesses",
        "UNDERTAKING AND CONSENT",
        "I, MARISOL D. BALAGTAS, of legal age, Filipino, single",
        "I apply to register a name",
        "none of the names proposed is registered for another",
        "within the territorial scope applied for",
        "is not a license to do business",
        "I consent to the publication and disclosure",
        "(Republic Act No. 10173)",
        "(Article 183 of the Revised Penal Code)",
        "Owner and applicant",
        "SUBSCRIBED AND SWORN TO",
        "Philippine Passport No. P5518204B",
        f"consists of {WORDS[pages]} pages",
        "Series of 2026.",
    )
    assert pages == 2


def test_business_name__to_be_renewed_by_an_alien__names_the_certificate_and_the_authority():
    registered = {"certificateNumber": "3071842", "registeredOn": "2021-11-24", "expiresOn": "2026-11-24"}
    alien = {
        **sample(DTI)["owner"],
        "nationality": "Japanese",
        "standing": "alien with authority to do business",
        "authority": "Certificate of Authority No. 2021-0188",
        "tin": None,
    }
    text, _ = printed(
        DTI,
        kind="renewal",
        registered=registered,
        owner=alien,
        proposedNames=sample(DTI)["proposedNames"][:1],
        scope="national",
        representative=None,
    )
    assert not out_of_order(
        text,
        "New ✕ Renewal 3071842 24 November 2021 24 November 2026",
        "✕ Alien with authority",
        "None yet",
        "Certificate of Authority No. 2021-0188",
        "3. BUSINESS NAME",
        "✕ National Philippines",
        "None. The owner files in person.",
        "I apply to renew the registration of its name",
        "the name is not registered for another",
    )
    assert "PROPOSED" not in text


def test_business_name__needs_what_its_choices_name():
    assert missing(DTI, sample(DTI, kind="renewal")) == ["/registered"]
    owner = {**sample(DTI)["owner"], "standing": "recognized refugee"}
    assert missing(DTI, sample(DTI, owner=owner)) == ["/owner/authority"]


BSP = "bsp-msb-application-letter"


def test_money_service__asks_for_each_activity_and_undertakes_what_the_regulations_want():
    text, pages = printed(BSP)
    assert not out_of_order(
        text,
        "TULAY PADALA AT PALITAN INC.",
        "BANGKO SENTRAL NG PILIPINAS",
        "RE: APPLICATION FOR REGISTRATION AS A MONEY SERVICE BUSINESS",
        "Remittance agent, money changer and foreign exchange dealer",
        "a stock corporation registered with the Securities and Exchange Commission",
        "under Registration No. 2026030155718-22 on 12 March 2026, with TIN 011-604-238-000",
        "Section 3 of Republic Act No. 7653, as amended by Republic Act No. 11211",
        "Circular No. 1206, series of 2024",
        "a. remittance agent, receiving funds",
        "b. money changer, exchanging foreign currencies and pesos with customers; and",
        "c. foreign exchange dealer, buying and selling foreign exchange.",
        "by authority of a resolution of its board of directors dated 9 November 2026.",
        "1. Capital, owners and management",
        "TWENTY-FIVE MILLION PESOS (₱25,000,000.00)",
        "Batangan Ventures Inc. Filipino 25.00%",
        "Amparo L. Villaruel Director, President Filipino",
        "Ricardo S. Macalintal Director Filipino",
        "Josefina R. Atienza Corporate Secretary Filipino",
        "2. The business",
        "remittances of overseas workers from Japan",
        "plans to start operations on 15 February 2027",
        "3. Offices and activities",
        "THREE (3) offices",
        "Calamba Branch",
        "4. Prevention of money laundering",
        "Emilio T. Comia, Compliance Officer, answers for compliance with Republic Act No. 9160",
        "5. Documents",
        "h. Data entry template of the Bangko Sentral.",
        "as soon as it is obtained",
        "a. Business permits of the three offices",
        "in the amount that the regulations set, will be paid upon the advice",
        "6. Undertakings",
        "before the certificate of registration for that office is issued",
        "to register with the Anti-Money Laundering Council",
        "Republic Act No. 11765",
        "to examination by the Bangko Sentral",
        "Section 35 of Republic Act No. 7653",
        "7. Contact persons",
        "j.atienza@tulaypadala.example",
        "AMPARO L. VILLARUEL President",
    )
    assert pages == 3
    assert text.count("Amparo L. Villaruel") == 2  # once among the owners, once with both of her posts


def test_money_service__of_a_proprietor_with_one_office__speaks_of_one():
    office = {**sample(BSP)["offices"][1], "activities": ["money changer"]}
    text, _ = printed(
        BSP,
        entityKind="sole proprietorship",
        activities=["money changer"],
        offices=[office],
        owners=[{"name": "Amparo L. Villaruel", "nationality": "Filipino", "share": "100.00"}],
        directors=None,
        documents=[{"title": "Business plan", "when": "enclosed"}],
        contactPersons=sample(BSP)["contactPersons"][:1],
        signatory={"name": "Amparo L. Villaruel", "capacity": "Proprietor", "authority": None},
        plannedStart=None,
        feeProof="official receipt no. 4411208",
    )
    assert not out_of_order(
        text,
        "a sole proprietorship registered with the Department of Trade and Industry",
        "to operate as money changer, exchanging foreign currencies and pesos with customers.",
        "Its owner is:",
        "It is managed by:",
        "3. Office and activities",
        "ONE (1) office:",
        "The following document is enclosed",
        "a. Business plan.",
        "has been paid, as is shown by official receipt no. 4411208.",
        "7. Contact person",
    )
    gone = ("Director Filipino", "plans to start", "by authority of", "will be submitted when")
    assert [word for word in gone if word in text] == []


def test_money_service__of_a_corporation__needs_its_directors():
    assert missing(BSP, sample(BSP, directors=None)) == ["/directors"]
    assert missing(BSP, sample(BSP, entityKind="partnership", directors=None)) == []
