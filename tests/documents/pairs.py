"""Templates and data whose PDF must be the same bytes wherever it is made: every paper of the library, eight times."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any

from documents import rendering, schema
from documents.options import RenderOptions
from documents.rendering.hostile import HOSTILE, hostile_data
from documents.rendering.pool import Limits, RenderPool
from documents.source import TemplateSource, read_folder
from tests.documents.articles import LIBRARY

SLUGS = sorted(one.parent.name for one in LIBRARY.glob("*/manifest.yaml"))
SCRIPTS = "Peñaflor Ōsaka Łódź Ünal — Αθήνα Москва 漢字 مرحبا שלום 😀 \x07\u202e ﬁ ½ ₱ “x”"
VERIFY_AT = "https://hain.example/verify/SAMECODE"
TRIES = 12  # changes that a seeded variation tries; those that the schema refuses are left
WORDS = "Amihan Balagtas Dalisay Hiraya Kalayaan Ligaya Mabini Narra Sampaguita Tala".split()


@dataclass(frozen=True)
class Pair:
    """One template with one set of data, and how it is to be printed."""

    slug: str
    kind: str
    options: RenderOptions

    def __str__(self) -> str:
        return f"{self.slug} with {self.kind}"


# What is printed of each paper: data of its own each time, and each paper size and variant somewhere.
KINDS: Mapping[str, RenderOptions] = {
    "sample": RenderOptions(),
    "hostile": RenderOptions(paper="Letter"),
    "long words": RenderOptions("pdf/ua-1", paper="Folio"),
    "scripts": RenderOptions(watermark="DRAFT", paper="Legal"),
    "seed 1": RenderOptions(verify_at=VERIFY_AT),
    "seed 2": RenderOptions("pdf/ua-1", paper="A4"),
    "seed 3": RenderOptions(paper="Folio", watermark="VOID"),
    "seed 4": RenderOptions(paper="Legal", verify_at=VERIFY_AT),
}
MADE: Mapping[str, str] = {"hostile": HOSTILE, "long words": "W" * 150, "scripts": SCRIPTS}


def every() -> list[Pair]:
    """All pairs, 27 papers with eight data each."""
    return [Pair(slug, kind, options) for slug in SLUGS for kind, options in KINDS.items()]


def some() -> list[Pair]:
    """A quarter of them: two kinds of every paper, and every kind of several papers."""
    kinds = list(KINDS)
    return [one for one in every() if (SLUGS.index(one.slug) + kinds.index(one.kind)) % 4 == 0]


def data_of(source: TemplateSource, kind: str) -> dict[str, Any]:
    """The data of one kind, valid by the schema but for texts that no schema forbids."""
    if kind in MADE:
        return dict(hostile_data(source.schema, source.sample, MADE[kind]))
    if kind.startswith("seed"):
        return varied(source, random.Random(f"{source.slug} {kind}"))  # noqa: S311 - no secret; the same every time
    return source.sample


def varied(source: TemplateSource, chance: random.Random) -> dict[str, Any]:
    """The sample with members left out, lists grown and shrunk, texts and numbers changed: what the schema allows."""
    data = copy.deepcopy(source.sample)
    for _ in range(TRIES):
        places = list(_places(data))
        changed = copy.deepcopy(data)
        _change(changed, chance.choice(places), chance)
        if not schema.validate(source.schema, changed):
            data = changed
    return data


def differing(pairs: Sequence[Pair]) -> list[str]:
    """The pairs whose bytes are not the same in two fresh processes; the second takes them in reverse, so that what an
    earlier document leaves behind would show too. Each process has a hash seed of its own.
    """
    inputs = {one: given(one) for one in pairs}
    pools = [RenderPool(Limits(workers=1, renders_per_worker=1_000_000)) for _ in range(2)]
    try:
        with ThreadPoolExecutor(2) as threads:
            first = threads.submit(_checksums, pools[0].render_pdf, inputs, pairs)
            second = threads.submit(_checksums, pools[1].render_pdf, inputs, pairs[::-1])
            there, here = first.result(), second.result()
    finally:
        for pool in pools:
            pool.close()
    return [str(one) for one in pairs if there[one] != here[one]]


Given = tuple[TemplateSource, dict[str, Any], dict[str, str], RenderOptions]


@cache
def _source(slug: str) -> TemplateSource:
    return read_folder(LIBRARY / slug)


def given(one: Pair) -> Given:
    source = _source(one.slug)
    data = data_of(source, one.kind)
    sections, _ = rendering.draft_clauses(source, data, locale="en", tone="formal")
    return source, data, sections, one.options


def _checksums(
    render: Callable[..., rendering.RenderedPdf], given: Mapping[Pair, Given], order: Sequence[Pair]
) -> dict[Pair, tuple[str, int]]:
    made = {one: render(*given[one]) for one in order}
    return {one: (pdf.checksum, pdf.pages) for one, pdf in made.items()}


def _places(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    members = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, value in members:
        yield (*path, name)
        yield from _places(value, (*path, name))


def _change(data: Any, path: tuple[str | int, ...], chance: random.Random) -> None:
    holder = data
    for step in path[:-1]:
        holder = holder[step]
    last, value = path[-1], holder[path[-1]]
    if isinstance(value, list) and value:
        holder[last] = value * chance.randint(2, 4) if chance.random() < 0.7 else value[:1]
    elif chance.random() < 0.3 and isinstance(holder, dict):
        del holder[last]
    elif isinstance(value, bool):
        holder[last] = not value
    elif isinstance(value, int):
        holder[last] = chance.randint(1, 2_000)
    elif isinstance(value, str):
        holder[last] = _text(value, chance)


def _text(value: str, chance: random.Random) -> str:
    """Figures with other figures, words with other words, more or fewer."""
    if value[:1].isdigit():
        return "".join(str(chance.randint(1, 9)) if one.isdigit() else one for one in value)
    return " ".join(chance.choice(WORDS) for _ in range(chance.choice((1, 2, 4, 30))))
