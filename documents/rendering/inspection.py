"""What can be seen of a template without running it: names it uses, files and addresses it reaches for."""

from __future__ import annotations

import html as html_entities
import re
from collections.abc import Iterator, Mapping
from typing import Any

import jinja2
import tinycss2
import tinyhtml5
from jinja2 import nodes

from core.errors import Fault
from documents.rendering.sandbox import TemplateEnvironment
from documents.schema import resolved

# element -> attributes that WeasyPrint, or a reader of the PDF, follows by itself
FETCHING = {"src", "srcset", "data", "poster", "background", "xlink:href", "{http://www.w3.org/1999/xlink}href"}
FORBIDDEN_TAGS = {
    "script",
    "link",
    "base",
    "iframe",
    "object",
    "embed",
    "meta",
    "style",
    "form",
    "input",
    "video",
    "audio",
}
LINK_SCHEMES = ("http:", "https:", "mailto:", "tel:", "#")
_KNOWN_ROOTS = {"data", "sections", "loop", "range", "caller"}
_JINJA = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)


def parsed(environment: TemplateEnvironment, text: str, file: str) -> nodes.Template | Fault:
    """The syntax tree of a template, or why there is none."""
    try:
        environment.compile(text)  # finds filters and tests that do not exist, which parsing alone does not
        return environment.parse(text)
    except (jinja2.TemplateError, RecursionError) as error:
        if isinstance(error, RecursionError):
            return Fault(f"/{file}", "template-syntax", "The template is nested too deeply.")
        line = f" (line {error.lineno})" if isinstance(error, jinja2.TemplateSyntaxError) else ""
        return Fault(f"/{file}", "template-syntax", f"The template cannot be read: {error.message}{line}.")


def _accesses(tree: nodes.Node) -> Iterator[nodes.Getattr | nodes.Getitem]:
    yield from tree.find_all(nodes.Getattr)
    yield from tree.find_all(nodes.Getitem)


def inclusions(tree: nodes.Template, partials: Mapping[str, str], file: str) -> Iterator[Fault]:
    """Includes and imports of anything but the shared partials that came with the template."""
    kinds: tuple[type[Any], ...] = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
    found: Iterator[Any] = (one for kind in kinds for one in tree.find_all(kind))
    for node in found:
        name = getattr(node.template, "value", None)
        if isinstance(node.template, nodes.Const) and name in partials:
            continue
        shown = repr(name) if isinstance(node.template, nodes.Const) else "a file whose name it computes"
        yield Fault(
            f"/{file}", "reads-file", f"It tries to read the file {shown}; only shared partials can be included."
        )


def python_internals(tree: nodes.Template, file: str) -> Iterator[Fault]:
    """Attributes and items with a leading underscore: the way from a value into Python."""
    for node in _accesses(tree):
        name = node.attr if isinstance(node, nodes.Getattr) else getattr(node.arg, "value", None)
        if isinstance(name, str) and name.startswith("_"):
            yield Fault(f"/{file}", "calls-python", f"It reaches into Python internals: {name}.")


def undeclared(tree: nodes.Template, file: str) -> Iterator[Fault]:
    """Names that nothing defines: neither data, sections, nor the template itself."""
    from jinja2 import meta  # jinja2's own analysis; it compiles, so only publishing pays for it

    for name in sorted(meta.find_undeclared_variables(tree) - _KNOWN_ROOTS):
        yield Fault(f"/{file}", "undeclared-variable", f"It uses {name}, which is neither data nor a section.")


def sections_used(tree: nodes.Template) -> set[str]:
    """The keys of `sections.<key>` and `sections["<key>"]`."""
    used = set()
    for node in _accesses(tree):
        if isinstance(node.node, nodes.Name) and node.node.name == "sections":
            name = node.attr if isinstance(node, nodes.Getattr) else getattr(node.arg, "value", None)
            used.add(str(name))
    return used


class Fields:
    """Follows `data.a.b` and loops over lists through the schema: which fields are used, which are not declared."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.root = schema
        self.used: set[str] = set()
        self.unknown: set[str] = set()

    def walk(self, tree: nodes.Node) -> None:
        """Take in one template."""
        self._visit(tree, {"data": ("", self.root)})

    def _visit(self, node: nodes.Node, scope: dict[str, tuple[str, Mapping[str, Any]]]) -> None:
        """A loop's variable means the items of what it loops over, inside that loop; a set name, what follows."""
        if isinstance(node, nodes.For):
            self._visit(node.iter, scope)
            inner = dict(scope)
            place = self._place(self._bare(node.iter), scope)
            if isinstance(node.target, nodes.Name):
                inner.pop(node.target.name, None)
                if place:
                    inner[node.target.name] = (f"{place[0]}[]", self._items(place[1]))
            for child in [*node.body, *node.else_, *filter(None, [node.test])]:
                self._visit(child, inner)
            return
        if isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
            place = self._place(self._bare(node.node), scope)
            scope.pop(node.target.name, None)
            if place:
                scope[node.target.name] = place
        if isinstance(node, nodes.Getattr | nodes.Getitem):
            self._place(node, scope)
        for child in node.iter_child_nodes():
            self._visit(child, scope)

    def _bare(self, node: nodes.Node) -> nodes.Node:
        while isinstance(node, nodes.Filter | nodes.Or) and (node.node if isinstance(node, nodes.Filter) else True):
            node = node.node if isinstance(node, nodes.Filter) else node.left  # type: ignore[assignment]
        return node

    def _items(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        return resolved(schema.get("items", {}), self.root)

    def _place(
        self, node: nodes.Node, scope: Mapping[str, tuple[str, Mapping[str, Any]]]
    ) -> tuple[str, Mapping[str, Any]] | None:
        if isinstance(node, nodes.Name):
            return scope.get(node.name)
        if not isinstance(node, nodes.Getattr | nodes.Getitem):
            return None
        outer = self._place(self._bare(node.node), scope)
        name = node.attr if isinstance(node, nodes.Getattr) else getattr(node.arg, "value", None)
        if outer is None or name is None:
            return None
        if isinstance(name, int):
            return outer[0] + "[]", self._items(outer[1])
        members = resolved(outer[1], self.root).get("properties", {})
        path = f"{outer[0]}.{name}".lstrip(".")
        if members and name not in members:
            self.unknown.add(path)
            return None
        self.used.add(path)
        return path, resolved(members.get(name, {}), self.root)


def markup(text: str, file: str) -> Iterator[Fault]:
    """Elements and attributes that fetch, run or attach something."""
    tree = tinyhtml5.parse(_JINJA.sub("", text), namespace_html_elements=False)
    head_tags = {"html", "head", "body"}
    for element in tree.iter():
        tag = element.tag.split("}")[-1].lower() if isinstance(element.tag, str) else ""
        if tag in FORBIDDEN_TAGS and tag not in head_tags:
            told = " ".join(filter(None, (element.get("rel"), element.get("href") or element.get("src"))))
            what = f"<{tag}>{f' ({told})' if told else ''}"
            yield Fault(
                f"/{file}", _code(told), f"It has the element {what}, which may not stand in a template{_tried(told)}."
            )
        for name, value in element.attrib.items():
            yield from _attribute(tag, str(name).lower(), value or "", file)


def _attribute(tag: str, name: str, value: str, file: str) -> Iterator[Fault]:
    if name == "style":
        yield from styles(value, file, declarations=True)
    elif name.startswith("on"):
        yield Fault(f"/{file}", "runs-script", f"It has the script attribute {name}.")
    elif name in FETCHING or (name == "href" and tag not in ("a", "area")):
        if not _is_own(value):
            yield Fault(f"/{file}", _code(value), f"It has <{tag} {name}={value[:80]!r}>{_tried(value)}.")
    elif name == "href" and value and not value.lower().startswith(LINK_SCHEMES):
        yield Fault(f"/{file}", _code(value), f"It links to {value[:80]!r}{_tried(value)}.")


def styles(text: str, file: str, *, declarations: bool = False) -> Iterator[Fault]:
    """`@import`, `@font-face` and `url()` of anything but the template's own assets; nesting is looked into."""
    tokens = (
        tinycss2.parse_declaration_list(text)
        if declarations
        else tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    )
    for rule in tokens:
        if rule.type == "error":
            yield Fault(
                f"/{file}", "style-syntax", f"The style cannot be read (line {rule.source_line}): {rule.message}."
            )
        elif rule.type == "at-rule" and rule.lower_at_keyword == "import":
            address = next((one.value for one in rule.prelude if one.type in ("string", "url")), "")
            address = address or next(iter(_addresses(rule.prelude)), "a style sheet")
            yield Fault(f"/{file}", "fetches-url", f"It imports the style sheet {address}{_tried(address)}.")
        else:
            where = f"in @{rule.lower_at_keyword}" if rule.type == "at-rule" else "in a style"
            for address in _addresses([rule]):
                if not _is_own(address):
                    yield Fault(f"/{file}", _code(address), f"It names {address[:80]!r} {where}{_tried(address)}.")


def _addresses(tokens: Any) -> Iterator[str]:
    for one in tokens or ():
        if one.type == "url":
            yield one.value
        elif one.type == "function" and one.lower_name in ("url", "src", "image-set", "attr"):
            arguments = [two for two in one.arguments if two.type in ("string", "ident")]
            if one.lower_name == "attr":
                if any(two.type == "ident" and two.value == "url" for two in arguments[1:]):
                    yield f"attr({arguments[0].value} url)"
            else:
                yield from (two.value for two in arguments if two.type == "string")
        for part in ("prelude", "content", "value", "arguments"):
            inner = getattr(one, part, None)
            if isinstance(inner, list):
                yield from _addresses(inner)


def svg(name: str, content: bytes) -> Iterator[Fault]:
    """An SVG asset that reaches for something outside itself."""
    text = html_entities.unescape(content.decode("utf-8", "replace"))
    for value in re.findall(r"""(?:href|src)\s*=\s*["']([^"']*)["']|url\(\s*["']?([^"')]*)""", text):
        address = (value[0] or value[1]).strip()
        if address and not address.startswith("#"):
            yield Fault(f"/assets/{name}", _code(address), f"The image names {address[:80]!r}{_tried(address)}.")
    if re.search(r"<\s*script|<!ENTITY", text, re.IGNORECASE):
        yield Fault(f"/assets/{name}", "runs-script", "The image carries a script or an entity of its own.")


def _is_own(address: str) -> bool:
    address = address.strip().lower()
    return not address or address.startswith(("asset:", "#", "data:image/png;base64,", "data:image/jpeg;base64,"))


def _code(address: str) -> str:
    if "file:" in address.lower() or (address.startswith(("/", ".")) and not address.startswith("//")):
        return "reads-file"
    return "fetches-url" if re.search(r"\b(?:https?|ftp):|^//|^data:", address.lower()) else "foreign-reference"


def _tried(address: str) -> str:
    code = _code(address)
    if code == "reads-file":
        return ": it tries to read a file of the machine"
    return ": it tries to fetch an address" if code == "fetches-url" else ""
