"""Every error has its page, and every page an error."""

from __future__ import annotations

import importlib

from core.errors import DomainError, walk_error_classes
from tests.architecture import rules

PAGES = rules.REPOSITORY / "docs" / "problems"


def load_everything() -> None:
    for path in rules.sources():
        words = path.relative_to(rules.REPOSITORY).with_suffix("").parts
        if words[0] == "config" or "management" in words:
            continue
        importlib.import_module(".".join(words).removesuffix(".__init__"))


def missing_pages(classes, there: set[str]) -> list[str]:
    return sorted({one.code for one in classes} - there)


def product_errors() -> list[type[DomainError]]:
    load_everything()
    return [one for one in walk_error_classes() if one.__module__.split(".")[0] in rules.FLOORS]


def test_errors__each_have_a_page():
    assert missing_pages(product_errors(), {one.stem for one in PAGES.glob("*.md")}) == []


def test_error__planted_without_a_page__is_found():
    class Planted(DomainError):
        code = "planted-by-a-test"

    assert missing_pages([Planted, DomainError], {"refused"}) == ["planted-by-a-test"]


def test_pages__each_belong_to_a_code_that_the_product_speaks():
    spoken = "\n".join(path.read_text() for path in rules.sources())
    assert [one.stem for one in PAGES.glob("*.md") if f'"{one.stem}"' not in spoken] == []


def test_codes__of_errors__are_kebab_case_with_a_status_and_a_title():
    for one in product_errors():
        assert one.code == one.code.lower().replace("_", "-"), one
        assert 400 <= one.status <= 599, one
        assert one.title, one
