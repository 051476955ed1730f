"""Which stored files the rows of this room name: told to `core.storage`, which verifies them."""

from __future__ import annotations

from collections.abc import Iterator

from core.storage.registry import NamedObject
from esign.models import Envelope, Signer

PAGE = 500


def files() -> Iterator[NamedObject]:
    """Checksum, size and label of the files in signing, the certificates of completion, and the drawn signatures, read
    by id in pages. Labels name ids alone, since they go to logs.
    """
    columns = ("pk", "file_checksum", "file_size", "certificate_checksum", "certificate_size")
    rows = Envelope.objects.order_by("pk").values_list(*columns)
    page = list(rows[:PAGE])
    while page:
        for key, file, size, certificate, certificate_size in page:
            if file:
                yield file, size, f"esign.envelope {key}"
            if certificate:
                yield certificate, certificate_size, f"esign.envelope {key} (certificate)"
        page = list(rows.filter(pk__gt=page[-1][0])[:PAGE])
    yield from _drawings()


def _drawings() -> Iterator[NamedObject]:
    rows = (
        Signer.objects.exclude(drawing_checksum="").order_by("pk").values_list("pk", "drawing_checksum", "drawing_size")
    )
    page = list(rows[:PAGE])
    while page:
        for key, checksum, size in page:
            yield checksum, size, f"esign.signer {key}"
        page = list(rows.filter(pk__gt=page[-1][0])[:PAGE])
