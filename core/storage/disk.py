"""Objects on the local disk, with links that the app signs itself."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.files.storage import FileSystemStorage

from core.storage.objects import FoundObject

SALT = "core.storage.link"


class DiskStorage(FileSystemStorage):
    """Files that appear whole or not at all: written beside, flushed, then renamed into place."""

    def _save(self, name: str, content: Any) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: equal names have equal contents here."""
        return name

    def objects(self, prefix: str) -> Iterator[FoundObject]:
        """Every file whose key begins with the folder `prefix`, in the order of the keys, a folder at a time."""
        root = Path(self.path(""))
        yield from _below(root, root / prefix)

    def chunks(self, key: str, size: int) -> Iterator[bytes]:
        """The bytes of a file in pieces of `size`. Raises FileNotFoundError."""
        with Path(self.path(key)).open("rb") as file:
            while piece := file.read(size):
                yield piece

    def link(self, key: str, *, filename: str, content_type: str) -> str:
        """The address of `core.api.files`, with a signed, dated token."""
        token = signing.dumps({"k": key, "f": filename, "t": content_type}, salt=SALT, compress=True)
        return f"{settings.PUBLIC_URL}/files/{token}"


def _below(root: Path, folder: Path) -> Iterator[FoundObject]:
    """What lies in a folder and below it; what vanishes meanwhile is passed over."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):  # a link may lead in a circle
            yield from _below(root, Path(entry.path))
        if not entry.is_file():
            continue
        try:
            facts = entry.stat()
        except FileNotFoundError:
            continue
        # A name that is no UTF-8 is nothing of ours; it is shown as far as it can be read.
        name = os.fsencode(Path(entry.path).relative_to(root)).decode("utf-8", "replace")
        yield FoundObject(name, facts.st_size, dt.datetime.fromtimestamp(facts.st_mtime, dt.UTC))


def open_token(token: str) -> tuple[str, str, str]:
    """(key, filename, content type) of a link's token. Raises signing.BadSignature, also for one that is too old."""
    facts = signing.loads(token, salt=SALT, max_age=settings.FILES_LINK_SECONDS)
    return facts["k"], facts["f"], facts["t"]
