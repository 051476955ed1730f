"""Where each answer came from: found anew by what holds it, kept with the order."""

from __future__ import annotations

import copy
import uuid
from typing import Any

import pytest

from documents import services
from documents.facts import leaves
from documents.models import Order
from documents.origins import Known, origins_for, unchanged
from documents.services.ordering import Wish

NOW = {"source": "typed", "by": "u1", "at": "2026-11-23T17:00:00+08:00"}
BEFORE = {"source": "typed", "by": "u0", "at": "2026-11-21T16:58:00+08:00"}
CASE = {"source": "case", "by": "u1", "at": "2026-11-23T17:00:00+08:00", "ref": "entity/name"}
PEOPLE = [{"name": "Ana", "tin": "1"}, {"name": "Jose", "tin": "2"}, {"name": "Eli", "tin": "3"}]


def sources(inputs: dict[str, Any], *known: Known, **given: Any) -> dict[str, str]:
    found = origins_for(inputs, otherwise=NOW, known=known, **given)
    return {pointer: origin["source"] for pointer, origin in found.items()}


def test_leaves__are_named_by_json_pointers() -> None:
    data = {"a/b": {"c~d": 1}, "list": [{"x": "y"}, []], "none": None}
    assert list(leaves(data)) == [("/a~1b/c~0d", 1), ("/list/0/x", "y")]


def test_origin__of_an_answer_that_is_known__is_that_of_the_first_who_knows_it() -> None:
    known = Known({"name": "Ani", "office": {"city": "Lipa"}}, {"/name": CASE}, otherwise=BEFORE)
    later = Known({"name": "Ani", "year": 2026}, otherwise={**NOW, "source": "document"})
    assert sources({"name": "Ani", "office": {"city": "Lipa"}, "year": 2026, "new": "x"}, known, later) == {
        "/name": "case",
        "/office/city": "typed",
        "/year": "document",
        "/new": "typed",
    }
    found = origins_for({"office": {"city": "Lipa"}}, otherwise=NOW, known=[known])
    assert found["/office/city"] == BEFORE


def test_origin__of_an_answer_that_was_changed__is_whoever_changed_it() -> None:
    known = Known({"name": "Ani", "paid": True}, otherwise=CASE)
    found = origins_for({"name": "Ani Foods", "paid": 1}, otherwise=NOW, known=[known])
    assert found == {"/name": NOW, "/paid": NOW}


def test_origin__of_a_group__is_that_of_every_answer_in_it() -> None:
    known = Known({"office": {"line": {"one": "5 Rizal St."}, "city": "Lipa"}}, {"/office": CASE})
    assert sources({"office": {"line": {"one": "5 Rizal St."}, "city": "Lipa"}}, known) == {
        "/office/line/one": "case",
        "/office/city": "case",
    }


def test_origin__without_one_in_what_is_known__is_whoever_gave_the_answer() -> None:
    assert sources({"date": "2026-11-23"}, Known({"date": "2026-11-23"})) == {"/date": "typed"}


def test_origin__of_nothing__is_not_kept() -> None:
    assert sources({"a": None, "b": [], "c": {}, "d": ""}) == {"/d": "typed"}


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        ([PEOPLE[1], PEOPLE[2]], {"/0/name": "/1/name", "/0/tin": "/1/tin", "/1/name": "/2/name", "/1/tin": "/2/tin"}),
        ([PEOPLE[2], PEOPLE[0]], {"/0/name": "/2/name", "/0/tin": "/2/tin", "/1/name": "/0/name", "/1/tin": "/0/tin"}),
        ([{"name": "Josefa", "tin": "2"}, PEOPLE[2]], {"/0/tin": "/1/tin", "/1/name": "/2/name", "/1/tin": "/2/tin"}),
        ([{"name": "New", "tin": "9"}, PEOPLE[0]], {"/1/name": "/0/name", "/1/tin": "/0/tin"}),
        ([{"name": "New", "tin": "9"}], {}),
    ],
)
def test_row__is_found_again_where_it_moved_to(rows: list[Any], kept: dict[str, str]) -> None:
    assert dict(unchanged(rows, PEOPLE)) == kept


def test_rows__of_texts__are_found_by_what_they_say() -> None:
    assert dict(unchanged(["b", "x", "a"], ["a", "b", "b"])) == {"/0": "/1", "/2": "/0"}


def test_rows__by_the_thousand__are_compared_within_a_bound() -> None:
    old = [{"name": f"p{n}", "shares": n} for n in range(3000)]
    new = [{"name": f"p{n}", "shares": n + 1} for n in range(3000)]
    assert len(dict(unchanged(new, old))) == 3000
    assert dict(unchanged(new, old))["/2999/name"] == "/2999/name"


def test_given__of_just_this_answer__counts_more_than_what_is_known_and_that_of_a_group_less() -> None:
    known = Known({"a": 1, "b": 2}, otherwise=CASE)
    api = {**NOW, "source": "api"}
    batch = {**NOW, "source": "batch", "ref": "row 2"}
    found = origins_for({"a": 1, "b": 2, "c": 3}, otherwise=NOW, known=[known], given={"": api, "/a": batch})
    assert found == {"/a": batch, "/b": CASE, "/c": api}


# --- kept with orders ---------------------------------------------------------------------------------------------


@pytest.fixture
def ready(practice: Any, files: None, embedded_jobs: None) -> Any:
    return practice


def _order(job: Any) -> Order:
    return Order.objects.get(pk=uuid.UUID(job.payload["order"]))


def _revise(practice: Any, document: Any, inputs: dict[str, Any], **more: Any) -> Order:
    latest = document.revisions.order_by("-number").first()
    wish = services.next_wish(document=document, latest=latest, inputs=inputs, **more)
    return _order(services.revision_request(actor=practice.reviewer, document=document, wish=wish))


@pytest.mark.django_db(transaction=True)
def test_order__through_the_api__names_who_sent_each_answer(ready: Any) -> None:
    wish = Wish(ready.version, ready.inputs)
    order = _order(services.document_request(actor=ready.lawyer, case=ready.case, wish=wish))
    assert set(order.origins) == {pointer for pointer, _ in leaves(ready.inputs)}
    assert {(one["source"], one["by"]) for one in order.origins.values()} == {("api", str(ready.lawyer.pk))}
    assert order.origins["/corporateName"]["at"][:4] == "2026"


@pytest.mark.django_db(transaction=True)
def test_revision__through_the_api__keeps_the_origins_of_what_it_did_not_change(ready: Any) -> None:
    origins = {"": {"source": "typed", "by": "somebody", "at": "2026-11-01T08:00:00+08:00"}}
    wish = Wish(ready.version, ready.inputs, origins=origins)
    document = services.document_generate(actor=ready.lawyer, case=ready.case, wish=wish).document
    inputs = copy.deepcopy(ready.inputs)
    inputs["corporateName"] = "Another Name Corp."
    inputs["incorporators"].insert(0, inputs["incorporators"].pop(1))
    order = _revise(ready, document, inputs)
    changed = {pointer for pointer, one in order.origins.items() if one["source"] == "api"}
    assert changed == {"/corporateName"}
    assert order.origins["/corporateName"]["by"] == str(ready.reviewer.pk)
    assert order.origins["/incorporators/0/name"] == origins[""]


@pytest.mark.django_db(transaction=True)
def test_revision__of_texts_alone__keeps_every_origin(ready: Any) -> None:
    first = services.document_generate(actor=ready.lawyer, case=ready.case, wish=Wish(ready.version, ready.inputs))
    key = ready.version.sections[0]["key"]
    wish = services.next_wish(document=first.document, latest=first, sections={key: "Another text."})
    order = _order(services.revision_request(actor=ready.reviewer, document=first.document, wish=wish))
    assert order.origins == Order.objects.get(pk=first.order_id).origins


@pytest.mark.django_db(transaction=True)
def test_revision__after_an_order_of_before_origins_were_kept__names_the_earlier_revision(ready: Any) -> None:
    first = services.document_generate(actor=ready.lawyer, case=ready.case, wish=Wish(ready.version, ready.inputs))
    Order.objects.filter(pk=first.order_id).update(origins={})
    order = _revise(ready, first.document, {**ready.inputs, "corporateName": "Another Name Corp."})
    assert order.origins["/corporateName"]["source"] == "api"
    kept = order.origins["/primaryPurpose"]
    assert (kept["source"], kept["by"], kept["ref"]) == ("earlier", str(ready.lawyer.pk), "r1")
