"""Public ids."""

import uuid

from core.ids import new_id, parse_id


def test_new_id__is_a_uuid_of_version_7():
    assert new_id().version == 7
    assert new_id().variant == uuid.RFC_4122


def test_new_ids__sort_in_the_order_they_were_made():
    made = [new_id() for _ in range(1000)]
    assert made == sorted(made)
    assert len(set(made)) == 1000


def test_parse_id__of_nonsense__is_none():
    assert parse_id("no-id") is None
    assert parse_id(None) is None
    assert parse_id("0199f3c2-5c1e-7c40-9d5b-3f1f6f9f2a11") == uuid.UUID("0199f3c2-5c1e-7c40-9d5b-3f1f6f9f2a11")
