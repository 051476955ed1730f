"""What a form asks about a signing, way by way, and what was recorded of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backoffice.origins import day_of
from documents.execution_fields import FIELDS, LONGEST, EvidenceField, told
from documents.executions import WAYS
from documents.models import Revision

PREFIX = "evidence"
# Beside each other, as a notarial certificate has them.
_SHORT = frozenset({"docNo", "pageNo", "bookNo", "series", "roll", "ibp"})


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
    def width(self) -> str:
        """How much of a line it takes."""
        if self.field.kind == "lines":
            return "wide"
        return "short" if self.field.key in _SHORT else "half"

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
    laws: str


def sections_of(ways: Sequence[str], way: str, typed: Mapping[str, str], faults: Mapping[str, str]) -> list[Section]:
    """A section for each of `ways`, with what was typed; `faults` by pointer belong to the way that was chosen."""
    return [
        Section(
            way=one,
            title=way_in_words(one),
            questions=[_question(one, field, typed, faults if one == way else {}) for field in FIELDS[one]],
            laws=_laws(FIELDS[one]),
        )
        for one in ways
    ]


def way_in_words(way: str) -> str:
    """`esap` -> "Authenticated in eSAP"."""
    return WAYS[way][0].upper() + WAYS[way][1:]


def _laws(fields: Sequence[EvidenceField]) -> str:
    """The rules that ask it, each set of rules named once."""
    found: dict[str, list[str]] = {}
    for field in fields:
        rules, _, where = field.law.partition(", ")
        places = found.setdefault(rules, [])
        if where and where not in places:
            places.append(where)
    return "; ".join(", ".join([rules, *places]) for rules, places in found.items())


def _question(way: str, field: EvidenceField, typed: Mapping[str, str], faults: Mapping[str, str]) -> Question:
    name = _name(way, field)
    fault = faults.get(f"/{PREFIX}/{field.key}", "")
    return Question(field, name, _id(way, field), typed.get(name, ""), fault)


def _id(way: str, field: EvidenceField) -> str:
    return f"{PREFIX}-{list(WAYS).index(way)}-{field.key}"


_PLACES = {
    "/file": ("The file", "signed-file"),
    "/way": ("How it was signed", "signed-way"),
    "/signedOn": ("Signed on", "signed-on"),
    "/signed_on": ("Signed on", "signed-on"),
}


def faults_in_words(way: str, faults: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(label, id, sentence) of each fault, to lead to its field; without a label and an id where it is of none."""
    fields = {f"/{PREFIX}/{field.key}": (field.label, _id(way, field)) for field in FIELDS.get(way, ())}
    return [(*{**_PLACES, **fields}.get(pointer, ("", "")), said) for pointer, said in faults.items()]


def _name(way: str, field: EvidenceField) -> str:
    return f"{PREFIX}:{way}:{field.key}"


def posted_evidence(way: str, posted: Mapping[str, str]) -> dict[str, str]:
    """What was typed for the way that was chosen; the sections of other ways are not looked at."""
    return {field.key: posted.get(_name(way, field), "") for field in FIELDS.get(way, ())}


def proof_of(revision: Revision) -> list[tuple[str, list[str]]]:
    """What was recorded of the signing of this copy: labels with their lines. Empty for what is no signed copy."""
    execution = revision.execution
    return [
        (field.label, [day_of(one) for one in lines] if field.kind == "date" else lines)
        for field, lines in told(execution.get("way", ""), execution.get("evidence", {}))
    ]
