"""Every mail of the house: its files are there in both languages, and use the values that it declares, all and no
others.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import meta

from accounts.models import User
from notifications import kinds, rendering, sealing, wording
from notifications.kinds import COMMON, KINDS, SAMPLES

KEYS = """
    case-assigned case-opened deadline-ahead digest document-approved document-for-review document-returned
    email-confirm filing-accepted filing-returned filing-submitted invoice mail-not-delivered password-changed
    password-reset payment-failed question-handed-over question-replied receipt signature-code
    signature-completed signature-declined signature-reminder signature-request signature-withdrawn welcome-confirm
""".split()
SECRET = {
    "welcome-confirm", "email-confirm", "password-reset", "signature-request", "signature-reminder", "signature-code",
}  # fmt: skip
LEAD_NOWHERE = {"signature-code", "signature-withdrawn"}  # they have no button, and no link at all
GIVEN = {"subject", "locale", "plain", "about"}  # by the renderer
EACH = [(key, locale) for key in KINDS for locale in wording.LOCALES]


def names_in(*files: str) -> set[str]:
    parse = rendering._environment(rendering.FOLDER).parse
    sources = [(rendering.FOLDER / file).read_text() for file in files]
    return set().union(*(meta.find_undeclared_variables(parse(one)) for one in sources))


def test_kinds__are_those_the_practice_sends():
    assert sorted(KINDS) == KEYS
    assert {key for key, kind in KINDS.items() if kind.secret} == SECRET
    assert wording.LOCALES == tuple(User.Locale.values)


def test_kinds__fit_the_rows_that_keep_them():
    assert max(len(key) for key in KINDS) + 2 * 37 <= 128  # with two ids, the dedupe key of a mail
    assert {kind.about for kind in KINDS.values()} == {kinds.ACCOUNT, kinds.CASE}


def test_folder__holds_the_files_of_the_kinds_and_no_others():
    wanted = {"layout.html"} | {
        f"{key}/{name}" for key, locale in EACH for name in (f"subject.{locale}.txt", f"body.{locale}.html")
    }
    assert {str(one.relative_to(rendering.FOLDER)) for one in rendering.FOLDER.rglob("*") if one.is_file()} == wanted


@pytest.mark.parametrize(("key", "locale"), EACH)
def test_kind__uses_all_that_it_declares_and_nothing_else(key, locale):
    own = names_in(f"{key}/subject.{locale}.txt", f"{key}/body.{locale}.html") - GIVEN - set(COMMON)
    layout = names_in("layout.html") - GIVEN - set(COMMON)
    assert layout == {"link", "case_number", "case_title"}
    assert own <= KINDS[key].values
    assert KINDS[key].values - own <= layout


def test_values__each_has_a_sample_and_each_sample_a_use():
    used = set().union(*(kind.values for kind in KINDS.values()))
    assert used == set(SAMPLES)
    assert {key for key, kind in KINDS.items() if "link" not in kind.values} == LEAD_NOWHERE
    assert all(kind.needed <= kind.values for kind in KINDS.values())


@pytest.mark.parametrize(("key", "locale"), EACH)
def test_sample__reads_well(key, locale):
    made = rendering.rendered(key, locale, KINDS[key].sample)
    greeting = {"en": "Good day, Liwayway Santos.", "fil": "Magandang araw, Liwayway Santos!"}[locale]
    assert made.text.startswith(f"{greeting}\n\n")
    assert (":\nhttps://hain.example/open\n" in made.text) == (key not in LEAD_NOWHERE)
    assert made.text.count("https://") == int(key not in LEAD_NOWHERE)
    assert not re.search(r"[<>{}]|&\w+;|\bNone\b|\n{3}|  ", made.text)
    assert 10 < len(made.subject) < 100


@pytest.mark.parametrize(("key", "locale"), EACH)
def test_html__is_whole_without_anything_from_elsewhere(key, locale):
    html = rendering.rendered(key, locale, KINDS[key].sample).html
    assert html.startswith(f'<!DOCTYPE html><html lang="{locale}"')
    links = re.findall(r'(?:href|src|background|action)="([^"]*)"', html)
    assert links == ([] if key in LEAD_NOWHERE else ["https://hain.example/open"])
    assert not re.search(r"<(img|link|script|form|iframe|object)\b|url\(|@import|@font-face", html)
    assert html.count("<table") == html.count('role="presentation"')
    assert "<title></title>" not in html and "[if mso]" in html
    assert "prefers-color-scheme: dark" in html and 'style="margin: 0 0 18px' in html
    assert len(html) < 30_000  # some mail programs cut what is longer than 100 KB


@pytest.mark.parametrize(("key", "locale"), EACH)
def test_kind__without_what_may_be_missing__still_reads(key, locale):
    kind = KINDS[key]
    made = rendering.rendered(key, locale, {name: kind.sample[name] for name in {*kind.needed, *COMMON}})
    assert ("href=" in made.html) == ("link" in kind.needed)
    assert not re.search(r"“”|\(\)|\bNone\b| [.,:]|  ", made.text)


def test_folder__is_the_projects():
    assert rendering.FOLDER == Path(__file__).resolve().parents[2] / "templates" / "mail"


@pytest.mark.parametrize("locale", wording.LOCALES)
def test_code__is_hidden_where_staff_look_at_the_mail(locale):
    made = rendering.rendered("signature-code", locale, KINDS["signature-code"].sample)
    assert "402816" in made.text and ">402816<" in made.html
    assert "402816" not in sealing.masked(made.text) + sealing.masked(made.html) + made.subject
