"""What the templates draw: fields, groups of fields and lists of rows, each with its faults."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from backoffice.schema_form import names
from backoffice.schema_form.conditions import any_of
from backoffice.schema_form.shape import BOOLEAN
from core.errors import Fault

AT_A_GLANCE = 8  # lines of the summary; more are folded away


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a select."""

    value: str
    label: str
    selected: bool


@dataclass(slots=True)
class Node:
    """One place in the data and what is wrong with it.

    `when` is the condition under which it is asked for, as JSON with pointers from the whole ("": always); `hidden`,
    that it is not asked for now. `origin` says in words where its answer is from.
    """

    pointer: str
    label: str
    help: str
    required: bool
    faults: list[Fault] = field(default_factory=list, kw_only=True)
    when: str = field(default="", kw_only=True)
    hidden: bool = field(default=False, kw_only=True)
    origin: str = field(default="", kw_only=True)

    template: ClassVar[str]

    @property
    def id(self) -> str:
        return names.html_id(self.pointer)

    @property
    def described_by(self) -> str:
        """The ids of the elements that explain this one to a screen reader."""
        said = {"help": self.help, "origin": self.origin, "fault": self.faults}
        return " ".join(f"{self.id}.{part}" for part, there in said.items() if there)

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

    @property
    def says_something(self) -> bool:
        return (bool(self.value) and self.kind != BOOLEAN) or self.checked


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
    origin: str = ""


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

    @property
    def when(self) -> str:
        """The condition under which anything of it is asked for ("": always)."""
        if not all(node.when for node in self.nodes):
            return ""
        return json.dumps(any_of([json.loads(node.when) for node in self.nodes]), ensure_ascii=False)

    @property
    def hidden(self) -> bool:
        return all(node.hidden for node in self.nodes)


@dataclass(slots=True)
class FormTree:
    """The whole form."""

    group: Group
    summary: list[SummaryLine] = field(default_factory=list)

    template: ClassVar[str] = "backoffice/schema_form/form.html"

    @property
    def first_faults(self) -> list[SummaryLine]:
        """As much of the summary as is read at a glance."""
        return self.summary if len(self.summary) <= AT_A_GLANCE + 2 else self.summary[:AT_A_GLANCE]

    @property
    def further_faults(self) -> list[SummaryLine]:
        return self.summary[len(self.first_faults) :]

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
        headings = self._headings()
        for fault in faults:
            pointer = fault.pointer.removeprefix(base)
            while pointer and pointer not in nodes:
                pointer = names.parent(pointer)
            nodes[pointer].faults.append(fault)
        for node in nodes.values():
            place = _in_words(node, headings)
            self.summary += [SummaryLine(place, fault.detail, node.id) for fault in node.faults]

    def tell(self, origins: Mapping[str, str]) -> None:
        """Say beside each answer where it is from; once for a group or a row whose answers are all from one place."""
        for node in self.walk():
            if isinstance(node, Field) and node.says_something:
                node.origin = origins.get(node.pointer, "")
        _gather(self.group, self.group.children)

    def _headings(self) -> dict[str, str]:
        """The groups and the rows by which a reader finds a field."""
        found = {}
        for node in self.walk():
            if isinstance(node, Group) and node.pointer:
                found[node.pointer] = node.label
            if isinstance(node, Rows) and not node.simple:
                found.update({row.pointer: row.label for row in node.rows})
        return found


def _gather(told: Group | Rows | Row, children: Sequence[Node | Row]) -> list[Node | Row]:
    """Move what all the answers below say to the place around them; gives who says something from there on up."""
    saying = [one for child in children for one in _gathered(child)]
    words = {one.origin for one in saying}
    if len(words) != 1 or "" in words or (len(saying) == 1 and isinstance(saying[0], Field)):
        return saying
    for one in saying:
        one.origin = ""
    told.origin = words.pop()
    return [told]


def _gathered(place: Node | Row) -> list[Node | Row]:
    if isinstance(place, Row):
        return _gather(place, place.children)
    if isinstance(place, Group | Rows):
        return [] if place.hidden else _gather(place, place.children if isinstance(place, Group) else place.rows)
    return [place] if isinstance(place, Field) and place.says_something and not place.hidden else []


def _in_words(node: Node, headings: dict[str, str]) -> str:
    """The headings above the node and its label: "Beneficial owner 2, Spouse, Full name"."""
    parts, above = [node.label], names.parent(node.pointer)
    while above:
        parts.append(headings.get(above, ""))
        above = names.parent(above)
    return ", ".join(part for part in reversed(parts) if part)
