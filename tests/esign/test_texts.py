"""What people type loses what steers a reader's eye."""

import pytest

from esign.texts import lines_of, one_line


@pytest.mark.parametrize(
    ("typed", "line", "lines"),
    [
        ("Please  sign.\r\nThank you. ", "Please sign. Thank you.", "Please  sign.\nThank you."),
        ("50 \u202eosep\u202c a day\x00", "50 osep a day", "50 osep a day"),
        ("Niño\tPeña", "Niño Peña", "Niño Peña"),
        (" \n\u200b ", "", ""),
    ],
)
def test_text__keeps_its_words(typed, line, lines):
    assert (one_line(typed), lines_of(typed)) == (line, lines)
