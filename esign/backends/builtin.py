"""The provider that is built in: its page is ours, and what it knows stands in our own rows.

It knows no database: whoever registers it hands it the two readers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.backends import Rejected
from esign.backends.base import AskedPerson, Receipt, SigningProvider, Snapshot, Submission
from esign.constants import BUILTIN
from esign.statuses import COMPLETED


@dataclass(frozen=True)
class Ledger:
    """How the provider looks at what it was given: a snapshot by id, the finished file by id, and its own health in one
    sentence (raises one of the six errors where the signing key cannot be used).
    """

    snapshot: Callable[[str], Snapshot | None]
    finished: Callable[[str], bytes]
    health: Callable[[], str]


class BuiltinProvider(SigningProvider):
    """Signing on our own page, attested by the organisation's key."""

    name = BUILTIN

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def _check(self) -> str:
        return self._ledger.health()

    def _submit(self, submission: Submission, idempotency_key: str) -> Receipt:
        return Receipt(submission.key, tuple(AskedPerson(one.key, one.key) for one in submission.people))

    def _find(self, idempotency_key: str) -> Receipt | None:
        found = self._ledger.snapshot(idempotency_key)
        if found is None:
            return None
        return Receipt(found.external_id, tuple(AskedPerson(one.key, one.external_id) for one in found.people))

    def _fetch(self, external_id: str) -> Snapshot:
        found = self._ledger.snapshot(external_id)
        if found is None:
            raise Rejected("There is no such envelope.")
        return found

    def _signed_file(self, external_id: str) -> bytes:
        if self._fetch(external_id).status != COMPLETED:
            raise Rejected("This envelope is not completed.")
        return self._ledger.finished(external_id)

    def _cancel(self, external_id: str) -> None:
        self._fetch(external_id)  # its rows are moved by who cancels; there is nobody else to tell

    def _remind(self, external_id: str, person: AskedPerson) -> None:
        self._fetch(external_id)  # the mail with the new link is ours to write
