"""Which renderer made a PDF: the versions and the fonts that its bytes depend on, beside template and data."""

from __future__ import annotations

import ctypes
import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path

FONTS = Path(__file__).resolve().parent.parent / "fonts"
# Raised whenever our own part in the drawing (engine.py, tagging.py) gives other bytes.
DRAWING = 2
FONT_FILES: tuple[Path, ...] = tuple(sorted(FONTS.glob("*.ttf")))


@cache
def renderer_fingerprint() -> str:
    """E.g. "weasyprint 70.0, pydyf 0.13.0, fonttools 4.68.0, pango 1.50.12, harfbuzz 6.0.0, fonts 0123456789abcdef,
    drawing 2".
    """
    packages = [f"{name} {metadata.version(name)}" for name in ("weasyprint", "pydyf", "fonttools")]
    return ", ".join(
        [*packages, f"pango {_pango()}", f"harfbuzz {_harfbuzz()}", f"fonts {_fonts()}", f"drawing {DRAWING}"]
    )


@cache
def coverage() -> frozenset[str]:
    """Every character for which a shipped face has a glyph, with those that need none (line ends, soft breaks)."""
    from fontTools.ttLib import TTFont  # a heavy library, wanted once in a process

    covered = {chr(code) for path in FONT_FILES for code in TTFont(path, lazy=True).getBestCmap()}
    return frozenset(covered | set("\n\t\u200b\u00ad"))


def _pango() -> str:
    library = ctypes.CDLL("libpango-1.0.so.0")
    library.pango_version_string.restype = ctypes.c_char_p
    return str(library.pango_version_string().decode())


def _harfbuzz() -> str:
    library = ctypes.CDLL("libharfbuzz.so.0")
    library.hb_version_string.restype = ctypes.c_char_p
    version = str(library.hb_version_string().decode())
    try:
        ctypes.CDLL("libharfbuzz-subset.so.0")
    except OSError:
        return f"{version} without subset"  # fontTools subsets then, and gives other bytes
    return version


def _fonts() -> str:
    digest = hashlib.sha256()
    for path in FONT_FILES:
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
