"""A template as files: read from a folder or from the database, checked for its shape, with a checksum over all of it.

<slug>/manifest.yaml     title, category, execution, locale, paper, documentTitle, styles, sections
       template.html     Jinja; the inside of <body>
       style.css         after the shared styles that the manifest names
       schema.json       JSON Schema 2020-12 of the data        sample.json   data that renders
       README.md         one line
       clauses/<section>/<locale>/<tone>.md   Jinja; the clause library, "en/formal" always
       assets/<name>     images and fonts, reached as asset:<name>
       _shared/<name>    the shared partials and styles it uses; copied in when a library folder is read
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, get_args

import yaml

from core.errors import DomainError, Fault
from documents.executions import EXECUTIONS
from documents.options import Paper

SHARED = Path(__file__).resolve().parent / "library" / "_shared"
REQUIRED = ("manifest.yaml", "template.html", "style.css", "schema.json", "sample.json", "README.md")
KEYS = {"slug", "title", "category", "execution", "locale", "paper", "documentTitle", "styles", "sections"}
SECTION_KEYS = {"key", "title", "brief", "requiredPoints"}
MAX_FILE, MAX_FILES, MAX_TOTAL = 5_000_000, 200, 20_000_000
_NAME = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9_.-]*/)*[A-Za-z0-9_][A-Za-z0-9_.-]*\Z")
_INCLUDE = re.compile(r"""\{%-?\+?\s*(?:include|import|from|extends)\s+["'](_shared/[^"']+)["']""")


class SourceInvalid(DomainError):
    """The files do not make a template; `errors` names each fault, its pointer the file."""

    code = "template-invalid"
    status = 422
    title = "The template's files are not complete or not valid"


@dataclass(frozen=True)
class SectionSpec:
    """A text that a lawyer, a model or the clause library writes. `clauses`: "<locale>/<tone>" -> Jinja text."""

    key: str
    title: str
    brief: str
    required_points: tuple[str, ...]
    clauses: Mapping[str, str]


@dataclass(frozen=True)
class TemplateSource:
    """Everything that a template is. `files` are the bytes it was read from, its shared partials among them."""

    slug: str
    title: str
    category: str
    execution: str
    locale: str
    paper: Paper
    document_title: str
    html: str
    css: str
    schema: dict[str, Any]
    sample: dict[str, Any]
    sections: tuple[SectionSpec, ...]
    styles: Mapping[str, str]
    partials: Mapping[str, str]
    assets: Mapping[str, bytes]
    readme: str
    files: Mapping[str, bytes] = field(repr=False)

    @cached_property
    def checksum(self) -> str:
        """`sha256:<hex>` over every file's name and content, in the order of the names."""
        digest = hashlib.sha256()
        for name in sorted(self.files):
            digest.update(f"{name}\0{len(self.files[name])}\0".encode())
            digest.update(self.files[name])
        return f"sha256:{digest.hexdigest()}"

    def to_files(self) -> dict[str, bytes]:
        """File name -> bytes; `from_files` of it gives an equal source."""
        return dict(self.files)


def read_folder(path: Path) -> TemplateSource:
    """The template in `path`, with the shared partials it uses. Raises SourceInvalid, naming every fault and file."""
    if not path.is_dir():
        raise SourceInvalid(f"{path} is not a folder.")
    files: dict[str, bytes] = {}
    for one in sorted(path.rglob("*")):
        name = one.relative_to(path).as_posix()
        if one.is_symlink():
            raise SourceInvalid(f"{path.name}: {name} is a link; a template is made of plain files.")
        if one.is_file() and not one.name.startswith("."):
            if one.stat().st_size > MAX_FILE or len(files) >= MAX_FILES:
                raise SourceInvalid(f"{path.name}: {name} is too large, or the folder has more than {MAX_FILES} files.")
            files[name] = one.read_bytes()
    return from_files(with_shared(files), folder=path.name)


def with_shared(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """`files` and the library's shared partials and styles that they use and do not bring along themselves."""
    return {**_shared_files(files), **files}


def from_files(files: Mapping[str, bytes], *, folder: str = "") -> TemplateSource:
    """The template that these files are. Raises SourceInvalid with every fault."""
    reading = _Reading(files)
    reading.check_names()
    manifest = reading.manifest()
    schema, sample = reading.json("schema.json"), reading.json("sample.json")
    texts = {name: reading.text(name) for name in ("template.html", "style.css", "README.md") if name in files}
    sections = reading.sections(manifest)
    styles = {name: reading.text(f"_shared/{name}") for name in manifest.get("styles") or ()}
    partials = {name: reading.text(name) for name in files if name.startswith("_shared/") and name.endswith(".html")}
    slug = str(manifest.get("slug") or "")
    if folder and slug and slug != folder:
        reading.fault("manifest.yaml", "slug", f"The slug is {slug}, but the folder is {folder}.")
    if reading.faults:
        said = "; ".join(f"{fault.pointer.removeprefix('/')}: {fault.detail}" for fault in reading.faults)
        raise SourceInvalid(f"{folder or slug or 'template'}: {said}", errors=reading.faults)
    return TemplateSource(
        slug=slug,
        title=manifest["title"],
        category=manifest["category"],
        execution=manifest["execution"],
        locale=manifest["locale"],
        paper=manifest["paper"],
        document_title=manifest["documentTitle"],
        html=texts["template.html"],
        css=texts["style.css"],
        schema=schema,
        sample=sample,
        sections=sections,
        styles=styles,
        partials=partials,
        assets={name.removeprefix("assets/"): one for name, one in files.items() if name.startswith("assets/")},
        readme=texts["README.md"].strip(),
        files=dict(sorted(files.items())),
    )


class _PlainLoader(yaml.SafeLoader):
    """YAML without aliases: a few lines of them would stand for more text than memory holds."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases (*name) have no place in a manifest")
        return super().compose_node(parent, index)


def _plain_yaml(text: str | bytes) -> Any:
    return yaml.load(text, Loader=_PlainLoader)  # noqa: S506 # nosec B506 - a SafeLoader, made stricter


class _Reading:
    """Reads one template's files and collects what is wrong with them."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.faults: list[Fault] = []

    def fault(self, file: str, code: str, detail: str) -> None:
        self.faults.append(Fault(f"/{file}", code, detail))

    def check_names(self) -> None:
        for name in REQUIRED:
            if name not in self.files:
                self.fault(name, "missing-file", "The file is missing.")
        for name in self.files:
            if not _NAME.match(name):
                self.fault(
                    repr(name), "file-name", "A file's name is made of letters, digits, dot, dash and underscore."
                )
            elif name not in REQUIRED and name.split("/")[0] not in ("clauses", "assets", "_shared"):
                self.fault(name, "unknown-file", "The file has no place in a template.")
        if sum(map(len, self.files.values())) > MAX_TOTAL:
            self.fault("", "too-large", f"The files are larger than {MAX_TOTAL // 1_000_000} MB together.")

    def text(self, name: str) -> str:
        if name not in self.files:
            self.fault(name, "missing-file", "The file is missing.")
            return ""
        try:
            return self.files[name].decode("utf-8")
        except UnicodeDecodeError:
            self.fault(name, "encoding", "The file is not UTF-8.")
            return ""

    def json(self, name: str) -> dict[str, Any]:
        if name not in self.files:
            return {}
        try:
            value = json.loads(self.text(name) or "{}")
        except (ValueError, RecursionError) as error:
            self.fault(name, "json", f"The file is no JSON: {error}.")
            return {}
        if not isinstance(value, dict):
            self.fault(name, "json", "The file must hold a JSON object.")
            return {}
        return value

    def manifest(self) -> dict[str, Any]:
        name = "manifest.yaml"
        try:
            manifest = _plain_yaml(self.text(name)) if name in self.files else {}
        except (yaml.YAMLError, RecursionError) as error:
            self.fault(name, "yaml", f"The file is no YAML: {str(error).splitlines()[0]}.")
            return {}
        if not isinstance(manifest, dict):
            self.fault(name, "yaml", "The file must hold a mapping.")
            return {}
        for key in sorted(KEYS - {"styles", "sections"}):
            if name in self.files and not (isinstance(manifest.get(key), str) and manifest[key].strip()):
                self.fault(name, "manifest", f"{key} is missing or is no text.")
        for key in manifest:
            if key not in KEYS:
                self.fault(name, "manifest", f"There is no such key: {key}.")
        self._check_choices(manifest)
        return manifest

    def _check_choices(self, manifest: dict[str, Any]) -> None:
        choices = {"execution": EXECUTIONS, "paper": tuple(get_args(Paper))}
        for key, allowed in choices.items():
            if isinstance(manifest.get(key), str) and manifest[key] not in allowed:
                self.fault("manifest.yaml", "manifest", f"{key} must be one of {', '.join(allowed)}.")
        styles = manifest.get("styles") or []
        if not (isinstance(styles, list) and all(isinstance(one, str) for one in styles)):
            self.fault("manifest.yaml", "manifest", "styles must be a list of names of shared styles.")
            manifest["styles"] = []
        if isinstance(manifest.get("slug"), str) and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", manifest["slug"]):
            self.fault("manifest.yaml", "manifest", "slug must be lower-case words joined by dashes.")

    def sections(self, manifest: Mapping[str, Any]) -> tuple[SectionSpec, ...]:
        declared = manifest.get("sections") or []
        if not isinstance(declared, list):
            self.fault("manifest.yaml", "manifest", "sections must be a list.")
            return ()
        sections = [self._section(one) for one in declared]
        keys = [one.key for one in sections]
        for key in sorted({one for one in keys if keys.count(one) > 1}):
            self.fault("manifest.yaml", "manifest", f"The section {key} is declared twice.")
        for name in self.files:
            if name.startswith("clauses/") and name.split("/")[1] not in keys:
                self.fault(name, "unknown-section", "The manifest declares no such section.")
        return tuple(sections)

    def _section(self, declared: Any) -> SectionSpec:
        if not isinstance(declared, dict) or not re.fullmatch(r"[a-z][A-Za-z0-9]*", str(declared.get("key"))):
            self.fault("manifest.yaml", "manifest", "Each section needs a key of letters and digits.")
            return SectionSpec("", "", "", (), {})
        key, points = declared["key"], declared.get("requiredPoints") or []
        for name in ("title", "brief"):
            if not isinstance(declared.get(name), str):
                self.fault("manifest.yaml", "manifest", f"The section {key} has no {name}.")
        if not isinstance(points, list) or set(declared) - SECTION_KEYS:
            self.fault(
                "manifest.yaml", "manifest", f"The section {key} has requiredPoints that are no list, or other keys."
            )
            points = []
        clauses = dict(self._clauses(key))
        if "en/formal" not in clauses:
            self.fault(f"clauses/{key}/en/formal.md", "missing-file", "Every section has a formal English clause.")
        title, brief = str(declared.get("title", "")), str(declared.get("brief", ""))
        return SectionSpec(key, title, " ".join(brief.split()), tuple(map(str, points)), clauses)

    def _clauses(self, key: str) -> Iterator[tuple[str, str]]:
        for name in sorted(self.files):
            parts = name.split("/")
            if parts[:2] == ["clauses", key]:
                if len(parts) == 4 and parts[3].endswith(".md"):
                    yield f"{parts[2]}/{parts[3].removesuffix('.md')}", self.text(name)
                else:
                    self.fault(name, "file-name", "A clause is clauses/<section>/<locale>/<tone>.md.")


def _shared_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The shared partials and styles that a library template names, and those that these include."""
    try:
        manifest = _plain_yaml(files.get("manifest.yaml", b"")) or {}
    except (yaml.YAMLError, RecursionError):
        manifest = {}
    styles = manifest.get("styles") if isinstance(manifest, dict) else None
    wanted = [f"_shared/{one}" for one in styles or [] if isinstance(one, str)]
    wanted += _INCLUDE.findall(files.get("template.html", b"").decode("utf-8", "replace"))
    found: dict[str, bytes] = {}
    while wanted:
        name = wanted.pop()
        path = SHARED / name.removeprefix("_shared/")
        if name in found or not _NAME.match(name) or not path.is_file():
            continue
        found[name] = path.read_bytes()
        wanted += _INCLUDE.findall(found[name].decode("utf-8", "replace"))
    return found
