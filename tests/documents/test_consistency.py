"""What counts as the same value, and where the papers of one case disagree."""

from __future__ import annotations

import copy
import json
import unicodedata
import uuid
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.consistency import Source, disagreements, in_words, normal, statements_of
from documents.consistency.statements import Statement, of_people

LIBRARY = Path(__file__).resolve().parents[2] / "documents" / "library"
OFFICE = {
    "line1": "45 J. P. Rizal Street",
    "barangay": "Poblacion",
    "city": "Santa Rosa City",
    "province": "Laguna",
    "postalCode": "4026",
}
TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=40)


@given(TEXTS, st.lists(st.sampled_from([" ", "  ", "\t", "\n", "\u00a0"]), min_size=1, max_size=3))
def test_words__differ_neither_by_spaces_nor_by_form(text, spaces):
    told = normal.words(text)
    assert normal.words(unicodedata.normalize("NFD", told)) == told
    assert normal.words("".join(spaces) + told.replace(" ", "".join(spaces)) + " ") == told
    assert normal.words(told) == told


@given(
    st.decimals(min_value=0, max_value=10**15, places=2), st.sampled_from(["{:,.2f}", "{:f}", "₱{:,.2f}", "PHP {:f}0"])
)
def test_amount__is_its_value__however_it_is_written(value, form):
    assert Decimal(normal.amount(form.format(value))) == value
    assert normal.amount(form.format(value)) == normal.amount(str(value))


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.decimals(min_value=0, max_value=10**9, places=2))
def test_amounts__of_other_value__stay_apart(one, other):
    assert (normal.amount(f"{one:,.2f}") == normal.amount(str(other))) is (one == other)


@given(st.lists(TEXTS, max_size=6), st.randoms())
def test_names__do_not_depend_on_their_order(listed, random):
    shuffled = listed[:]
    random.shuffle(shuffled)
    assert normal.names(shuffled) == normal.names(listed)


@pytest.mark.parametrize(
    "function", [normal.words, normal.folded, normal.phrase, normal.amount, normal.number, normal.address]
)
@given(text=TEXTS)
def test_normal_form__of_a_normal_form__is_itself(function, text):
    assert function(function(text)) == function(text)


@pytest.mark.parametrize(
    ("function", "one", "other"),
    [
        (normal.amount, "5000000.00", "5,000,000.00"),
        (normal.amount, "5000000.00", "5,000,000"),
        (normal.folded, "Office@Habi.example", "office@habi.example"),
        (normal.tin, "010-482-917-000", "010 482 917"),
        (normal.tin, "010-482-917-00000", "010482917"),
        (normal.mobile, "0917 555 0142", "+639175550142"),
        (normal.words, "Pen\u0303aflor", "Peñaflor"),
        (normal.phrase, "Third Friday of September.", "third Friday of September"),
        (
            normal.address,
            OFFICE,
            "45 J.P. Rizal St., Brgy. Poblacion, Santa Rosa City, Laguna 4026",
        ),
        (normal.address, "9 Ayala Ave, Makati City, Metro Manila", {"line1": "9 Ayala Avenue", "city": "Makati City"}),
    ],
)  # fmt: skip
def test_values__that_differ_only_in_writing__are_the_same(function, one, other):
    assert function(one) == function(other)


@pytest.mark.parametrize(
    ("function", "one", "other"),
    [
        (normal.words, "Habi Corporation", "HABI Corporation"),
        (normal.words, "Penaflor", "Peñaflor"),
        (normal.tin, "010-482-917-000", "010-482-917-001"),
        (normal.amount, "5000000.00", "500000.00"),
        (normal.address, "45 Rizal Street, Pasig City", "46 Rizal Street, Pasig City"),
    ],
)
def test_values__that_say_another_thing__are_not_the_same(function, one, other):
    assert function(one) != function(other)


def source(title: str = "A") -> Source:
    return Source(title, uuid.uuid4(), 1, "draft")


def library(slug: str, **changes) -> list[Statement]:
    schema = json.loads((LIBRARY / slug / "schema.json").read_text())
    return statements_of(schema, {**json.loads((LIBRARY / slug / "sample.json").read_text()), **copy.deepcopy(changes)})


HABING = [
    "articles-of-incorporation-stock", "treasurers-certificate", "bylaws-stock", "undertaking-change-name",
    "general-information-sheet", "beneficial-ownership-declaration", "board-resolution", "secretarys-certificate",
    "certificate-of-authentication", "sec-cover-sheet",
]  # fmt: skip


LAKBAY = ["articles-of-incorporation-opc", "nominee-consent-opc", "appointment-of-officers-opc"]


def test_library_samples__of_one_company__agree():
    said = [(source(slug), library(slug)) for slug in HABING]
    assert {one.fact: [value.shown for value in one.values] for one in disagreements(said)} == {}
    said = [(source(slug), library(slug)) for slug in LAKBAY]
    assert disagreements(said) == []


def facts(one: list[Statement], other: list[Statement]) -> list[tuple[str, str]]:
    return [(found.fact, found.subject) for found in disagreements([(source(), one), (source("B"), other)])]


def test_capital_and_name_that_differ__are_found_with_who_says_what():
    first, second = source("Articles"), source("Certificate")
    articles = library("articles-of-incorporation-stock")
    capital_of_it = json.loads((LIBRARY / "treasurers-certificate" / "sample.json").read_text())["capital"]
    other = {
        "capital": {**capital_of_it, "authorized": "9,000,000"},
        "corporateName": "Habing Silangan Textile Corporation",
    }
    certificate = library("treasurers-certificate", **other)
    capital, name = sorted(disagreements([(first, articles), (second, certificate)]), key=lambda one: one.fact)
    assert (capital.fact, name.fact) == ("capital.authorized", "entity.name")
    assert {value.shown: [one.title for one, _ in value.sources] for value in name.values} == {
        "Habing Silangan Textiles Corporation": ["Articles"],
        "Habing Silangan Textile Corporation": ["Certificate"],
    }
    assert capital.documents == {first.document_id, second.document_id}
    assert {value.shown for value in capital.values} == {"12,345,600.00", "9,000,000.00"}
    assert capital.between_documents


def test_treasurer__another_name__is_a_disagreement__and_another_residence_of_the_same_one_too():
    articles = library("articles-of-incorporation-stock")
    person = json.loads((LIBRARY / "treasurers-certificate" / "sample.json").read_text())["treasurer"]
    other = library("treasurers-certificate", treasurer={**person, "name": "Consuelo P. Abad"})
    assert facts(articles, other) == [("person.treasurer", "")]
    moved = library("treasurers-certificate", treasurer={**person, "residence": "1 New Road, Pasig City"})
    assert facts(library("treasurers-certificate"), moved) == [("person.treasurer.residence", person["name"])]


def test_directors__in_another_order__agree__and_one_less_is_a_disagreement():
    rows = json.loads((LIBRARY / "articles-of-incorporation-stock" / "sample.json").read_text())["directors"]
    whole = library("articles-of-incorporation-stock")
    assert facts(whole, library("articles-of-incorporation-stock", directors=rows[::-1])) == []
    assert facts(whole, library("articles-of-incorporation-stock", directors=rows[1:])) == [("people.directors", "")]


def test_case_that_lists_some_of_them__agrees__and_one_whom_no_paper_has_is_a_disagreement():
    paper = list(of_people("directors", [{"name": "Ana"}, {"name": "Ben"}]))
    case = Source("The case's own data")
    some = list(of_people("directors", [{"name": "Ben"}], complete=False))
    stranger = list(of_people("directors", [{"name": "Cora"}], complete=False))
    assert disagreements([(source(), paper), (case, some)]) == []
    (found,) = disagreements([(source(), paper), (case, stranger)])
    assert not found.between_documents


@pytest.mark.parametrize(
    "change",
    [
        {"signingDate": "2026-12-24"},
        {"signingPlace": "Davao City"},
        {"primaryPurpose": "To weave"},
        {"tradeNames": None},
    ],
)
def test_facts_of_a_single_paper__and_what_one_does_not_say__are_no_disagreement(change):
    assert facts(library("articles-of-incorporation-stock"), library("articles-of-incorporation-stock", **change)) == []


def test_one_source__that_says_a_thing_twice__does_not_disagree_with_itself():
    paper = library("articles-of-incorporation-opc")
    paper.append(Statement("capital.authorized", "", "1", "1.00"))
    assert disagreements([(source(), paper)]) == []
    case = Source("The case's own data")
    (found,) = disagreements([(source(), paper), (case, [Statement("capital.authorized", "", "1", "1.00")])])
    assert found.fact == "capital.authorized"
    assert not found.between_documents


def test_digest_of_a_difference__changes_with_its_values_and_not_with_who_says_them():
    def difference(*names: str):
        said = [(source(name), [Statement("entity.name", "", name, name)]) for name in names]
        return disagreements(said)[0].digest

    assert difference("A", "B") == difference("B", "A", "A")
    assert difference("A", "B") != difference("A", "C")


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ("entity.principalOffice", "Principal office"),
        ("people.beneficial-owners", "Beneficial owners"),
        ("person.treasurer", "Treasurer"),
        ("person.alternate-nominee.birthDate", "Alternate nominee's date of birth"),
        ("capital.authorized", "Authorized capital"),
    ],
)
def test_fact__in_words(fact, words):
    assert in_words(fact) == words
