"""What a provider of electronic signatures takes and gives."""

from __future__ import annotations

import abc
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from core.backends import Backend, Unsupported
from esign.constants import BACKEND_KIND

RETRIES = 2


@dataclass(frozen=True)
class Spot:
    """A place on the paper: the page, from 1, and the box in parts of the page's width and height, from its upper left
    corner.
    """

    page: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Person:
    """Who is asked. `key` is our id of the signer; those of one `turn` are asked together, the lowest first. `spot` is
    where the signature goes, `initials` where those go; without a spot the provider finds a place of its own.
    """

    key: str
    name: str
    email: str
    role: str
    turn: int
    locale: str = "en"
    spot: Spot | None = None
    initials: tuple[Spot, ...] = ()


@dataclass(frozen=True)
class Submission:
    """What goes out: the approved file, with a page for those whom it gives no place, and who acts on it. `key` is our
    id of the envelope. Who only gets a copy is not among the people: that mail is ours.
    """

    key: str
    title: str
    filename: str
    content: bytes = field(repr=False)
    people: Sequence[Person]
    sequential: bool
    message: str
    expires_at: dt.datetime


@dataclass(frozen=True, repr=False)
class AskedPerson:
    """One person as the provider knows them; `url` opens the page to sign, and so is a secret (no `repr`)."""

    key: str
    external_id: str
    url: str = ""


@dataclass(frozen=True)
class Receipt:
    """That the provider has it, under its own id."""

    external_id: str
    people: tuple[AskedPerson, ...]


@dataclass(frozen=True)
class PersonNow:
    """How it stands with one person: a status of `esign.states.SIGNER`, when they acted, the reason of a refusal, and
    when they first had the paper before them. `key` is empty where the provider does not tell our id.
    """

    key: str
    external_id: str
    status: str
    at: dt.datetime | None = None
    reason: str = ""
    viewed_at: dt.datetime | None = None


@dataclass(frozen=True)
class Snapshot:
    """How it stands with an envelope now: a status of `esign.states.ENVELOPE`, and each of its people."""

    external_id: str
    status: str
    people: tuple[PersonNow, ...]


@dataclass(frozen=True)
class Told:
    """One event of a webhook call: which envelope it is about. What happened is fetched, since calls come late, twice
    and in no order; `kind` is the provider's word for it, for the record. `identity` is the same when it comes again.
    """

    external_id: str
    kind: str
    at: dt.datetime
    identity: str


class SigningProvider(Backend):
    """Sends a file to its signers and tells how it stands. Takes and gives frozen dataclasses, and knows no ORM."""

    kind = BACKEND_KIND
    webhooks: ClassVar[bool] = False  # whether it calls us by itself

    def listens(self) -> bool:
        """Whether its calls are taken: it makes some, and the secret with which it signs them is set here."""
        return False

    def submit(self, submission: Submission, *, idempotency_key: str) -> Receipt:
        """Send the file out; with the same key twice it goes out once.

        Raises one of the six errors of `core.backends`. After OutcomeUnknown ask `find`; never submit again.
        """
        return self.guarded("submit", lambda: self._submit(submission, idempotency_key))

    def find(self, idempotency_key: str) -> Receipt | None:
        """What an earlier `submit` under that key made; None where it made nothing. Raises one of the six errors."""
        return self.guarded("find", lambda: self._find(idempotency_key), retries=RETRIES)

    def fetch(self, external_id: str) -> Snapshot:
        """How it stands. Raises one of the six errors; Rejected for an envelope that is not there."""
        return self.guarded("fetch", lambda: self._fetch(external_id), retries=RETRIES)

    def signed_file(self, external_id: str) -> bytes:
        """The signed PDF of a completed envelope. Raises one of the six errors; Rejected before it is completed."""
        return self.guarded("signed_file", lambda: self._signed_file(external_id), retries=RETRIES)

    def cancel(self, external_id: str) -> None:
        """Withdraw it; one that has ended stays as it is. Raises one of the six errors."""
        self.guarded("cancel", lambda: self._cancel(external_id), retries=RETRIES)

    def remind(self, external_id: str, person: AskedPerson) -> None:
        """Mail the person once more. Raises one of the six errors."""
        self.guarded("remind", lambda: self._remind(external_id, person))

    def verify(self, headers: Mapping[str, str], body: bytes) -> str:
        """What makes the call the same when it comes again. Raises WebhookUnverified unless the provider signed it,
        not too long ago; Unsupported for a provider that calls nobody.
        """
        raise Unsupported(f"{self.name} sends no webhooks.")

    def parse(self, headers: Mapping[str, str], body: bytes) -> list[Told]:
        """The events of a verified call. Raises Rejected for one that cannot be read."""
        raise Unsupported(f"{self.name} sends no webhooks.")

    @abc.abstractmethod
    def _submit(self, submission: Submission, idempotency_key: str) -> Receipt: ...

    @abc.abstractmethod
    def _find(self, idempotency_key: str) -> Receipt | None: ...

    @abc.abstractmethod
    def _fetch(self, external_id: str) -> Snapshot: ...

    @abc.abstractmethod
    def _signed_file(self, external_id: str) -> bytes: ...

    @abc.abstractmethod
    def _cancel(self, external_id: str) -> None: ...

    @abc.abstractmethod
    def _remind(self, external_id: str, person: AskedPerson) -> None: ...
