"""Writing a mail: what is missing is not sent, and what people typed stays text."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from core.clock import MANILA
from notifications import rendering, wording
from notifications.exceptions import PlaceholderUnresolved
from notifications.kinds import KINDS
from notifications.rendering import rendered

REVIEW = KINDS["document-for-review"].sample


def marks_in(html: str) -> list[tuple]:
    """Every tag with its attributes, and every comment."""
    found: list[tuple] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: found.append((tag, *attributes))
    parser.handle_comment = lambda comment: found.append(("", comment))
    parser.feed(html)
    return found


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Templates of our own, for the kind `receipt`."""
    (tmp_path / "receipt").mkdir()
    (tmp_path / "layout.html").write_text("{% block said %}{% endblock %}")
    monkeypatch.setattr(rendering, "FOLDER", tmp_path)

    def write(subject: str = "Receipt", body: str = "<p>Thank you</p>") -> None:
        (tmp_path / "receipt" / "subject.en.txt").write_text(subject)
        (tmp_path / "receipt" / "body.en.html").write_text(body)

    return write


@pytest.mark.parametrize("missing", sorted(KINDS["document-for-review"].needed | {"reader", "practice"}))
@pytest.mark.parametrize("how", ["absent", "none", "blank"])
def test_render__required_value_missing__is_refused_by_its_name(missing, how):
    values = {**REVIEW, missing: None if how == "none" else " "}
    if how == "absent":
        del values[missing]
    with pytest.raises(PlaceholderUnresolved) as refused:
        rendered("document-for-review", "en", values)
    assert refused.value.detail == f"document-for-review: {missing} is not filled in. Nothing was sent."


def test_render__value_that_the_kind_does_not_know__is_a_fault():
    with pytest.raises(ValueError, match=r"document-for-review does not know amount, due\."):
        rendered("document-for-review", "en", {**REVIEW, "due": "", "amount": 1})


@pytest.mark.parametrize("link", ["javascript:alert(1)", "/admin/", "https://x.example/a b", 'https://x.example/"x'])
def test_render__link_that_is_no_address__is_refused(link):
    with pytest.raises(PlaceholderUnresolved, match="link is not filled in"):
        rendered("document-for-review", "en", {**REVIEW, "link": link})


@pytest.mark.parametrize(
    "written",
    [
        {"body": "<p>{{ amount_paid }}</p>"},
        {"subject": "Receipt {{ nobody }}"},
        {"body": "<p>{{ amount.nothing.there }}</p>"},
        {"body": "<p>Dear [[name]],</p>"},
        {"subject": "Receipt <<number>>"},
        {"body": "{% extends 'layout.html' %}{% block said %}{{ nobody }}{% endblock %}"},
    ],
)
def test_render__place_that_nothing_fills__is_refused(folder, written):
    folder(**written)
    with pytest.raises(PlaceholderUnresolved, match="Nothing was sent"):
        rendered("receipt", "en", KINDS["receipt"].sample)


def test_render__template_without_open_places__is_made(folder):
    folder(subject="Receipt {{ receipt_number }}")
    made = rendered("receipt", "en", KINDS["receipt"].sample)
    assert (made.subject, made.text) == ("Receipt OR-2026-0042", "Thank you")


@pytest.mark.parametrize("key", sorted(KINDS))
@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "</title></style><img src=x onerror=alert(1)>",
        '" onclick="alert(1)',
        "{{ 7 * 7 }}{% include 'layout.html' %}",
        "[[name]]",
        "<!--[if mso]><b>",
        "&lt;b&gt;",
    ],
)
def test_render__hostile_text__stays_text(key, hostile):
    kind = KINDS[key]
    texts = {name: hostile for name, value in kind.sample.items() if isinstance(value, str) and name != "link"}
    plain = rendered(key, "en", {**kind.sample, **{name: "qqqq" for name in texts}})
    made = rendered(key, "en", {**kind.sample, **texts})
    assert made.text == plain.text.replace("qqqq", hostile)
    assert marks_in(made.html) == marks_in(plain.html)


@pytest.mark.parametrize("key", sorted(KINDS))
@pytest.mark.parametrize(
    "broken", ["Tala\r\nBcc: all@example.com", "Tala\x00\x1b\x7f", "Tala\u2028Bcc\x85x", "T\u202eala\u200b"]
)
def test_render__line_breaks_and_unseen_letters__subject_stays_one_plain_line(key, broken):
    kind = KINDS[key]
    texts = {name: broken for name, value in kind.sample.items() if isinstance(value, str) and name != "link"}
    subject = rendered(key, "fil", {**kind.sample, **texts}).subject
    assert all(letter.isprintable() for letter in subject)
    assert len(subject.splitlines()) == 1


def test_render__long_title__subject_fits_its_field():
    subject = rendered("document-for-review", "en", {**REVIEW, "document_title": "a" * 400}).subject
    assert (len(subject), subject[-1]) == (255, "…")


def test_render__note_of_several_lines__keeps_them():
    made = rendered("document-for-review", "en", {**REVIEW, "note": " one <b>\r\ntwo\n"})
    assert "one &lt;b&gt;<br>\ntwo</blockquote>" in made.html
    assert "\n\none <b>\ntwo\n\n" in made.text


def test_render__unknown_locale__is_english():
    assert rendered("invoice", "de", KINDS["invoice"].sample) == rendered("invoice", "en", KINDS["invoice"].sample)


def test_render__same_values__are_the_same_bytes():
    assert rendered("invoice", "fil", KINDS["invoice"].sample) == rendered("invoice", "fil", KINDS["invoice"].sample)


def test_rendered__shows_no_body_in_its_repr():
    assert "https://" not in repr(rendered("password-reset", "en", KINDS["password-reset"].sample))


@pytest.mark.parametrize(
    ("moment", "english", "filipino"),
    [
        (dt.datetime(2026, 3, 5, 0, 7, tzinfo=MANILA), "March 5, 2026, 12:07 AM (Manila time)",
         "Marso 5, 2026, 12:07 AM (oras sa Maynila)"),
        (dt.datetime(2026, 12, 31, 16, 30, tzinfo=dt.UTC), "January 1, 2027, 12:30 AM (Manila time)",
         "Enero 1, 2027, 12:30 AM (oras sa Maynila)"),
        (dt.datetime(2026, 9, 10, 1, 5, tzinfo=dt.UTC), "September 10, 2026, 9:05 AM (Manila time)",
         "Setyembre 10, 2026, 9:05 AM (oras sa Maynila)"),
    ],
)  # fmt: skip
def test_moment__is_told_in_manila(moment, english, filipino):
    assert (wording.moment(moment, "en"), wording.moment(moment, "fil")) == (english, filipino)


def test_pesos__have_centavos_and_commas():
    assert wording.pesos(Decimal("1234567.5")) == "₱1,234,567.50"
