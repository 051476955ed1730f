"""The files of a template as somebody edits them: which there may be, how long, and whether they still make one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from core.errors import Fault
from documents.source import MAX_FILES, REQUIRED, SourceInvalid, TemplateSource, from_files, with_shared

LONGEST_FILE = 400_000  # bytes of one edited file
_CLAUSE = re.compile(r"clauses/[A-Za-z][A-Za-z0-9]*/[a-z]{2,3}/[a-z]+\.md\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
CLAUSE_NAME = "A clause is called clauses/<section>/<locale>/<tone>.md, such as clauses/purpose/en/formal.md."


def is_editable(name: str) -> bool:
    """Whether the file is edited as text: the template's own files and clauses, neither assets nor shared parts."""
    return name in REQUIRED or bool(_CLAUSE.match(name))


def editable(files: Mapping[str, bytes]) -> dict[str, str]:
    """The files that are edited, as text, the template itself first and the clauses last."""
    order = ("template.html", "style.css", "schema.json", "sample.json", "manifest.yaml", "README.md")
    names = [*(name for name in order if name in files), *sorted(name for name in files if _CLAUSE.match(name))]
    return {name: files[name].decode("utf-8", "replace") for name in names}


def edited(
    files: Mapping[str, bytes], texts: Mapping[str, str], *, slug: str, removed: Collection[str] = ()
) -> TemplateSource:
    """The template with `texts` in place of what stood under these names, and without the `removed` clauses.

    A text that differs in its line ends alone leaves the file as it was. Raises SourceInvalid with every fault, its
    pointer the file.
    """
    faults = [*_of_names(files, texts, removed), *_of_texts(texts)]
    kept = {name: content for name, content in files.items() if name not in removed}
    for name, text in texts.items():
        if name not in removed and not (name in files and _same(files[name], text)):
            kept[name] = _plain(text).encode("utf-8", "replace")
    if len(kept) > MAX_FILES:
        faults.append(Fault("", "too-many", f"A template has at most {MAX_FILES} files."))
    if faults:
        raise SourceInvalid(faults[0].detail, errors=faults)
    source = from_files(with_shared(kept))
    if source.slug != slug:
        told = f"The slug is {slug} and stays so: documents and links name the template by it."
        raise SourceInvalid(told, errors=[Fault("/manifest.yaml", "slug", told)])
    return source


def changed_files(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[str]:
    """The names whose content differs, is new or is gone."""
    return sorted(name for name in {*old, *new} if old.get(name) != new.get(name))


def _of_names(files: Mapping[str, bytes], texts: Mapping[str, str], removed: Collection[str]) -> Iterator[Fault]:
    for name in texts:
        if not is_editable(name):
            yield Fault(f"/{name}", "file-name", CLAUSE_NAME)
    for name in removed:
        if name not in files or not _CLAUSE.match(name):
            yield Fault(f"/{name}", "file-name", "Only a clause that is there can be removed.")


def _of_texts(texts: Mapping[str, str]) -> Iterator[Fault]:
    for name, text in texts.items():
        size = len(text.encode("utf-8", "replace"))
        if size > LONGEST_FILE:
            told = f"The file has {size:,} bytes; it may have {LONGEST_FILE:,}."
            yield Fault(f"/{name}", "too-large", told)
        found = _CONTROL.search(_plain(text))
        if found:
            line = _plain(text).count("\n", 0, found.start()) + 1
            yield Fault(f"/{name}", "control-character", f"Line {line} has a control character. Take it out.")


def _plain(text: str) -> str:
    """With line ends as files here have them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _same(content: bytes, text: str) -> bool:
    return _plain(content.decode("utf-8", "replace")) == _plain(text)
