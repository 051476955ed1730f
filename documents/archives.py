"""A template library as a ZIP, in and out: `<slug>/<file>` for each file of each template.

What comes in is anybody's file: names that lead out, links, bombs and encrypted parts are refused before anything is
read of them, and nothing of it is written to disk.
"""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from documents.source import MAX_FILE, MAX_FILES, MAX_TOTAL, SourceInvalid, TemplateSource, from_files, read_folder
from documents.zips import DAMAGED, ZipError, ZipLimits, read_part, require_sound

MOST_TEMPLATES = 200
LIMITS = ZipLimits(parts=2 * MOST_TEMPLATES * MAX_FILES, part_bytes=MAX_FILE, total_bytes=20 * MAX_TOTAL)
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
    except ZipError as refused:
        raise SourceInvalid(_in_words(refused)) from refused
    except DAMAGED as error:
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
    require_sound(archive, LIMITS)
    folders: defaultdict[str, dict[str, bytes]] = defaultdict(dict)
    for one in archive.infolist():
        slug, _, name = one.filename.partition("/")
        if name and not one.is_dir() and len(folders[slug]) <= MAX_FILES:
            folders[slug][name] = read_part(archive, one, MAX_FILE)
    return folders


def _in_words(refused: ZipError) -> str:
    return {
        "slip": f"The ZIP has a file whose name leads out of it: {refused.part!r}.",
        "link": f"The ZIP has a link: {refused.part!r}. A template is made of plain files.",
        "encrypted": "The ZIP asks for a password. Pack it without one.",
        "bomb": f"The ZIP has a file that unpacks to far too much: {refused.part!r}."
        if refused.part
        else "The ZIP unpacks to more than a library of templates has.",
    }[refused.reason]
