"""The rules that no linter knows, as functions from what is there to what is wrong with it (an empty list: nothing)."""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
FLOORS = {
    "core": 0,
    "accounts": 1,
    "cases": 2,
    "ai": 3,
    "documents": 4,
    "notifications": 5,
    "esign": 5,
    "govfilings": 5,
    "payments": 5,
    "workflows": 6,
    "backoffice": 7,
    "config": 8,
}
MAX_LINES = 500
TEXTS = (".py", ".html", ".js", ".css", ".md", ".yaml", ".yml", ".toml", ".sh", ".txt", ".in")
LEFTOVERS = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|NotImplemented" r"Error)\b")
SIGNAL_MODULES = re.compile(r"^(django\.dispatch|.*\.signals)(\.|$)")


def rooms() -> list[str]:
    """The rooms that exist, from the ground floor up."""
    return [name for name in FLOORS if (REPOSITORY / name / "__init__.py").exists()]


def sources(*, tests: bool = False) -> Iterator[Path]:
    """Every Python file of the product (and of the tests), without migrations."""
    tops = [*rooms(), *(["tests"] if tests else [])]
    for top in tops:
        yield from sorted(one for one in (REPOSITORY / top).rglob("*.py") if "migrations" not in one.parts)


def texts() -> Iterator[Path]:
    """Every text file of the product that a person writes."""
    tops = [*rooms(), "templates", "docs", "deploy"]
    for top in tops:
        for path in sorted((REPOSITORY / top).rglob("*")):
            if path.suffix in TEXTS and path.is_file():
                yield path


def upward_keys(models: Iterable[Any]) -> list[str]:
    """Foreign keys that point to a higher floor or to a sibling, and generic ones, which point anywhere."""
    found = []
    for model in models:
        for field in model._meta.get_fields(include_hidden=True):
            where = f"{model._meta.label}.{field.name}"
            if type(field).__name__ == "GenericForeignKey":
                found.append(f"{where} is a generic foreign key")
            target = getattr(field, "related_model", None)
            if target is None or getattr(field, "auto_created", False) or not field.concrete and not field.many_to_many:
                continue
            here, there = model._meta.app_label, target._meta.app_label
            if here != there and here in FLOORS and FLOORS.get(there, -1) >= FLOORS[here]:
                found.append(f"{where} points up to {target._meta.label}")
    return found


def conditional_uniques(models: Iterable[Any]) -> list[str]:
    """Unique constraints that MariaDB drops without a word (models.W036) or that differ between databases (W043 …)."""
    found = []
    for model in models:
        for one in model._meta.constraints:
            if type(one).__name__ == "UniqueConstraint" and (
                one.condition is not None or one.expressions or one.include or one.nulls_distinct is not None
            ):
                found.append(f"{model._meta.label}: {one.name}")
    return found


def signals(source: str) -> list[str]:
    """Imports that lead to signals."""
    return [f"line {line}: {name}" for name, line in _imports(ast.parse(source)) if SIGNAL_MODULES.match(name)]


def too_long(source: str) -> list[str]:
    """The number of lines, when there are more than a reader holds."""
    lines = source.count("\n")
    return [f"{lines} lines"] if lines > MAX_LINES else []


def leftovers(text: str) -> list[str]:
    """Notes to oneself, and functions that only promise."""
    return [f"line {text.count(chr(10), 0, hit.start()) + 1}: {hit.group()}" for hit in LEFTOVERS.finditer(text)]


def hidden_imports(source: str) -> list[str]:
    """Imports inside functions that do not say why: beside them, or in the two lines above them."""
    explained = _comment_lines(source)
    found = []
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        block: set[int] = set()
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                lines = set(range(node.lineno - 2, (node.end_lineno or node.lineno) + 1))
                # One reason serves imports that stand together.
                if lines & (explained | block):
                    block.update(lines)
                else:
                    found.append(f"line {node.lineno}: {ast.unparse(node)}")
    return found


def ambient_reads(source: str) -> list[str]:
    """Reads of the environment that pass by `env`, and so know no NAME_FILE and no .env.example."""
    tree = ast.parse(source)
    written = {id(node.value) for node in ast.walk(tree) if _writes(node)}
    return [
        f"line {node.lineno}: os.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os"
        if node.attr in ("environ", "getenv") and id(node) not in written
    ]


def _writes(node: ast.AST) -> bool:
    """Whether `node.value` is only written: `os.environ[…] = …`, or a default that a library shall find."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.ctx, ast.Store)
    return isinstance(node, ast.Attribute) and node.attr == "setdefault"


def _imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def _comment_lines(source: str) -> set[int]:
    tokens = tokenize.generate_tokens(StringIO(source).readline)
    return {token.start[0] for token in tokens if token.type == tokenize.COMMENT}
