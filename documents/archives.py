"""A template library as a ZIP, in and out: `<slug>/<file>` for each file of each template.

What comes in is anybody's file: names that lead out, links, bombs and encrypted parts are refused before anything is
read of them, and nothing of it is written to disk.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from documents.source import MAX_FILE, MAX_FILES, MAX_TOTAL, SourceInvalid, TemplateSource, from_files, read_folder

MOST_TEMPLATES = 200
MOST_BYTES = 20 * MAX_TOTAL
STEEPEST = 200  # a part that grows by more is a bomb
MANIFEST = "manifest.yaml"
EPOCH = (1980, 1, 1, 0, 0, 0)  # of every part, so that the same library gives the same bytes


def read_library(path: Path) -> list[TemplateSource]:
    """The templates of a template folder, of a folder of such folders, or of a ZIP of them, by slug.

    Raises SourceInvalid for what is none of these and for the first template with a fault.
    """
    if path.is_dir():
        return [read_folder(folder) for folder in _folders(path)]
    if not path.is_file():
        raise SourceInvalid(f"{path} is neither a folder nor a ZIP.")
    return read_zip(path.read_bytes())


def read_zip(content: bytes) -> list[TemplateSource]:
    """The templates of a ZIP, by slug. Raises SourceInvalid."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            folders = _files_of(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise SourceInvalid("The file is no ZIP, or it is damaged.") from error
    return [from_files(files, folder=slug) for slug, files in sorted(folders.items()) if MANIFEST in files]


def write_zip(sources: Iterable[TemplateSource]) -> bytes:
    """A ZIP that `read_zip` reads into the same templates; the same bytes for the same templates."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for source in sorted(sources, key=lambda one: one.slug):
            for name, content in sorted(source.to_files().items()):
                archive.writestr(zipfile.ZipInfo(f"{source.slug}/{name}", EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def write_folder(sources: Iterable[TemplateSource], path: Path) -> list[Path]:
    """Each template in a folder of its own under `path`; gives the files that were written."""
    written = []
    for source in sources:
        for name, content in source.to_files().items():
            target = path / source.slug / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            written.append(target)
    return written


def _folders(path: Path) -> list[Path]:
    if (path / MANIFEST).is_file():
        return [path]
    return sorted(folder for folder in path.iterdir() if (folder / MANIFEST).is_file())


def _files_of(archive: zipfile.ZipFile) -> dict[str, dict[str, bytes]]:
    """Slug to file name to bytes."""
    parts = [one for one in archive.infolist() if not one.is_dir()]
    if len(parts) > MOST_TEMPLATES * MAX_FILES or sum(one.file_size for one in parts) > MOST_BYTES:
        raise SourceInvalid("The ZIP unpacks to more than a library of templates has.")
    folders: defaultdict[str, dict[str, bytes]] = defaultdict(dict)
    for one in parts:
        _require_sound(one)
        slug, _, name = one.filename.partition("/")
        if name and len(folders[slug]) <= MAX_FILES:
            with archive.open(one) as part:
                content = part.read(MAX_FILE + 1)
            if len(content) > MAX_FILE:
                raise SourceInvalid(f"{one.filename} is larger than {MAX_FILE // 1_000_000} MB.")
            folders[slug][name] = content
    return folders


def _require_sound(one: zipfile.ZipInfo) -> None:
    shown = one.filename[:80]
    if one.filename.startswith(("/", "\\")) or ".." in one.filename.split("/") or "\\" in one.filename:
        raise SourceInvalid(f"The ZIP has a file whose name leads out of it: {shown!r}.")
    if stat.S_ISLNK(one.external_attr >> 16):
        raise SourceInvalid(f"The ZIP has a link: {shown!r}. A template is made of plain files.")
    if one.flag_bits & 0x1:
        raise SourceInvalid("The ZIP asks for a password. Pack it without one.")
    if one.file_size > MAX_FILE or one.file_size > max(1, one.compress_size) * STEEPEST + 4_096:
        raise SourceInvalid(f"The ZIP has a file that unpacks to far too much: {shown!r}.")
