"""`manage.py esign_verify FILE`: whether the electronic signatures of a PDF hold, by our own validator."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import storage
from documents import services, verifying
from documents.signatures import SignatureFact, SignatureReport, examined
from documents.uploads.kinds import FileError

HOLDS, DOES_NOT_HOLD = 0, 1


class Command(BaseCommand):
    help = "Say how many electronic signatures a PDF has, and whether they hold. Ends with 1 where they do not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="one JSON object in place of sentences")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
            report = examined(content, trusted=services.trusted_certificates())
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except FileError as refused:
            raise CommandError(refused.detail) from refused
        checksum = storage.checksum_of(content)
        issued = verifying.by_checksum(checksum).valid
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(report, checksum, issued)))
        else:
            for line in _sentences(report, checksum, issued):
                self.stdout.write(line)
        if not report.holds:
            sys.exit(DOES_NOT_HOLD)


def _as_json(report: SignatureReport, checksum: str, issued: bool) -> dict[str, Any]:
    return {
        "checksum": checksum,
        "issuedHere": issued,
        "count": report.count,
        "holds": report.holds,
        "coversWholeFile": report.covers_whole_file,
        "unfilled": list(report.unfilled),
        "problems": [{"code": one.code, "field": one.field, "detail": one.sentence} for one in report.problems],
        "signatures": [
            {
                "field": one.field,
                "kind": one.kind,
                "signer": one.signer,
                "trusted": one.trusted,
                "selfMade": one.self_made,
                "signedAt": one.signed_at.isoformat() if one.signed_at else None,
                "timeFrom": one.time_from,
                "intact": one.intact,
                "coversRevision": one.covers_revision,
                "changesAfter": one.changes_after,
            }
            for one in report.signatures
        ],
    }


def _sentences(report: SignatureReport, checksum: str, issued: bool) -> list[str]:
    said = [checksum, "This very file was issued here." if issued else "This file was not issued here."]
    if not report.count:
        return [*said, "It has no electronic signature.", *_problems(report)]
    said += [_sentence(one) for one in report.signatures]
    if report.unfilled:
        said.append(f"Nobody signed in: {', '.join(report.unfilled)}.")
    verdict = "All signatures hold." if report.holds else "The signatures do NOT hold."
    whole = (
        "The last one covers the whole file."
        if report.covers_whole_file
        else "The last one does NOT cover the whole file."
    )
    return [*said, *_problems(report), verdict, whole]


def _sentence(one: SignatureFact) -> str:
    when = f"{one.signed_at:%Y-%m-%d %H:%M:%S %Z}" if one.signed_at else "at an unknown time"
    how = "by a time-stamp" if one.time_from == "timestamp" else "by the signer's own clock"
    known = "known here" if one.trusted else "self-made, unknown here" if one.self_made else "unknown here"
    state = "holds" if one.problem is None else one.problem.sentence
    return f"{one.field} ({one.kind}): {one.signer} ({known}), {when} {how}: {state}"


def _problems(report: SignatureReport) -> list[str]:
    return [f"{one.code}{f' ({one.field})' if one.field else ''}: {one.sentence}" for one in report.problems]
