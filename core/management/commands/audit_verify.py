"""`manage.py audit_verify [--from-head SEQ:HASH] [--after SEQ] [--head] [--adopt SEQ:HASH] [--json]`."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import chain
from core.chain import recording
from core.chain.findings import MEANINGS, Finding, Head, Report

FOUND = 1
NOT_VERIFIED = 2


class Command(BaseCommand):
    """Tells what is wrong; mends nothing."""

    help = (
        "Compute the chain of the audit trail anew, and name the first entry that was changed, removed, added or moved."
        " Exit status 1: there is one; 2: nothing was verified."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", action="store_true", help="only print the end of the chain, to be kept elsewhere")
        parser.add_argument("--from-head", type=_head, help="SEQ:HASH that was kept: the chain must still contain it")
        parser.add_argument("--after", type=_number, default=0, help="begin after this seal, e.g. past a known finding")
        parser.add_argument("--adopt", type=_head, help="SEQ:HASH: go on from this end, whose key is lost")
        parser.add_argument("--json", action="store_true", help="write the report as one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["head"]:
            end = chain.head()
            if end is None:
                raise CommandError("Nothing is sealed yet.", returncode=NOT_VERIFIED)
            self.stdout.write(json.dumps({"head": str(end)}) if options["json"] else str(end))
            return
        if options["adopt"]:
            self._adopt(options["adopt"])
            return
        self._verify(options["after"], options["from_head"], as_line=options["json"])

    def _adopt(self, trusted: Head) -> None:
        try:
            sealed = chain.adopt(trusted)
        except chain.ChainStoppedError as error:
            raise CommandError(f"Nothing was adopted. {error}", returncode=NOT_VERIFIED) from error
        self.stdout.write(f"Sealing goes on from {trusted.sequence}: {sealed:,} entries sealed.")

    def _verify(self, after: int, kept: Head | None, *, as_line: bool) -> None:
        try:
            report = chain.verify(after=after, kept=kept)
        except ValueError as error:
            raise CommandError(f"Nothing was verified. {error}", returncode=NOT_VERIFIED) from error
        if not after and kept is None:
            recording.keep(report)
        if as_line:
            self.stdout.write(json.dumps(as_json(report)))
        else:
            for line in as_text(report):
                self.stdout.write(line)
        if report.finding:
            raise CommandError(_verdict(report.finding), returncode=FOUND)


def _head(text: str) -> Head:
    try:
        return Head.parse(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise ArgumentTypeError("the number of a seal")
    return int(text)


def _verdict(finding: Finding) -> str:
    return f"The audit trail is not as it was sealed: {finding.place}."


def as_text(report: Report) -> Iterator[str]:
    """The report in lines."""
    since = f" after seal {report.after:,}" if report.after else ""
    yield f"Entries verified{since}: {report.verified:,}. Not sealed yet: {report.young:,}, which is usual."
    if report.late:
        yield f"Not sealed in time: {report.late:,}."
    if report.head:
        yield f"Head, to be kept elsewhere: {report.head}"
    if report.holds_kept_head is not None:
        yield f"The chain {'contains' if report.holds_kept_head else 'does NOT contain'} the head that was kept."
    finding = report.finding
    if finding is None:
        yield "Every entry that was looked at is as it was sealed."
        return
    yield ""
    yield f"{finding.kind.upper()}. {MEANINGS[finding.kind]}"
    for name, value in (
        ("seal", finding.sequence),
        ("entry", finding.entry_id),
        ("verb", ascii(finding.verb)[1:-1]),
        ("case", finding.case_id),
        ("time", finding.at.isoformat() if finding.at else None),
    ):
        if value:
            yield f"  {name}: {value}"
    yield "It is the first; there may be more after it (--after). More: docs/runbook.md, The audit trail was changed."


def as_json(report: Report) -> dict[str, Any]:
    """The report for machines; keys in camelCase, times in ISO 8601."""
    return {
        "startedAt": report.started_at.isoformat(),
        "finishedAt": report.finished_at.isoformat(),
        "after": report.after,
        "verified": report.verified,
        "unsealed": {"young": report.young, "late": report.late},
        "head": str(report.head) if report.head else None,
        "holdsKeptHead": report.holds_kept_head,
        "clean": report.finding is None,
        "finding": _finding_as_json(report.finding) if report.finding else None,
    }


def _finding_as_json(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind.value,
        "sequence": finding.sequence,
        "entryId": str(finding.entry_id) if finding.entry_id else None,
        "verb": finding.verb,
        "caseId": str(finding.case_id) if finding.case_id else None,
        "at": finding.at.isoformat() if finding.at else None,
    }
