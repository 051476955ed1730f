"""Sealing the contract of ten pages with two signers, against bare pyHanko: as many signatures on the same file.

Bare pyHanko makes its fields while it signs and is given its stamp as a finished PDF, the same that ours makes anew for
each signer; making stamps, finding the places and filling dates count as ours. Both sign with the same P-256 key, so
that the ratio is that of the work around it. The renderer is warm, as the one of a worker is.

Alone: `python -m tests.bench.sealing [rounds]`.
"""

from __future__ import annotations

import datetime as dt
import gc
import io
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench import contract

ROUNDS = 30
WARM_UP = 5
AT = dt.datetime(2026, 11, 29, 10, 31, tzinfo=dt.UTC)
BOXES = ((90, 100, 240, 128), (310, 100, 460, 128))


@dataclass(frozen=True)
class Sealing:
    """Median milliseconds."""

    bare_ms: float
    ours_ms: float

    @property
    def ratio(self) -> float:
        return self.ours_ms / self.bare_ms


def measure(rounds: int = ROUNDS) -> Sealing:
    """Both in turns, so that a slow moment of the machine falls on both."""
    from documents import rendering
    from esign import sealing
    from esign.sealing import stamps

    data = contract.data(contract.LONG)
    pdf = rendering.render_pdf(contract.template(), data, {}, rendering.RenderOptions()).content
    names = [data["client"], data["provider"]]
    keys = sealing.Keys.self_made("Silong Law Offices", at=AT)
    texts = [sealing.StampText(name, AT, "I have read this agreement and sign it", "HN-7K3F-9QWM") for name in names]

    def ours() -> bytes:
        done = sealing.prepare(pdf, [sealing.Party(name) for name in names])
        if any(one.place.page != 9 for one in done.fields):
            raise RuntimeError("A place was not found, and something else is measured.")
        signed = done.pdf
        for fields, text in zip(done.fields, texts, strict=True):
            signed = sealing.attest(signed, field=fields.signature, stamp=text, keys=keys)
        return sealing.seal(signed, keys=keys, reason="Everybody has signed", at=AT)

    ready = stamps.stamp(texts[0], organisation=keys.subject, mark=(150, 28), date=(52, 13), initials=None).pdf
    with tempfile.TemporaryDirectory(prefix="hain-stamp-") as folder:
        stamp = Path(folder) / "stamp.pdf"
        stamp.write_bytes(ready)
        samples = _in_turns({"ours": ours, "bare": lambda: _bare(pdf, stamp, keys.signer)}, rounds)
    return Sealing(*(statistics.median(samples[name]) * 1000 for name in ("bare", "ours")))


def _in_turns(makers: dict[str, Callable[[], bytes]], rounds: int) -> dict[str, list[float]]:
    samples: dict[str, list[float]] = {name: [] for name in makers}
    for number in range(WARM_UP + rounds):
        for name, make in makers.items():
            gc.collect()
            started = time.perf_counter()
            make()
            if number >= WARM_UP:
                samples[name].append(time.perf_counter() - started)
    return samples


def _bare(pdf: bytes, stamp: Path, signer) -> bytes:
    """pyHanko as its documentation shows it: two visible signatures and an invisible one."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
    from pyhanko.stamp import StaticStampStyle

    for name, box in (("first", BOXES[0]), ("second", BOXES[1]), ("seal", None)):
        told = PdfSignatureMetadata(
            field_name=name, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason="I sign"
        )
        made = PdfSigner(
            told,
            signer,
            stamp_style=StaticStampStyle.from_pdf_file(str(stamp), border_width=0) if box else None,
            new_field_spec=SigFieldSpec(name, on_page=9, box=box),
        )
        pdf = made.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf))).getvalue()
    return pdf


def alone(rounds: int) -> None:
    """Measure and print, with settings of its own."""
    with tempfile.TemporaryDirectory(prefix="hain-sealing-") as state:
        os.environ.update(VAR_DIR=state, ENVIRONMENT="test", DJANGO_SETTINGS_MODULE="config.settings")
        import django

        django.setup()
        found = measure(rounds)
        print(f"bare pyHanko {found.bare_ms:.1f} ms, ours {found.ours_ms:.1f} ms: {found.ratio:.2f}×")


if __name__ == "__main__":
    alone(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
