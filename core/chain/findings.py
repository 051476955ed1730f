"""What can be wrong with the chain, and the report of a verification."""

from __future__ import annotations

import datetime as dt
import enum
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

HEAD = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{64})")


class FindingKind(enum.StrEnum):
    """The name of a finding; `MEANINGS` says what each is."""

    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"
    MOVED = "moved"
    FORGED = "forged"
    CUT = "cut"
    REWRITTEN = "rewritten"
    UNSEALED = "unsealed"


MEANINGS: Mapping[FindingKind, str] = {
    FindingKind.CHANGED: "The entry is not what was sealed; which of its fields differs cannot be told.",
    FindingKind.REMOVED: "It was sealed, and it or its seal is gone.",
    FindingKind.ADDED: "It is dated before a time at which everything was sealed, and was not there then.",
    FindingKind.MOVED: "Its seal stands where another one stood.",
    FindingKind.FORGED: "Its seal, and so what follows, was not made under a key of ours that is still known here.",
    FindingKind.CUT: "The chain ends before the head that was kept.",
    FindingKind.REWRITTEN: "In the place of the head that was kept stands another.",
    FindingKind.UNSEALED: "It was not sealed in time: sealing does not run, or was stopped.",
}


@dataclass(frozen=True)
class Head:
    """The seal at the end of the chain at some time; whoever keeps it elsewhere can prove later what came before."""

    sequence: int
    hash: str

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> Head:
        """The head that `SEQ:HASH` spells. Raises ValueError."""
        spelt = HEAD.fullmatch(text.strip())
        if spelt is None:
            raise ValueError("a head is written SEQ:HASH, a number and 64 hex digits")
        return cls(int(spelt[1]), spelt[2])


@dataclass(frozen=True)
class Finding:
    """The first thing wrong: at which seal (None: the entry has none), about which entry, and what is known of it."""

    kind: FindingKind
    sequence: int | None = None
    entry_id: uuid.UUID | None = None
    at: dt.datetime | None = None
    verb: str = ""
    case_id: uuid.UUID | None = None

    @property
    def place(self) -> str:
        """At most 60 characters that name it, e.g. `changed 17`."""
        return f"{self.kind} {self.sequence or self.entry_id}"


@dataclass(frozen=True)
class Report:
    """One verification: after which seal it began, how many entries were right up to the first finding, how many have
    no seal yet and are young or late, the head, whether a head that was kept is in the chain (None: none was given).
    """

    started_at: dt.datetime
    finished_at: dt.datetime
    after: int
    verified: int
    young: int
    late: int
    head: Head | None
    holds_kept_head: bool | None
    finding: Finding | None
