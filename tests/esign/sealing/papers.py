"""What the tests of sealing share: papers of the library, keys, and a drawn signature."""

from __future__ import annotations

import copy
import datetime as dt
import io
from functools import cache
from typing import Any

from PIL import Image, ImageDraw

from core.clock import MANILA
from documents import rendering
from documents.options import RenderOptions
from documents.source import read_folder
from esign import sealing
from tests.documents.articles import LIBRARY

AT = dt.datetime(2026, 11, 29, 10, 31, tzinfo=MANILA)
CODE = "HN-7K3F-9QWM"
REASON = "I have read this agreement and sign it"
EVANGELINE, HANNAH = "Evangeline T. Sumalinog", "Hannah R. Velasquez-Lim"


@cache
def keys() -> sealing.Keys:
    return sealing.Keys.self_made("Silong Law Offices", at=AT - dt.timedelta(days=30))


@cache
def paper(slug: str, replacing: tuple[tuple[str, str], ...] = (), size: str | None = None) -> bytes:
    """The sample of a paper, some of its texts replaced by others wherever they stand."""
    source = read_folder(LIBRARY / slug)
    data = _replaced(copy.deepcopy(source.sample), dict(replacing))
    sections, _ = rendering.draft_clauses(source, data, locale="en", tone="formal")
    return rendering.render_pdf(source, data, sections, RenderOptions(paper=size)).content


def nda(first: str = EVANGELINE, second: str = HANNAH, size: str | None = None) -> bytes:
    return paper("nda-mutual", ((EVANGELINE, first), (HANNAH, second)), size)


def _replaced(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [_replaced(one, names) for one in value]
    return names.get(value, value) if isinstance(value, str) else value


@cache
def drawn(background: tuple[int, int, int, int] = (0, 0, 0, 0)) -> bytes:
    """A stroke as a canvas gives it: blue ink on nothing."""
    picture = Image.new("RGBA", (600, 200), background)
    ImageDraw.Draw(picture).line([(40, 150), (120, 40), (200, 150), (300, 60), (560, 120)], (10, 20, 120, 255), 6)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def parties(*names: str) -> list[sealing.Party]:
    return [sealing.Party(name, "Director") for name in names]


def text(name: str, **more: Any) -> sealing.StampText:
    return sealing.StampText(**{"name": name, "at": AT, "reason": REASON, "code": CODE, **more})


@cache
def prepared(initials: bool = False) -> sealing.Prepared:
    return sealing.prepare(nda(), parties(EVANGELINE, HANNAH), initials=initials)


@cache
def attested(initials: bool = False) -> bytes:
    """The NDA with both acts, the first one drawn and the second one typed, and no seal yet."""
    ready = prepared(initials)
    one = sealing.attest(ready.pdf, field="signer-1", stamp=text(EVANGELINE, drawn=drawn()), keys=keys())
    return sealing.attest(one, field="signer-2", stamp=text(HANNAH), keys=keys())


@cache
def sealed(initials: bool = False) -> bytes:
    return sealing.seal(attested(initials), keys=keys(), reason="Everybody has signed", at=AT)
