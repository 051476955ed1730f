"""`make bench`: speed as ratios measured in one run, memory in megabytes; ends non-zero when a bar is missed.

Runs on the embedded default in a state directory of its own.
"""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

STATE = tempfile.TemporaryDirectory(prefix="hain-bench-")
os.environ.update(VAR_DIR=STATE.name, ENVIRONMENT="test", DJANGO_SETTINGS_MODULE="config.settings")
for name in ("DATABASE_URL", "CACHE_URL", "CELERY_BROKER_URL", "S3_BUCKET", "LLM_MODEL"):
    os.environ.pop(name, None)

import django  # noqa: E402 - after the environment is set

django.setup()

from tests.bench import (  # noqa: E402 - after django.setup
    batches,
    chat,
    documents,
    jobs,
    mail,
    main_job,
    memory,
    scrubbing,
    sealing,
    signing,
    throughput,
)


@dataclass(frozen=True)
class Bar:
    """One figure and the bar it must keep: `at most` or `at least`."""

    name: str
    figure: float
    kind: str
    bar: float
    unit: str = "×"

    @property
    def kept(self) -> bool:
        """Whether the figure is on the right side of the bar."""
        return self.figure <= self.bar if self.kind == "at most" else self.figure >= self.bar


def scrubbing_bars(scrubbed: scrubbing.Scrubbing) -> list[Bar]:
    """The bars of the scrubber; those against Presidio only where it is installed."""
    print(f"scrubbing {scrubbed.words} words with {len(scrubbing.KNOWN)} known things {scrubbed.ours_ms:.1f} ms")
    bars = [Bar("planted personal values found by the scrubber", scrubbed.ours_recall * 100, "at least", 95, " %")]
    if scrubbed.ratio is None or scrubbed.presidio_recall is None:
        print("the comparison with Presidio needs `pip install -r requirements/ner.txt`")
        return bars
    better = (scrubbed.ours_recall - scrubbed.presidio_recall) * 100
    return [
        *bars,
        Bar("scrubbing against Presidio with patterns alone", scrubbed.ratio, "at most", 0.25),
        Bar("planted values found beyond what Presidio finds", better, "at least", 0, " points"),
    ]


def chat_bars(root: Path) -> list[Bar]:
    """The bars of chat; the one under load needs the servers of `make services`, which it starts."""
    added = chat.overhead(root)
    load = chat.load(root, Path(STATE.name) / "load")
    print(
        f"bare litellm call {added.bare_ms:.1f} ms, uncached chat {added.chat_ms:.1f} ms; bare view {load.bare:.0f} "
        f"requests/s, cached chat {load.chat:.0f} requests/s, p50 {load.p50_ms:.0f} ms, p99 {load.p99_ms:.0f} ms"
    )
    return [
        Bar("uncached chat, 2,000 characters, against a bare litellm call", added.ratio, "at most", 5),
        Bar("cached chat against a bare view, requests a second", load.chat / load.bare, "at least", 0.35),
        Bar("cached chat under 64 clients, p99 against p50", load.p99_ms / load.p50_ms, "at most", 4),
    ]


def document_bars() -> list[Bar]:
    """The bars of the contract of one and of ten pages against those who could make it too."""
    found = documents.measure()
    print(*found.lines(), sep="\n")
    short, long = documents.contract.SHORT, documents.contract.LONG
    return [
        Bar("contract of 1 page against Chromium, new page", found.ratio(short, documents.NEW_PAGE), "at most", 0.25),
        Bar("contract of 10 pages against Chromium, new page", found.ratio(long, documents.NEW_PAGE), "at most", 1.3),
        Bar("contract of 10 pages against LibreOffice's call", found.ratio(long, documents.CALL), "at most", 0.4),
        Bar("memory at 10 pages against Chromium's", found.memory(), "at most", 0.2),
        Bar("contract of 1 page against bare WeasyPrint", found.ratio(short, documents.BARE), "at most", 1.1),
        Bar("contract of 10 pages against bare WeasyPrint", found.ratio(long, documents.BARE), "at most", 1.1),
    ]


def sealing_bar() -> Bar:
    """The bar of signing a paper."""
    found = sealing.measure()
    print(f"10 pages sealed with two signers: bare pyHanko {found.bare_ms:.0f} ms, ours {found.ours_ms:.0f} ms")
    return Bar("10 pages, two signers and the seal, against bare pyHanko", found.ratio, "at most", 1.3)


def throughput_bars(root: Path) -> list[Bar]:
    """The bars of many documents at once, in seconds of a core; it needs the servers of `make services`."""
    found = throughput.measure(root, Path(STATE.name) / "throughput")
    print(*found.lines(), sep="\n")
    name = "work of a contract of {} p. through the queue against Chromium's"
    return [
        Bar(name.format(1), found.work(1, throughput.CHROMIUM), "at most", 0.3),
        Bar(name.format(10), found.work(10, throughput.CHROMIUM), "at most", 1),
    ]


def job_bars() -> list[Bar]:
    """The bars of asking for work and of looking at it."""
    queries = jobs.measure()
    return [
        Bar("enqueueing a job, hand-over and backpressure included", queries.enqueue, "at most", 2, " queries"),
        Bar("GET /api/jobs/{id}, besides the authentication", queries.look, "at most", 1, " queries"),
    ]


def signing_bars() -> list[Bar]:
    """The bars of the signing page, before the code and after it, without the pictures of the paper."""
    found = signing.measure()
    return [
        Bar("signing page before the code, first view", found.before_kb, "at most", 300, " KB"),
        Bar("signing page after the code, before the pictures", found.after_kb, "at most", 300, " KB"),
        Bar("signing page before the code, beyond an empty page", found.before_queries, "at most", 3, " queries"),
        Bar("signing page after the code, beyond an empty page", found.after_queries, "at most", 3, " queries"),
    ]


def mail_bars(root: Path) -> list[Bar]:
    """The bar of sending; it needs the servers of `make services`, which it starts."""
    rates = mail.measure(root, Path(STATE.name) / "mail")
    print(f"Django's SMTP backend alone {rates.bare:.0f} mails/s, our jobs {rates.ours:.0f} mails/s, two workers each")
    return [Bar("mails a second against a bare loop of Django's SMTP backend", rates.ratio, "at least", 0.6)]


def main() -> int:
    """Measure everything, print a table, and say how many bars were missed."""
    root = Path(__file__).resolve().parents[2]
    scrubbed = scrubbing.measure(root)
    main_job.prepare(root)
    timings = main_job.measure()
    bars = [
        Bar("document_generate, offline and warm, against bare WeasyPrint", timings.generate_ratio, "at most", 1.25),
        Bar("uncached render against a cached one", timings.cache_ratio, "at least", 20),
        Bar("web process at rest", memory.web_process_megabytes(), "at most", 150, " MB"),
    ]
    print(
        f"bare WeasyPrint {timings.bare_ms:.0f} ms for {timings.pages} pages, document_generate "
        f"{timings.generate_ms:.0f} ms and {timings.following_ms:.0f} ms of what follows, render-pdf "
        f"{timings.uncached_ms:.0f} ms, cached {timings.cached_ms:.2f} ms"
    )
    bars += job_bars()
    bars += scrubbing_bars(scrubbed)
    bars += document_bars()
    bars.append(sealing_bar())
    bars += throughput_bars(root)
    bars += signing_bars()
    bars += chat_bars(root)
    bars += mail_bars(root)
    growth = batches.measure()
    print(batches.line(growth))
    bars.append(Bar("batch of 1,000 rows, memory of the last 100 against the first", growth.ratio, "at most", 1.1))
    for bar in bars:
        verdict = "kept" if bar.kept else "MISSED"
        print(f"{verdict:7} {bar.name}: {bar.figure:.2f}{bar.unit} ({bar.kind} {bar.bar:g}{bar.unit})")
    missed = sum(not bar.kept for bar in bars)
    print(f"{len(bars) - missed} kept, {missed} missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
