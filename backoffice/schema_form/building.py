"""From a JSON Schema and its data to the tree that the templates draw."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from backoffice.schema_form import names
from backoffice.schema_form import shape as kinds
from backoffice.schema_form.conditions import option_value, placed
from backoffice.schema_form.shape import JsonSchema, Shape
from backoffice.schema_form.tree import Field, FormTree, Group, Node, Option, Row, Rows
from core.errors import Fault


def build(
    schema: JsonSchema,
    initial: Mapping[str, Any] | None = None,
    *,
    faults: Sequence[Fault] = (),
    base: str = "",
    extra_row: str = "",
    origins: Mapping[str, str] | None = None,
) -> FormTree:
    """The form for `schema`, filled with `initial` (what is not in the schema is left out).

    `faults` are placed beside their fields, their pointers running from `base` (`/inputs`); `extra_row` is the
    pointer of a list that gets one more empty row; `origins` are words on where an answer is from, by its pointer.
    Raises SchemaFormError when the schema cannot be drawn.
    """
    whole = Shape.of(schema, schema)
    builder = _Builder(extra_row)
    members = builder.members(whole, "", initial if isinstance(initial, Mapping) else {}, depth=0)
    tree = FormTree(Group("", whole.says("title"), whole.says("description"), True, members))
    tree.place(faults, base=base)
    tree.tell(origins or {})
    return tree


class _Builder:
    def __init__(self, extra_row: str) -> None:
        self.extra_row = extra_row

    def members(self, shape: Shape, pointer: str, data: Mapping[str, Any], *, depth: int) -> list[Node]:
        """The nodes of an object's members; `depth` counts the lists around them."""
        shown = {key: data.get(key, member.schema.get("default")) for key, member in shape.members.items()}
        hidden = shape.hidden({key: _drawn(value, shape, key) for key, value in shown.items()})
        nodes = []
        for key, member in shape.members.items():
            if member.kind == kinds.CONSTANT:
                continue
            label = member.says("title") or kinds.label_of(key)
            here = names.child(pointer, key)
            node = self.node(member, here, shown[key], label, key in shape.demanded, depth)
            if key in shape.conditions:
                node.when = json.dumps(placed(shape.conditions[key], pointer), ensure_ascii=False)
                node.hidden = key in hidden
                node.required = key in shape.demanded
            nodes.append(node)
        return nodes

    def node(self, shape: Shape, pointer: str, value: Any, label: str, required: bool, depth: int) -> Node:
        if shape.kind == kinds.GROUP:
            data = value if isinstance(value, Mapping) else {}
            children = self.members(shape, pointer, data, depth=depth)
            return Group(pointer, label, shape.says("description"), required, children)
        if shape.kind == kinds.LIST:
            return self.rows(shape, pointer, value, label, required, depth)
        return field(shape, pointer, value, label, required)

    def rows(self, shape: Shape, pointer: str, value: Any, label: str, required: bool, depth: int) -> Rows:
        given = list(value) if isinstance(value, (list, tuple)) else []
        wanted = max(len(given), shape.schema.get("minItems", 0) if required else 0)
        wanted += 1 if pointer == self.extra_row else 0
        given += [None] * (wanted - len(given))
        singular = shape.item.says("title") or _singular(label)
        token = names.placeholder(depth)
        return Rows(
            pointer,
            label,
            shape.says("description"),
            required,
            rows=[
                self.row(shape.item, pointer, str(n), one, f"{singular} {n + 1}", depth) for n, one in enumerate(given)
            ],
            blank=self.row(shape.item, pointer, token, None, singular, depth),
            row_label=singular,
            most=shape.schema.get("maxItems"),
            simple=shape.item.kind != kinds.GROUP,
        )

    def row(self, item: Shape, pointer: str, token: str, value: Any, label: str, depth: int) -> Row:
        here = names.child(pointer, token)
        if item.kind == kinds.GROUP:
            children = self.members(item, here, value if isinstance(value, Mapping) else {}, depth=depth + 1)
        else:
            children = [_chosen(self.node(item, here, value, label, False, depth + 1))]
        return Row(here, token, label, children)


def _drawn(value: Any, shape: Shape, key: str) -> Any:
    """The value as its input says it: a constant and a box say something although nobody typed it."""
    member = shape.members[key]
    if member.kind == kinds.CONSTANT:
        return member.schema["const"] if key in shape.demanded else None
    if member.kind == kinds.BOOLEAN and (key in shape.demanded or "default" in member.schema):
        return value is True
    return value


def field(shape: Shape, pointer: str, value: Any, label: str, required: bool) -> Field:
    """One input with the value as its text."""
    kind, text = shape.kind, as_text(value, shape)
    if kind == kinds.BOOLEAN and not required and "default" not in shape.schema:
        kind = kinds.CHOICE  # three answers: yes, no and none
    if kind == kinds.DATE and not _is_date(text):
        kind = kinds.TEXT  # a date input would swallow what is no date; shown, it can be mended
    if kind == kinds.TEXT and (len(text) > kinds.LONG_TEXT_FROM or "\n" in text):
        kind = kinds.LONG_TEXT
    examples = shape.schema.get("examples") or [""]
    return Field(
        pointer,
        label,
        "" if _restates(shape.says("description"), label) else shape.says("description"),
        required and not shape.nullable,
        kind=kind,
        value=text,
        checked=value is True,
        placeholder=f"e.g. {as_text(examples[0], shape)}" if examples[0] != "" else "",
        options=_options(shape, text, required) if kind == kinds.CHOICE else (),
        wide=kind in (kinds.LONG_TEXT, kinds.FREE),
    )


def as_text(value: Any, shape: Shape) -> str:
    """The value as the text of its input."""
    if value is None:
        return ""
    if shape.kind == kinds.FREE:
        return json.dumps(value, ensure_ascii=False, indent=2)
    return option_value(value)


def _chosen(node: Node) -> Node:
    """A row was added to be filled in: its select asks for a choice."""
    if isinstance(node, Field) and node.options and not node.options[0].value:
        node.options = [Option("", "Choose…", node.options[0].selected), *node.options[1:]]
    return node


def _options(shape: Shape, text: str, required: bool) -> list[Option]:
    choices = shape.choices or [(True, "Yes"), (False, "No")]
    options = [Option(option_value(value), label, option_value(value) == text) for value, label in choices]
    chosen = any(option.selected for option in options)
    if text and not chosen:  # shown as it is, so that the fault beside it makes sense
        options.append(Option(text, text, True))
    if required and not shape.nullable and chosen:
        return options
    return [Option("", "Choose…" if required else "Not given", not text), *options]


def _restates(description: str, label: str) -> bool:
    """Whether the description only says the label again."""
    return description.strip(" .").lower() == label.lower()


def _is_date(text: str) -> bool:
    if not text:
        return True
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _singular(label: str) -> str:
    for plural, single in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if label.lower().endswith(plural) and not label.lower().endswith("ss"):
            return label[: -len(plural)] + single
    return label
