"""What a form asks about a signing, way by way, and what was recorded of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from documents.execution_fields import FIELDS, LONGEST, EvidenceField, told
from documents.executions import WAYS
from documents.models import Revision

PREFIX = "evidence"


@dataclass(frozen=True)
class Question:
    """One field of a form: how it is called there, what was typed, and what is wrong with that."""

    field: EvidenceField
    name: str
    id: str
    value: str
    fault: str
    longest: int = LONGEST

    @property
    def described_by(self) -> str:
        """The ids of what is said beside it."""
        said = {"fault": self.fault, "help": self.field.help}
        return " ".join(f"{self.id}-{name}" for name, text in said.items() if text)


@dataclass(frozen=True)
class Section:
    """What one way of signing asks, and which rules ask it."""

    way: str
    title: str
    questions: list[Question]
    laws: list[str]


def sections_of(ways: Sequence[str], way: str, typed: Mapping[str, str], faults: Mapping[str, str]) -> list[Section]:
    """A section for each of `ways`, with what was typed; `faults` by pointer belong to the way that was chosen."""
    return [
        Section(
            way=one,
            title=WAYS[one].capitalize(),
            questions=[_question(one, field, typed, faults if one == way else {}) for field in FIELDS[one]],
            laws=list(dict.fromkeys(field.law for field in FIELDS[one])),
        )
        for one in ways
    ]


def _question(way: str, field: EvidenceField, typed: Mapping[str, str], faults: Mapping[str, str]) -> Question:
    name = _name(way, field)
    where = f"{PREFIX}-{list(WAYS).index(way)}-{field.key}"
    return Question(field, name, where, typed.get(name, ""), faults.get(f"/evidence/{field.key}", ""))


def _name(way: str, field: EvidenceField) -> str:
    return f"{PREFIX}:{way}:{field.key}"


def posted_evidence(way: str, posted: Mapping[str, str]) -> dict[str, str]:
    """What was typed for the way that was chosen; the sections of other ways are not looked at."""
    return {field.key: posted.get(_name(way, field), "") for field in FIELDS.get(way, ())}


def proof_of(revision: Revision) -> list[tuple[str, list[str]]]:
    """What was recorded of the signing of this copy: labels with their lines. Empty for what is no signed copy."""
    execution = revision.execution
    return [(field.label, lines) for field, lines in told(execution.get("way", ""), execution.get("evidence", {}))]
