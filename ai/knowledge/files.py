"""Source files: Markdown with a head of `kind`, `title`, `citation`, `locale` and `url` between two lines of `---`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from core.errors import Fault, InvalidInput

FIELDS = ("kind", "title", "citation", "locale", "url")
REQUIRED = ("kind", "title", "locale")
FENCE = "---\n"


@dataclass(frozen=True)
class SourceFile:
    """One source as a file has it; `name` is its path in the folder, by which a second import knows it again."""

    name: str
    kind: str
    title: str
    citation: str
    locale: str
    url: str
    text: str

    @property
    def origin(self) -> str:
        """The name under which the source is kept."""
        return f"library/{self.name}"

    def content(self) -> dict[str, str]:
        """What a source is made of."""
        return {name: getattr(self, name) for name in (*FIELDS, "text")}


def read_folder(path: Path) -> list[SourceFile]:
    """Every `*.md` below the folder (or the one file), by name. Raises InvalidInput naming each file at fault."""
    root = path if path.is_dir() else path.parent
    paths = sorted(path.rglob("*.md")) if path.is_dir() else [path]
    read: list[SourceFile] = []
    faults: list[Fault] = []
    for one in paths:
        found = _read(one.relative_to(root).as_posix(), one)
        (read if isinstance(found, SourceFile) else faults).append(found)  # type: ignore[arg-type]
    if faults:
        raise InvalidInput("; ".join(f"{fault.pointer}: {fault.detail}" for fault in faults), errors=faults)
    return read


def _read(name: str, path: Path) -> SourceFile | Fault:
    try:
        content = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        return Fault(name, "unreadable", "The file cannot be read as UTF-8 text.")
    if not content.startswith(FENCE) or "\n" + FENCE not in content:
        return Fault(name, "no-head", "The file begins with a head between two lines of ---.")
    head_text, text = content.removeprefix(FENCE).split("\n" + FENCE, 1)
    try:
        head = yaml.safe_load(head_text)
    except yaml.YAMLError:
        return Fault(name, "no-head", "The head is not valid YAML.")
    fault = _head_fault(head)
    if fault:
        return Fault(name, "head", fault)
    return SourceFile(name=name, text=text, **{field: str(head.get(field) or "") for field in FIELDS})


def _head_fault(head: object) -> str:
    if not isinstance(head, dict):
        return "The head has lines like `title: …`."
    unknown = sorted(str(key) for key in head if key not in FIELDS)
    if unknown:
        return f"The head knows {', '.join(FIELDS)}, not {', '.join(unknown)}."
    missing = [field for field in REQUIRED if not head.get(field)]
    return f"The head lacks {', '.join(missing)}." if missing else ""
