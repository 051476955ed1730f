"""Policies as YAML: how the library ships them, and how staff edit them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from core.errors import Fault, InvalidInput

FIELDS = ("slug", "title", "rules")
LONGEST_FILE = 500_000  # characters


@dataclass(frozen=True)
class PolicyFile:
    """A policy as a file has it; `rules` are as written, still to be read by `ai.analysis.language`."""

    slug: str
    title: str
    rules: list[Any]


class _Loader(yaml.SafeLoader):
    """Plain YAML: no aliases (a few lines of them grow beyond any memory), no key twice, dates stay texts."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise yaml.composer.ComposerError(None, None, "aliases are not read here", mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for at, key in enumerate(keys):
            if not isinstance(key, str):
                raise yaml.constructor.ConstructorError(None, None, f"{key!r} is no name", node.value[at][0].start_mark)
            if key in keys[:at]:
                raise yaml.constructor.ConstructorError(None, None, f"{key} stands twice", node.value[at][0].start_mark)
        return super().construct_mapping(node, deep=deep)


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, form) for tag, form in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_policy(text: str) -> PolicyFile:
    """The policy that `text` spells. Raises InvalidInput saying in which line it cannot be read, or what it lacks."""
    if len(text) > LONGEST_FILE:
        raise InvalidInput.at("", "max-length", f"A policy has at most {LONGEST_FILE:,} characters.")
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 # nosec B506 - a SafeLoader, made stricter
    except RecursionError as error:
        raise InvalidInput.at("", "yaml", "This nests too deep.") from error
    except (yaml.YAMLError, ValueError) as error:
        raise InvalidInput.at("", "yaml", f"This is not YAML that can be read: {_said(error)}.") from error
    return _policy(data)


def write_policy(slug: str, title: str, rules: list[Any]) -> str:
    """The policy as YAML that `read_policy` reads, to be edited."""
    data = {"slug": slug, "title": title, "rules": rules}
    return str(yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100))


def read_folder(path: Path) -> list[PolicyFile]:
    """The policies of all `*.yaml` files in a folder, or of one file. Raises InvalidInput naming the file."""
    paths = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    found: list[PolicyFile] = []
    for one in paths:
        try:
            found.append(read_policy(one.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput.at(one.name, "unreadable", f"{one.name} cannot be read as UTF-8 text.") from error
        except InvalidInput as error:
            raise InvalidInput(f"{one.name}: {error.detail}", errors=error.errors) from error
        if any(found[-1].slug == other.slug for other in found[:-1]):
            detail = f"{one.name}: there are two policies “{found[-1].slug}”."
            raise InvalidInput(detail, errors=[Fault("/slug", "not-unique", detail)])
    return found


def _policy(data: Any) -> PolicyFile:
    if not isinstance(data, dict):
        raise InvalidInput.at("", "type", "A policy has the lines slug, title and rules.")
    faults = [Fault(f"/{name}", "unknown", f"“{name}” is not known here.") for name in data if name not in FIELDS]
    faults += [
        Fault(f"/{name}", "required", f"Give the policy a {name}.")
        for name in ("slug", "title")
        if not isinstance(data.get(name), str) or not data[name].strip()
    ]
    if not isinstance(data.get("rules"), list):
        faults.append(Fault("/rules", "required", "A policy is a list with at least one rule."))
    if faults:
        raise InvalidInput(faults[0].detail, errors=faults)
    return PolicyFile(data["slug"].strip(), data["title"].strip(), data["rules"])


def _said(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it breaks a rule of YAML"
    return f"line {mark.line + 1}: {problem}" if mark is not None else str(problem)
