"""What the templates draw: fields, groups of fields and lists of rows, each with its faults."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from backoffice.schema_form import names
from core.errors import Fault


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a select."""

    value: str
    label: str
    selected: bool


@dataclass(slots=True)
class Node:
    """One place in the data and what is wrong with it."""

    pointer: str
    label: str
    help: str
    required: bool
    faults: list[Fault] = field(default_factory=list, kw_only=True)

    template: ClassVar[str]

    @property
    def id(self) -> str:
        return names.html_id(self.pointer)

    @property
    def described_by(self) -> str:
        """The ids of the elements that explain this one to a screen reader."""
        ids = ([f"{self.id}.help"] if self.help else []) + ([f"{self.id}.fault"] if self.faults else [])
        return " ".join(ids)

    def walk(self) -> Iterator[Node]:
        yield self


@dataclass(slots=True)
class Field(Node):
    """One input. `kind` says which, `value` is its text, `options` the lines of a select."""

    kind: str
    value: str = ""
    checked: bool = False
    placeholder: str = ""
    options: Sequence[Option] = ()
    wide: bool = False

    template: ClassVar[str] = "backoffice/schema_form/field.html"


@dataclass(slots=True)
class Group(Node):
    """The members of an object."""

    children: list[Node] = field(default_factory=list)

    template: ClassVar[str] = "backoffice/schema_form/group.html"

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class Row:
    """One entry of a list: its token in the names, its heading and its fields."""

    pointer: str
    token: str
    label: str
    children: list[Node]


@dataclass(slots=True)
class Rows(Node):
    """A list. `blank` is the row that the page copies when a row is added."""

    rows: list[Row]
    blank: Row
    row_label: str
    most: int | None = None
    simple: bool = False  # one input a row: no heading is needed

    template: ClassVar[str] = "backoffice/schema_form/rows.html"

    @property
    def list_name(self) -> str:
        return names.rows_of(self.pointer)

    @property
    def full(self) -> bool:
        return self.most is not None and len(self.rows) >= self.most

    def walk(self) -> Iterator[Node]:
        yield self
        for row in self.rows:
            for child in row.children:
                yield from child.walk()


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One fault in the list above the form: the place in words, what is wrong, and the id to jump to."""

    place: str
    detail: str
    target: str


@dataclass(frozen=True, slots=True)
class Block:
    """What stands together on the page; `alone`: one group or list."""

    nodes: list[Node]
    alone: bool


@dataclass(slots=True)
class FormTree:
    """The whole form."""

    group: Group
    summary: list[SummaryLine] = field(default_factory=list)

    template: ClassVar[str] = "backoffice/schema_form/form.html"

    def walk(self) -> Iterator[Node]:
        """Every node, the whole first, in the order of the page."""
        return self.group.walk()

    @property
    def blocks(self) -> list[Block]:
        """The form in blocks: each group or list by itself, the fields between two of them together."""
        blocks: list[Block] = []
        for node in self.group.children:
            alone = not isinstance(node, Field)
            if alone or not blocks or blocks[-1].alone:
                blocks.append(Block([], alone))
            blocks[-1].nodes.append(node)
        return blocks

    @property
    def sections(self) -> list[Node]:
        """The groups and lists that a reader may want to jump to."""
        return [node for node in self.group.children if not isinstance(node, Field)]

    def place(self, faults: Sequence[Fault], *, base: str = "") -> None:
        """Put each fault beside its field, or beside the nearest thing around it; `base` is cut off the pointers.

        The summary goes down the page as the fields do.
        """
        nodes = {node.pointer: node for node in self.walk()}
        headings = self._row_labels()
        for fault in faults:
            pointer = fault.pointer.removeprefix(base)
            while pointer and pointer not in nodes:
                pointer = names.parent(pointer)
            nodes[pointer].faults.append(fault)
        for node in nodes.values():
            place = _in_words(node, headings)
            self.summary += [SummaryLine(place, fault.detail, node.id) for fault in node.faults]

    def _row_labels(self) -> dict[str, str]:
        lists = (node for node in self.walk() if isinstance(node, Rows))
        return {row.pointer: row.label for one in lists for row in one.rows if not one.simple}


def _in_words(node: Node, headings: dict[str, str]) -> str:
    above = names.parent(node.pointer)
    while above and above not in headings:
        above = names.parent(above)
    return ", ".join(part for part in (headings.get(above, ""), node.label) if part)
