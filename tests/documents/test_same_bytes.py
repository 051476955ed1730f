"""The same template and data are the same bytes in every process; `TEST_WHOLE=1` tries all pairs."""

from __future__ import annotations

import os

import pytest

from tests.documents import pairs

WHOLE = os.environ.get("TEST_WHOLE") == "1"


@pytest.mark.timeout(600)
def test_render_pdf__in_two_fresh_processes__gives_the_same_bytes():
    chosen = pairs.every() if WHOLE else pairs.some()
    assert pairs.differing(chosen) == []


def test_pairs__are_two_hundred__of_data_that_differ():
    assert len(pairs.every()) >= 200
    assert {one.slug for one in pairs.some()} == set(pairs.SLUGS)
    assert {one.kind for one in pairs.some()} == set(pairs.KINDS)
    for slug in pairs.SLUGS[::9]:
        source = pairs.read_folder(pairs.LIBRARY / slug)
        made = [repr(pairs.data_of(source, kind)) for kind in pairs.KINDS]
        assert len(set(made)) == len(made)
        assert made == [repr(pairs.data_of(source, kind)) for kind in pairs.KINDS]


def test_differing__of_a_rendering_with_a_process_id__names_the_pair(monkeypatch):
    by_process = iter(["first", "second"])

    def checksums(render, given, chosen):
        said = next(by_process)
        return {one: (said if one.kind == "scripts" else "same", 1) for one in chosen}

    monkeypatch.setattr(pairs, "_checksums", checksums)
    named = pairs.differing([one for one in pairs.every() if one.slug == pairs.SLUGS[0]])
    assert named == [f"{pairs.SLUGS[0]} with scripts"]
