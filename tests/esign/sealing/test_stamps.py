"""What a signature says and how a drawn one is taken."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from esign.sealing import stamps
from esign.sealing.drawings import ink_of
from esign.sealing.exceptions import DrawingRefused
from tests.esign.sealing import papers
from tests.esign.sealing.papers import AT, EVANGELINE, text


def png(size=(40, 20), colour=(0, 0, 0, 255), mode="RGBA", kind="PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", size, colour).convert(mode).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Evangeline T. Sumalinog", "ETS"), ("Juan dela Cruz", "JC"), ("ñandú", "Ñ"), ("Ñ. Ñonuevo", "ÑÑ"),
        ("Maria Clara de los Santos y Ibarra Tan Lim", "MCSI"), ("", ""), ("李 明", "李明"), ('"Jun" Reyes', "JR"),
    ],
)  # fmt: skip
def test_initials__of_a_name__are_its_capitals(name, letters):
    assert stamps.initials_of(name) == letters


def small(name=EVANGELINE, organisation="Silong", width=133.0, height=28.0, **more):
    return stamps._small_print(text(name, **more), organisation, width, height)


def test_small_print__of_short_words__is_large_and_on_two_lines():
    lines, points = small(width=200.0)
    assert points == stamps.SMALL
    assert lines == [
        f"{EVANGELINE} · I have read this agreement and sign it",
        "Attested by Silong · 29 Nov 2026 10:31 PHT · HN-7K3F-9QWM",
    ]


@pytest.mark.parametrize("height", [16.0, 28.0, 36.0])
def test_small_print__of_long_words__leaves_room_for_the_signature_and_tells_when_and_which(height):
    lines, points = small("Word " * 60, "Organisation " * 20, height=height, reason="Reason " * 80)
    assert points >= stamps.SMALLEST - 0.25
    assert len(lines) * points * stamps.LEADING <= height * stamps.SMALL_SHARE + points * stamps.LEADING
    assert "29 Nov 2026 10:31 PHT" in " ".join(lines)
    assert papers.CODE in " ".join(lines)
    assert all(stamps._width("small", line) * points <= 133.5 for line in lines)


def test_stamp__of_text_that_looks_like_markup__prints_it():
    made = stamps.stamp(
        text("<b>Ana</b> & {{ data }}", reason="</style><script>"), organisation="A & B", mark=(150, 28),
        date=(52, 13), initials=None,
    )  # fmt: skip
    import pypdfium2  # wanted here alone

    said = pypdfium2.PdfDocument(made.pdf)[0].get_textpage().get_text_range()
    assert "<b>Ana</b> & {{ data }}" in said
    assert "</style><script>" in said
    assert made.initials is None


def test_drawing__on_nothing__becomes_dark_ink_on_white_cropped_to_the_stroke():
    ink = ink_of(papers.drawn())
    assert len(ink.levels) == ink.width * ink.height
    assert (ink.width, ink.height) <= (640, 200)
    assert ink.width > 4 * ink.height
    assert max(ink.levels) == 255
    assert min(ink.levels) < 80
    assert ink_of(papers.drawn((255, 255, 255, 255))) == ink


@pytest.mark.parametrize(
    ("drawn", "why"),
    [
        (b"", "no readable PNG"),
        (b"\x89PNG\r\n\x1a\n", "no readable PNG"),
        (papers.drawn()[:300], "no readable PNG"),
        (png(mode="RGB", kind="JPEG"), "no readable PNG"),
        (png(colour=(0, 0, 0, 0)), "empty"),
        (png(colour=(255, 255, 255, 255)), "empty"),
        (png(size=(4000, 2001)), "eight million pixels"),
        (b"\x89PNG" + b"\0" * 1024 * 1024, "larger than a megabyte"),
    ],
    ids=["nothing", "head alone", "cut off", "JPEG", "transparent", "white", "many pixels", "many bytes"],
)
def test_drawing__that_is_none__is_refused(drawn, why):
    with pytest.raises(DrawingRefused, match=why):
        ink_of(drawn)


def test_moment__is_told_in_manila():
    assert stamps.moment_of(AT) == "29 Nov 2026 10:31 PHT"
