"""Fields of request bodies."""

from __future__ import annotations

import pytest
from rest_framework import serializers

from core.api.serializers import Body, LongText


class Both(Body):
    """The same text, read by the framework's field and by ours."""

    theirs = serializers.CharField(max_length=40)
    ours = LongText(max_length=40)


@pytest.mark.parametrize(
    "text", ["penguins 🐧 ñ", "half \ud83d of a pair", "x" * 41, "", "\ud800", "\udfff\ud800", "nul \x00", 7, None, []]
)
def test_long_text__takes_and_refuses_what_the_framework_s_field_does(text: object) -> None:
    body = Both(data={"theirs": text, "ours": text})
    body.is_valid()
    assert body.errors.get("ours") == body.errors.get("theirs")
    assert body.validated_data.get("ours") == body.validated_data.get("theirs")
