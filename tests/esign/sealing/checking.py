"""The finished file as others see it: pyHanko's validator, poppler's pdfsig, the fields of the form."""

from __future__ import annotations

import datetime as dt
import io
import os
import subprocess
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext

from tests.esign.sealing import papers


def reader(pdf: bytes) -> PdfFileReader:
    return PdfFileReader(io.BytesIO(pdf))


def trusting(*certificates: Any) -> ValidationContext:
    roots = [papers.keys().signer.signing_cert, *certificates]
    return ValidationContext(trust_roots=roots, allow_fetching=False, moment=papers.AT + dt.timedelta(days=2))


def verdicts(pdf: bytes, *trusted: Any) -> dict[str, Any]:
    """What pyHanko's default policy says of each signature, by its field."""
    return {
        one.field_name: validate_pdf_signature(one, trusting(*trusted), trusting(*trusted))
        for one in reader(pdf).embedded_regular_signatures
    }


def timestamps(pdf: bytes, *trusted: Any) -> dict[str, Any]:
    return {
        one.field_name: validate_pdf_timestamp(one, trusting(*trusted))
        for one in reader(pdf).embedded_timestamp_signatures
    }


def pdfsig(pdf: bytes, folder: Path) -> list[str]:
    """The lines of poppler's verdict."""
    (folder / "signed.pdf").write_bytes(pdf)
    said = subprocess.run(
        ["pdfsig", "-nocert", str(folder / "signed.pdf")],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
        env={**os.environ, "TZ": "UTC"},
    )
    return [line.strip(" -") for line in said.stdout.splitlines()]


def fields(pdf: bytes) -> dict[str, Any]:
    """The fields of the form by their names."""
    form = reader(pdf).root["/AcroForm"]
    return {str(one.get_object()["/T"]): one.get_object() for one in form["/Fields"]}


def changed(pdf: bytes, change) -> bytes:
    """The file with one more revision, in which somebody changed something."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
