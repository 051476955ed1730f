"""`manage.py storage_verify [--sample 0.05] [--turn N] [--json]`: compare the stored files with the database."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.errors import DomainError
from core.storage.faults import ADVICE, MEANINGS, FaultKind, Report, StorageFault
from core.storage.scheduling import turn_of
from core.storage.verifying import verify

FAULTS_STAND = 1
NOT_VERIFIED = 2


class Command(BaseCommand):
    """Tells what is wrong and what to do; changes and deletes nothing."""

    help = (
        "Compare every stored file with the rows that name it: changed, exchanged, cut-off, lost and unreadable files,"
        " and files that no row names. Nothing is changed or deleted. Exit status 1: a fault stands; 2: storage does"
        " not answer."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sample", type=_part, help="read only this part of the contents, e.g. 0.05; default: all")
        parser.add_argument(
            "--turn", type=int, help="which part of all (the next turn reads the next); default: today's"
        )
        parser.add_argument("--json", action="store_true", help="write the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        turn = turn_of(clock.manila_today()) if options["turn"] is None else options["turn"]
        try:
            report = verify(options["sample"], turn)
        except DomainError as error:
            raise CommandError(f"The files were not verified. {error.detail}", returncode=NOT_VERIFIED) from error
        if options["json"]:
            self.stdout.write(json.dumps(as_json(report), indent=2))
        else:
            for line in as_text(report):
                self.stdout.write(line)
        if not report.clean:
            raise CommandError(_verdict(report), returncode=FAULTS_STAND)


def _part(text: str) -> float:
    try:
        part = float(text)
    except ValueError:
        part = -1.0
    if not 0 <= part <= 1:
        raise ArgumentTypeError("a part between 0 and 1, e.g. 0.05 for 5 percent")
    return part


def _verdict(report: Report) -> str:
    told = [f"{count:,} {kind}" for kind, count in report.counts.items() if count]
    total = sum(report.counts.values())
    return f"{total:,} fault{'s' if total > 1 else ''}: {', '.join(told)}. Nothing was changed or deleted."


def as_text(report: Report) -> Iterator[str]:
    """The report in lines, the faults by kind, each kind with what to do next."""
    place = "the bucket" if settings.S3_BUCKET else "the disk"
    scope = "all of them" if report.sample is None else f"a sample of {report.sample:.0%}, turn {report.seed}"
    seen = f"on {place}: {report.listed:,}; read: {report.read:,} ({scope})"
    yield f"Files named by the database: {report.named:,}; {seen}."
    if report.clean:
        yield "Every file that was looked at is there and whole."
    for kind in FaultKind:
        if report.counts[kind]:
            yield ""
            yield f"{kind.upper()}: {report.counts[kind]:,}. {MEANINGS[kind]}"
            for fault in report.faults:
                if fault.kind == kind:
                    yield from _fault_lines(fault)
            yield f"  What to do: {ADVICE[kind]}"
    if report.unlisted:
        yield ""
        yield f"{report.unlisted:,} more faults are counted above and not shown one by one."
    if not report.clean:
        yield ""
        yield "When it is done, run `manage.py storage_verify` again. More: docs/runbook.md, A file is damaged or gone."


def _fault_lines(fault: StorageFault) -> Iterator[str]:
    yield f"  {_printable(fault.key) or fault.checksum}"
    if fault.found_checksum is not None:
        yield f"    recorded: {fault.recorded_size:,} bytes, {fault.checksum}"
        yield f"    found:    {fault.found_size:,} bytes, {fault.found_checksum}"
    for row in fault.rows:
        yield f"    needed by {_printable(row)}"


def _printable(text: str) -> str:
    """A stranger's file name must not steer the terminal."""
    return text if text.isprintable() else ascii(text)


def as_json(report: Report) -> dict[str, Any]:
    """The report for machines; keys in camelCase, times in ISO 8601."""
    return {
        "startedAt": report.started_at.isoformat(),
        "finishedAt": report.finished_at.isoformat(),
        "sample": report.sample,
        "turn": report.seed,
        "named": report.named,
        "listed": report.listed,
        "read": report.read,
        "clean": report.clean,
        "counts": {kind.value: count for kind, count in report.counts.items()},
        "faults": [_fault_as_json(fault) for fault in report.faults],
        "unlisted": report.unlisted,
    }


def _fault_as_json(fault: StorageFault) -> dict[str, Any]:
    return {
        "kind": fault.kind.value,
        "key": fault.key,
        "checksum": fault.checksum,
        "recordedSize": fault.recorded_size,
        "foundSize": fault.found_size,
        "foundChecksum": fault.found_checksum,
        "rows": list(fault.rows),
    }
