"""Where the answers of a form are from: told beside them, kept with the order, never believed of the browser."""

from __future__ import annotations

import copy
import html

import pytest
from django.conf import settings

from backoffice.answers import in_words
from backoffice.prefill import prefill
from backoffice.schema_form import build
from backoffice.schema_form.tree import FormTree, Group, Node, Rows
from cases import selectors as case_selectors
from documents import selectors, services
from documents.facts import leaves
from documents.models import Order, SavedForm
from tests.backoffice.posting import drawn, posted, sent

SLUG = "articles-of-incorporation-stock"
PERSON = {"type": "object", "properties": {"name": {"type": "string"}, "tin": {"type": "string"}}}
SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "office": {"type": "object", "properties": {"line": {"type": "string"}, "city": {"type": "string"}}},
        "people": {"type": "array", "items": PERSON},
        "note": {"type": "string"},
    },
}
DATA = {
    "name": "Ani",
    "office": {"line": "5 Rizal St.", "city": "Lipa"},
    "people": [{"name": "Ana", "tin": "1"}, {"name": "Jose", "tin": "2"}],
}
LEAVES = [pointer for pointer, _ in leaves(DATA)]


def told(tree: FormTree) -> dict[str, str]:
    """What is said beside fields, groups, rows and lists, by their pointers."""
    places: list[Node] = list(tree.walk())
    rows = [row for one in places if isinstance(one, Rows) for row in one.rows]
    return {one.pointer: one.origin for one in [*places, *rows] if one.origin}


@pytest.mark.parametrize(
    ("origins", "said"),
    [
        ({}, {}),
        ({"/name": "case"}, {"/name": "case"}),
        (dict.fromkeys(LEAVES, "case"), {"": "case"}),
        ({one: "case" for one in LEAVES if one != "/name"}, {"/office": "case", "/people": "case"}),
        ({one: "case" for one in LEAVES if one.startswith("/people/1")}, {"/people/1": "case"}),
        ({"/office/line": "case", "/office/city": "you"}, {"/office/line": "case", "/office/city": "you"}),
        ({"/office/line": "case"}, {"/office/line": "case"}),
    ],
)
def test_origin__is_said_once_where_all_the_answers_within_have_it(origins, said) -> None:
    assert told(build(SCHEMA, DATA, origins=origins)) == said


def test_origin__of_a_group_with_one_answer__stands_beside_that_answer() -> None:
    tree = build(SCHEMA, {"name": "Ani", "office": {"city": "Lipa"}}, origins={"/office/city": "case"})
    assert told(tree) == {"/office/city": "case"}


def test_origin__is_drawn_beside_its_field_for_eyes_and_screen_readers() -> None:
    text = drawn(build(SCHEMA, DATA, origins={"/name": "from the case <b>"}))
    assert '<p class="hain-origin" id="data.name.origin" data-origin>From the case &lt;b&gt;</p>' in text
    assert 'aria-describedby="data.name.origin"' in text


def test_group_of_the_tree__is_a_place_of_its_own() -> None:
    tree = build(SCHEMA, DATA, origins=dict.fromkeys(LEAVES, "from revision 1"))
    assert isinstance(tree.group, Group)
    assert '<p class="hain-origin" data-origin>All answers: from revision 1</p>' in drawn(tree)


# --- in the admin -------------------------------------------------------------------------------------------------


@pytest.fixture
def version(practice):
    return selectors.version_get(practice.users["lawyer"], SLUG, None)


@pytest.fixture
def address(practice):
    return practice.url("cases_case_generate", practice.case.pk, SLUG)


def known(practice, version):
    lawyer = practice.users["lawyer"]
    return prefill(lawyer, case_selectors.case_get(lawyer, practice.case.pk), version)


def typed(version, data, **changes):
    post = posted(build(version.schema, data))
    post.update({"once": "token-1", **changes})
    return sent(post)


def origins_by_source(order: Order) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for pointer, origin in order.origins.items():
        found.setdefault(origin["source"], set()).add(pointer)
    return found


@pytest.mark.django_db(transaction=True)
def test_generate__keeps_the_source_of_what_was_left_as_it_was_and_the_user_for_the_rest(practice, version, address):
    data = copy.deepcopy(dict(known(practice, version).data))
    data["corporateName"] = "Typed Corp."
    data["incorporators"].append(data["incorporators"].pop(0))
    practice.browser("lawyer").post(address, typed(version, data, generate="1"))
    order = Order.objects.get()
    lawyer = str(practice.users["lawyer"].pk)
    by_source = origins_by_source(order)
    assert set(order.origins) == {pointer for pointer, _ in leaves(order.inputs)}
    assert by_source["typed"] == {"/corporateName", "/signingDate"}
    assert by_source["case"] == set(order.origins) - by_source["typed"]
    assert order.origins["/tradeNames/0"]["ref"] == "entity/tradeNames"
    assert order.origins["/incorporators/4/name"]["ref"] == "party/incorporators"
    assert {one["by"] for one in order.origins.values()} == {lawyer}
    assert all(one["at"] for one in order.origins.values())


@pytest.mark.django_db(transaction=True)
def test_generate__with_a_source_posted_by_the_browser__does_not_believe_it(practice, version, address):
    data = {**known(practice, version).data, "corporateName": "Typed Corp."}
    claims = {"/corporateName.origin": "case", "_origin:/corporateName": "case", "origins": '{"/corporateName": "x"}'}
    practice.browser("lawyer").post(address, typed(version, data, generate="1", **claims))
    assert Order.objects.get().origins["/corporateName"]["source"] == "typed"


@pytest.mark.django_db(transaction=True)
def test_form__says_what_is_from_the_case(practice, version, address):
    text = practice.browser("lawyer").get(address).content.decode()
    assert '<p class="hain-origin" id="data.corporateName.origin" data-origin>From the case</p>' in text
    assert 'id="data.signingDate.origin"' not in text


@pytest.mark.django_db(transaction=True)
def test_form__for_another_template__names_the_document_that_an_answer_is_from(practice):
    services.library_import(actor=None, path=settings.BASE_DIR / "documents" / "library" / "treasurers-certificate")
    practice.case.entity.details = {}
    practice.case.entity.save()
    made = practice.revision()
    text = practice.browser("lawyer").get(
        practice.url("cases_case_generate", practice.case.pk, "treasurers-certificate")
    )
    assert f"From {made.document.template.title} r1" in html.unescape(text.content.decode())


@pytest.mark.django_db(transaction=True)
def test_form__of_a_second_document__names_the_first(practice, version, address):
    made = practice.revision()
    text = html.unescape(practice.browser("lawyer").get(address).content.decode())
    assert f"All answers: from {made.document.template.title} r1" in text
    practice.browser("lawyer").post(address, typed(version, made.inputs, generate="1"))
    order = Order.objects.exclude(pk=made.order_id).get()
    assert {one["ref"] for one in order.origins.values()} == {f"{made.document_id} r1"}
    assert set(origins_by_source(order)) == {"document"}


@pytest.mark.django_db(transaction=True)
def test_next_revision__keeps_the_origins_of_the_earlier_one_for_what_is_unchanged(practice, version, address):
    practice.browser("lawyer").post(address, typed(version, dict(known(practice, version).data), generate="1"))
    first = Order.objects.get()
    document = first.revision.document
    revise = practice.url("documents_document_revise", document.pk)
    text = practice.browser("admin").get(revise).content.decode()
    assert "From the case" in text
    assert f"Typed by {practice.users['lawyer'].full_name}, " in text
    data = copy.deepcopy(first.inputs)
    data["incorporators"][0]["name"] = "Somebody Else"
    practice.browser("admin").post(revise, typed(version, data, generate="1"))
    second = Order.objects.exclude(pk=first.pk).get()
    assert second.origins["/incorporators/0/name"]["source"] == "typed"
    assert second.origins["/incorporators/0/name"]["by"] == str(practice.users["admin"].pk)
    same = set(second.origins) - {"/incorporators/0/name"}
    assert {one: second.origins[one] for one in same} == {one: first.origins[one] for one in same}


@pytest.mark.django_db(transaction=True)
def test_saved_form__keeps_who_typed_what_and_when_although_the_case_changed_since(practice, version, address):
    browser = practice.browser("lawyer")
    data = {**known(practice, version).data, "primaryPurpose": "To weave by hand"}
    browser.post(address, typed(version, data, save="later"))
    saved = SavedForm.objects.get()
    practice.case.entity.name = "Renamed Corp."
    practice.case.entity.save()
    browser.post(address, typed(version, data, generate="1"))
    order = Order.objects.get()
    assert order.origins["/primaryPurpose"] == saved.origins["/primaryPurpose"]
    assert order.origins["/corporateName"] == saved.origins["/corporateName"]
    assert order.origins["/corporateName"]["source"] == "case"


@pytest.mark.django_db(transaction=True)
def test_words__on_a_document_that_the_user_may_not_see__name_none(practice):
    made = practice.revision()
    origin = {"source": "document", "by": str(made.created_by_id), "at": "2026-11-23T09:00:00+08:00"}
    origins = {"/a": {**origin, "ref": f"{made.document_id} r1"}}
    assert in_words(practice.users["client"], origins, own=True) == {"/a": "from another document r1"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("origin", "words"),
    [
        ({"source": "case", "ref": "entity/name"}, "from the case"),
        ({"source": "earlier", "ref": "r2"}, "from revision 2"),
        ({"source": "typed"}, "typed by you, 24 Nov 2026"),
        ({"source": "api"}, "sent through the API by you, 24 Nov 2026"),
        ({"source": "batch", "ref": "row 2"}, "from a sheet, by you, 24 Nov 2026"),
        ({"source": "typed", "by": "nobody"}, "typed by somebody, 24 Nov 2026"),
    ],
)
def test_words__say_the_source_and_the_day_in_manila(practice, origin, words):
    lawyer = practice.users["lawyer"]
    full = {"by": str(lawyer.pk), "at": "2026-11-23T17:30:00+00:00", **origin}
    assert in_words(lawyer, {"/a": full}, own=True) == {"/a": words}


@pytest.mark.django_db
def test_words__on_what_the_user_just_typed__are_none(practice):
    lawyer = practice.users["lawyer"]
    origin = {"source": "typed", "by": str(lawyer.pk), "at": "2026-11-23T17:30:00+00:00"}
    assert in_words(lawyer, {"/a": origin}, own=False) == {}
