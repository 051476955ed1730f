"""File names that are safe in a header and on a disk."""

import pytest

from core.storage.names import content_disposition, safe_filename


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Articles of Incorporation", "Articles of Incorporation"),
        ("../../etc/passwd", "etc passwd"),
        ("a\r\nSet-Cookie: x", "a Set-Cookie x"),
        ("\u202egnp.exe", "gnp.exe"),
        ("   ", "document"),
        ("x" * 300, "x" * 120),
    ],
)
def test_safe_filename__keeps_words_and_drops_the_rest(text, name):
    assert safe_filename(text) == name


def test_safe_filename__with_a_suffix__has_it_once():
    assert safe_filename("report.PDF", suffix=".pdf") == "report.pdf"
    assert len(safe_filename("x" * 300, suffix=".pdf")) == 120


def test_content_disposition__has_an_ascii_and_a_full_name():
    assert content_disposition("Niña.pdf") == "attachment; filename=\"Ni_a.pdf\"; filename*=UTF-8''Ni%C3%B1a.pdf"
