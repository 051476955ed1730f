"""Every template of the library has a guided form that gives back what was put into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from backoffice.facts import FACT, filled
from backoffice.schema_form import build, parse
from backoffice.schema_form.shape import FREE, Shape
from documents.schema import validate, without_empty
from documents.source import read_folder
from tests.backoffice.posting import posted

LIBRARY = Path(settings.BASE_DIR) / "documents" / "library"
FOLDERS = sorted(one for one in LIBRARY.iterdir() if not one.name.startswith("_"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda one: one.name)
def test_sample__comes_back_from_the_form_as_it_went_in__but_for_what_is_empty(folder: Path) -> None:
    source = read_folder(folder)
    back = parse(source.schema, posted(build(source.schema, source.sample)))
    assert _said(source.schema, back) == _said(source.schema, source.sample)
    assert validate(source.schema, back) == []


def _said(schema: Any, data: Any) -> dict[str, Any]:
    """What is said in `data`: neither null nor a list without rows says anything."""
    return {key: value for key, value in without_empty(schema, data).items() if value != []}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda one: one.name)
def test_form__has_a_field_for_every_member_and_a_label_and_help(folder: Path) -> None:
    source = read_folder(folder)
    assert list(_without_form(Shape.of(source.schema, source.schema), "")) == []


def _without_form(shape: Shape, place: str) -> Iterator[str]:
    for key, member in shape.members.items():
        if member.kind == FREE or not member.says("title") or not member.says("description"):
            yield f"{place}/{key}"
        yield from _without_form(member, f"{place}/{key}")
        if member.kind == "list":
            yield from _without_form(member.item, f"{place}/{key}/0")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda one: one.name)
def test_prefill__by_every_fact_at_once__is_in_the_form_that_the_schema_asks_for(folder: Path) -> None:
    """Facts of any shape under the name of another are left out, never put in wrongly."""
    source = read_folder(folder)
    shape = Shape.of(source.schema, source.schema)
    for odd in ("text", ["text"], [{"name": "Text"}], {"name": "Text", "city": "Lipa"}, 7, None):
        data = filled(shape, dict.fromkeys({member.says(FACT) for member in shape.members.values()} - {""}, odd))
        posted(build(source.schema, data))
