"""Objects on the local disk, with links that the app signs itself."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.files.storage import FileSystemStorage

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

    def link(self, key: str, *, filename: str, content_type: str) -> str:
        """The address of `core.api.files`, with a signed, dated token."""
        token = signing.dumps({"k": key, "f": filename, "t": content_type}, salt=SALT, compress=True)
        return f"{settings.PUBLIC_URL}/files/{token}"


def open_token(token: str) -> tuple[str, str, str]:
    """(key, filename, content type) of a link's token. Raises signing.BadSignature, also for one that is too old."""
    facts = signing.loads(token, salt=SALT, max_age=settings.FILES_LINK_SECONDS)
    return facts["k"], facts["f"], facts["t"]
