"""Whatever a model writes is read as sections; plain text is the first one."""

from __future__ import annotations

import pytest

from ai.answers import read_sections
from ai.backends.base import Section

BOTH = (Section("purpose", "Purpose"), Section("office", "Office"))
PLAIN = ["The model answered in plain text; it stands as the first section."]


@pytest.mark.parametrize(
    ("text", "sections", "warnings"),
    [
        ('{"sections": {"purpose": "a", "office": "b"}}', {"purpose": "a", "office": "b"}, []),
        ('```json\n{"sections": {"purpose": "a"}}\n```', {"purpose": "a"}, []),
        ('{"purpose": "a", "office": "b"}', {"purpose": "a", "office": "b"}, []),
        ('{"sections": [{"key": "office", "text": "b"}]}', {"office": "b"}, []),
        ('{"sections": {"purpose": "line\nbreak"}}', {"purpose": "line\nbreak"}, []),
        (
            '{"sections": {"purpose": "a", "x": "y"}}',
            {"purpose": "a"},
            ["The model wrote a section “x” that was not asked for; it was left out."],
        ),
        ("Just text.", {"purpose": "Just text."}, PLAIN),
        ('{"other": "a"}', {"purpose": '{"other": "a"}'}, PLAIN),
        ('{"sections": {"purpose": ""}}', {"purpose": '{"sections": {"purpose": ""}}'}, PLAIN),
        ('{"sections": {"purpose": 7}}', {"purpose": '{"sections": {"purpose": 7}}'}, PLAIN),
        ('{"sections": ', {"purpose": '{"sections":'}, PLAIN),
        ("[1, 2]", {"purpose": "[1, 2]"}, PLAIN),
    ],
)
def test_read_sections(text: str, sections: dict[str, str], warnings: list[str]) -> None:
    assert read_sections(text, BOTH) == (sections, warnings)


def test_read_sections__plain_text_for_one_section__is_no_reason_to_warn() -> None:
    assert read_sections("Text.", BOTH[:1]) == ({"purpose": "Text."}, [])
