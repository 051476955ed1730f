"""The transition table, apart from any row."""

import pytest

from core.states import StateTable, TransitionNotAllowed

TABLE = StateTable("letter", {"draft": frozenset({"sent", "burnt"}), "sent": frozenset(), "burnt": frozenset()})


def test_targets__of_a_status__are_sorted():
    assert TABLE.targets("draft") == ["burnt", "sent"]


def test_require__of_an_allowed_step__passes():
    TABLE.require("draft", "sent")


def test_require__of_another_step__is_refused_and_names_the_ways():
    with pytest.raises(TransitionNotAllowed) as refused:
        TABLE.require("draft", "read")
    assert refused.value.extra == {"allowedTargets": ["burnt", "sent"]}
    assert refused.value.detail == "A letter that is draft cannot become read. From draft it can go to: burnt, sent."


def test_require__from_a_final_status__says_so():
    with pytest.raises(TransitionNotAllowed, match="sent is final"):
        TABLE.require("sent", "draft")
