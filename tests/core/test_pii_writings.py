"""Odd writings of what is known: as mails, scans and tired people have them."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pii import KnownOrganization, KnownPerson, KnownValue, Scrubber, restore
from core.pii.known import Known

NINA = KnownPerson("Niña Corazon S. Ibañez")
PEDRO = KnownPerson("Pedro M. Magbanua Jr.")
JUAN = KnownPerson("Juan P. dela Cruz")
TALA = KnownOrganization("Tala Weaving & Crafts, Inc.")
BORN = KnownValue("BIRTHDATE", "1988-03-14")


def left_of(text: str, *known: Known) -> str:
    """What leaves of `text`, without the placeholders; the way back is exact."""
    scrubbed = Scrubber(known).scrub(text)
    assert restore(scrubbed.text, scrubbed.mapping) == text
    return re.sub(r"\[\[.*?\]\]", "#", scrubbed.text)


@pytest.mark.parametrize(
    ("known", "text", "left"),
    [
        (NINA, "to Iba&ntilde;ez now", "to # now"),
        (NINA, "to IBA&Ntilde;EZ now", "to # now"),
        (NINA, "to Niña&nbsp;C.&nbsp;S.&nbsp;Iba&#241;ez now", "to # now"),
        (NINA, "to Iba&#xF1;ez&nbsp;now", "to #&nbsp;now"),
        (TALA, "to Tala Weaving &amp; Crafts, Inc. now", "to # now"),
        (KnownPerson("Tess O'Hara"), "to Tess O&rsquo;Hara now", "to # now"),
        (NINA, "AT&T &unknown; &#0; &#x110000; &amp", "AT&T &unknown; &#0; &#x110000; &amp"),
    ],
)
def test_name_with_entities_of_html__goes_whole(known: Known, text: str, left: str) -> None:
    assert left_of(text, known) == left


@pytest.mark.parametrize(
    ("known", "text", "left"),
    [
        (PEDRO, "by Magba-\nnua here", "by # here"),
        (PEDRO, "by Pedro M. Mag-\r\n      banua, here", "by #, here"),
        (PEDRO, "by Pe-\ndro here", "by # here"),
        (PEDRO, "by Magba\u2010\nnua here", "by # here"),
        (KnownPerson("Maria Santos-Lim"), "by Maria Santos-\nLim here", "by # here"),
        (TALA, "by Tala Wea-\nving & Crafts here", "by # here"),
        (KnownValue("ADDRESS", "77 Sampaguita Street, Pasig"), "at 77 Sampa-\nguita Street", "at #"),
        (PEDRO, "by Magba\u00ad\nnua here", "by # here"),
        (PEDRO, "well-\nknown", "well-\nknown"),
    ],
)
def test_name_parted_at_the_end_of_a_line__goes(known: Known, text: str, left: str) -> None:
    assert left_of(text, known) == left


@pytest.mark.parametrize("text", ["juan cruz", "Cruz, Juan", "J. Cruz", "J. P. D. C.", "J.P.D.C.", "JPDC", "J.P.C."])
def test_person__without_a_particle_or_in_initials__goes(text: str) -> None:
    assert left_of(f"x {text} now", JUAN).replace("#.", "#") == "x # now"


@pytest.mark.parametrize("text", ["jpdc", "a cruz missile", "p. c. d.", "JC", "the J P"])
def test_small_letters_and_two_initials__are_nobody(text: str) -> None:
    assert left_of(f"x {text.replace('cruz', 'long')} y", JUAN) == f"x {text.replace('cruz', 'long')} y"


def test_company__by_the_first_words_of_its_name__goes() -> None:
    assert left_of("Tala Weaving pays. We tala weaving well.", TALA) == "# pays. We tala weaving well."
    assert left_of("The Bank of tomorrow", KnownOrganization("The Bank of Mindoro Islands Inc.")) == (
        "The Bank of tomorrow"
    )


@pytest.mark.parametrize(
    "text",
    [
        "14-Mar-88", "Mar 14, '88", "14 March ’88", "14/3/88", "03.14.88", "fourteenth of March 1988",
        "March fourteenth, nineteen eighty-eight", "fourteenth day of March, 1988", "14th day of March, '88",
        "FOURTEENTH DAY OF MARCH NINETEEN HUNDRED AND EIGHTY EIGHT", "ika-labing-apat ng Marso 1988",
        "ikalabing-apat na araw ng Marso, 1988", "1988 March 14", "the 14th of\nMarch\n1988",
    ],
)  # fmt: skip
def test_birth_date__with_two_digits_or_in_words__goes(text: str) -> None:
    assert left_of(f"on {text} there", BORN).replace("the #", "#") == "on # there"


@given(st.dates(dt.date(1920, 1, 1), dt.date(2029, 12, 31)), st.sampled_from("dmy"))
def test_birth_date__any_day__is_not_another(day: dt.date, part: str) -> None:
    other = {"d": day.replace(day=day.day % 28 + 1), "m": day.replace(day=min(day.day, 28), month=day.month % 12 + 1)}
    another = other.get(part) or day.replace(year=day.year + 1, day=min(day.day, 28))
    if another != day and {day.day, day.month} != {another.day, another.month}:
        text = f"{another.day} {another:%B} {another.year}"
        assert left_of(f"on {text}", KnownValue("BIRTHDATE", day.isoformat())) == f"on {text}"


@pytest.mark.parametrize("text", ["born on the fourteenth of March 1990", "born March fourth, nineteen ninety"])
def test_birth_date_of_nobody_we_know__in_words__goes(text: str) -> None:
    assert left_of(text).replace("the ", "") in ("born on #", "born #")


@pytest.mark.parametrize(
    ("known", "text"),
    [("(02) 8123 4567", "8123-4567"), ("+63281234567", "8123 4567"), ("(032) 234-5678", "234-5678"),
     ("+63322345678", "2345678")],
)  # fmt: skip
def test_landline__without_its_area__goes(known: str, text: str) -> None:
    assert left_of(f"on {text} there", KnownValue("PHONE", known)) == "on # there"


@pytest.mark.parametrize("text", ["5B Acqua Residences", "5B, Acqua Residences", "Unit 5B, Acqua Residences"])
def test_address__without_the_word_for_its_number__goes(text: str) -> None:
    known = KnownValue("ADDRESS", "Unit 5B, Acqua Residences, 12 Coronado Street, Mandaluyong City")
    assert left_of(f"at {text} there", known) == "at # there"
