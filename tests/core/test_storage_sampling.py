"""Which contents a sampled verification reads, and what it costs to know what rows name."""

from __future__ import annotations

import math
import tracemalloc

import pytest

from core.storage import sampling
from core.storage.inventory import Inventory
from core.storage.objects import checksum_of


@pytest.mark.parametrize("part", [0.05, 0.3, 1 / 3, 0.999, 1.0])
def test_sample__of_consecutive_turns__holds_every_object_once_around(part):
    checksums = [checksum_of(b"%d" % number) for number in range(2000)]
    turns = math.ceil(1 / part)
    for first in (0, 7, 739_000):
        held = [{c for c in checksums if sampling.Sample(part, first + turn).holds(c)} for turn in range(turns)]
        assert set().union(*held) == set(checksums)
        assert all(abs(len(one) / 2000 - part) < 0.05 for one in held)


@pytest.mark.parametrize("edge", ["0" * 64, "f" * 64, "0" * 16 + "f" * 48, "8" + "0" * 63])
def test_sample__at_the_edges_of_all_checksums__leaves_none_out(edge):
    assert any(sampling.Sample(0.05, 738_000 + turn).holds(f"sha256:{edge}") for turn in range(20))
    assert sampling.Sample(None, 5).holds(f"sha256:{edge}")
    assert not sampling.Sample(0.0, 5).holds(f"sha256:{edge}")


@pytest.mark.parametrize("part", [-0.01, 1.01, float("nan")])
def test_sample__that_is_no_part__is_refused(part):
    with pytest.raises(ValueError, match="between 0 and 1"):
        sampling.Sample(part, 0)


def test_inventory__of_a_hundred_thousand_rows__is_not_held_in_memory():
    rows = ((f"sha256:{number:064x}", number, f"row {number}") for number in range(100_000))
    tracemalloc.start()
    with Inventory() as inventory:
        inventory.add(rows)
        counted = inventory.count()
        left = sum(1 for _ in inventory.unseen())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (counted, left) == (100_000, 100_000)
    assert peak < 1_000_000
