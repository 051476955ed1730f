"""Several sealers at once, and entries that are committed after later ones were sealed."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from core import chain
from core.chain import links, sealer
from core.models import AuditChain, AuditSeal
from tests.core import chains
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_sealers_at_once__make_one_chain(monkeypatch):
    monkeypatch.setattr(sealer, "BATCH", 7)
    for _ in range(40):
        chains.entry()
    sealed, raised = at_once(*[chain.seal] * 4)
    assert raised == []
    assert sum(sealed) == 40
    report = chain.verify()
    assert (report.verified, report.young, report.finding, AuditChain.objects.count()) == (40, 0, None, 1)


def test_sealer_that_read_before_another_sealed__adds_no_second_seal():
    entry = chains.entry()
    sealer._make_chain()
    hashed = [(entry, links.entry_hash(entry))]
    assert [sealer._append(hashed) for _ in range(2)] == [1, 0]
    assert AuditSeal.objects.count() == 1


@pytest.mark.real_only
def test_entry_committed_after_later_ones_were_sealed__is_sealed_then_and_nobody_waits():
    written, go_on = threading.Event(), threading.Event()

    def write():
        try:
            with transaction.atomic():
                chains.entry(verb="job.late")
                written.set()
                assert go_on.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        assert written.wait(20)
        chains.entry()
        assert chain.seal() == 1  # while the other transaction is open
    finally:
        go_on.set()
        thread.join()
    assert chain.seal() == 1
    report = chain.verify()
    assert (report.verified, report.finding) == (2, None)
