"""The articles of incorporation: every clause of RA 11232 sections 13 and 14, in the inputs' words and figures."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from documents import rules, schema
from tests.documents.articles import SLUG, articles, pdf, sample

COMPANY = Path(__file__).resolve().parents[1] / "flows" / "company.json"


def read(data=None, **options) -> str:
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf(data, **options).content, capture_output=True, check=True
    )
    return re.sub(r"\s+", " ", done.stdout.decode())


def capital(authorized, *classes):
    rows = [{"name": name, "shares": shares, "parValue": par} for name, shares, par in classes]
    return {"currency": "PHP", "authorized": authorized, "classes": rows}


def test_articles__have_every_clause_of_the_statutory_form_in_order():
    text = read()
    clauses = "FIRST SECOND THIRD FOURTH FIFTH SIXTH SEVENTH EIGHTH NINTH TENTH ELEVENTH TWELFTH THIRTEENTH".split()
    marks = [
        *(f"{one}:" for one in clauses),
        "IN WITNESS WHEREOF",
        "TREASURER’S CERTIFICATION",
        "ACKNOWLEDGMENT",
        "S.S.",
    ]
    assert [mark for mark in marks if mark not in text] == []
    places = [text.index(f"{one}:") for one in clauses]
    assert places == sorted(places)


def test_articles__are_acknowledged_as_the_signers_own_act_and_in_no_other_words():
    assert "acknowledged to me that the same is their free and voluntary act and deed. This instrument" in read()


def test_articles__say_capital_in_words_and_figures():
    text = read()
    assert "TWELVE MILLION THREE HUNDRED FORTY-FIVE THOUSAND SIX HUNDRED PESOS (₱12,345,600.00)" in text
    assert "THREE HUNDRED THREE THOUSAND FOUR HUNDRED FIFTY-SIX (303,456) shares" in text
    assert "ONE MILLION THREE HUNDRED THIRTY-SEVEN THOUSAND FIVE HUNDRED PESOS (₱1,337,500.00)" in text


def test_articles__of_one_class__state_its_par_value():
    one = sample(capital=capital("5000000.00", ("Common", 50000, "100.00")))
    text = read(one)
    assert "FIVE MILLION PESOS (₱5,000,000.00), lawful money" in text
    assert "FIFTY THOUSAND (50,000) shares with a par value of ONE HUNDRED PESOS (₱100.00) per share" in text


def test_articles__without_par_value__use_the_form_for_such_shares():
    text = read(sample(capital=capital(None, ("Common", 10000, None))))
    assert "the capital stock of the corporation is TEN THOUSAND (10,000) shares without par value" in text
    assert "fully paid and non-assessable" in text


def test_articles__with_and_without_par_value__use_the_mixed_form():
    text = read(sample(capital=capital("1000000.00", ("Common", 10000, None), ("Preferred", 10000, "100.00"))))
    assert "consists of TWENTY THOUSAND (20,000) shares, of which TEN THOUSAND (10,000) shares are without par" in text
    assert "ONE MILLION PESOS (₱1,000,000.00)" in text


def test_articles__are_perpetual_unless_a_term_is_given():
    assert "perpetual existence" in read()
    assert "a term of FIFTY (50) years from the date of issuance" in read(sample(termYears=50))


def test_articles__name_everybody_where_they_sign_and_own():
    text = read()
    for person in articles().sample["incorporators"]:
        assert person["name"] in text
        assert person["name"].upper() in text
        assert person["tin"] in text
    assert "AURORA LUZ G. MACARAEG has been elected by the subscribers as Treasurer" in text


def test_acknowledgment__counts_the_pages_of_the_file():
    assert "consists of SIX (6) pages" in read()
    person = sample()["incorporators"][0]
    many = [{**person, "name": f"Incorporator Number {one}"} for one in range(15)]
    crowd = sample(incorporators=many)
    pages = pdf(crowd).pages
    assert pages > 6
    assert re.search(rf"consists of [A-Z-]+ \({pages}\) pages", read(crowd))
    assert f"Page {pages} of {pages}" in read(crowd)


def test_articles__without_optional_inputs__are_whole():
    data = sample(tradeNames=None, secondaryPurposes=None)
    del data["termYears"], data["contact"]["alternateEmail"], data["contact"]["alternateMobile"]
    assert schema.validate(articles().schema, data) == []
    text = read(data)
    assert "Secondary purpose" not in text
    assert "B. Powers in furtherance" in text
    assert "None" not in text


@pytest.mark.parametrize("data", [sample()])
def test_rules__of_the_sample__find_nothing(data):
    assert rules.business_faults(SLUG, data) == []


def changed(path, value):
    data = json.loads(json.dumps(sample()))
    *way, last = path
    place = data
    for step in way:
        place = place[step]
    place[last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "pointer", "code", "law"),
    [
        (["corporateName"], "Habing Silangan", "/corporateName", "name-suffix", "MC 13"),
        (["capital", "authorized"], "1.00", "/capital/authorized", "authorized-capital-sum", "section 13(h)"),
        (["capital", "authorized"], None, "/capital/authorized", "authorized-capital-missing", "section 13(h)"),
        (
            ["capital", "classes", 1, "parValue"],
            None,
            "/capital/classes/1/parValue",
            "preferred-without-par",
            "section 6",
        ),
        (["subscriptions", 0, "shares"], 200000, "/capital/classes/0/shares", "over-subscribed", "section 13(h)"),
        (
            ["subscriptions", 0, "amountSubscribed"],
            "1.00",
            "/subscriptions/0/amountSubscribed",
            "below-par",
            "section 61",
        ),
        (
            ["subscriptions", 0, "amountPaid"],
            "9900000.00",
            "/subscriptions/0/amountPaid",
            "paid-above-subscribed",
            "13(h)",
        ),
        (["subscriptions", 0, "class"], "Founders", "/subscriptions/0/class", "class-unknown", "section 13(h)"),
        (["subscriptions", 0, "subscriber"], "A. Ghost", "/subscriptions/0/subscriber", "subscriber-unknown", "13(h)"),
        (
            ["subscriptions", 0, "subscriber"],
            "A. Ghost",
            "/incorporators/0/name",
            "incorporator-without-share",
            "section 10",
        ),
        (["directors", 0, "name"], "B. Ghost", "/directors/0/name", "director-without-share", "section 22"),
        (["directors", 1, "name"], "Teresita M. Calderon", "/directors/1/name", "named-twice", "section 13"),
        (["treasurer"], "C. Ghost", "/treasurer", "treasurer-unknown", "section 14"),
        (
            ["incorporators", 0, "birthDate"],
            "2015-01-01",
            "/incorporators/0/birthDate",
            "incorporator-minor",
            "section 10",
        ),
        (["contact", "alternateEmail"], None, "/contact/alternateEmail", "alternate-contact", "MC 28"),
    ],
)
def test_rules__of_inputs_that_do_not_agree__name_the_place_and_the_law(path, value, pointer, code, law):
    found = rules.business_faults(SLUG, changed(path, value), prefix="/inputs")
    assert [one for one in found if (one.pointer, one.code) == (f"/inputs{pointer}", code) and law in one.detail], found


def test_rules__of_another_template__are_none():
    assert rules.business_faults("sec-cover-sheet", {}) == []
