"""What is found out about the signatures of a file, and its way between the two processes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from documents.signatures.problems import Problem

Kind = Literal["signature", "seal", "timestamp"]
Changes = Literal["none", "allowed", "forbidden"]


@dataclass(frozen=True)
class SignatureFact:
    """One signature or time-stamp, in the order in which they were made.

    `signer` is the subject of the certificate, which may name a person: it is for staff; `organization` is the
    organisation in it (O), or empty. `self_made`: the certificate
    vouches for itself. `trusted`: it is one of those that were given, or one of those vouches for it; `pinned`: it is
    one of those itself. `time_from`: a time-stamp that is trusted, or the signer's own word. `intact`: what it covers
    is what was signed. `covers_revision`: that is the whole file as it stood then, but for the signature itself.
    `problem` is the first thing wrong with it.
    """

    field: str
    kind: Kind
    signer: str
    organization: str
    self_made: bool
    trusted: bool
    pinned: bool
    signed_at: dt.datetime | None
    time_from: Literal["timestamp", "claimed"]
    algorithm: str
    algorithm_ok: bool
    intact: bool
    covers_revision: bool
    changes_after: Changes
    problem: Problem | None = None


@dataclass(frozen=True)
class SignatureReport:
    """`count`: signatures and seals; time-stamps of the file are among `signatures` and are not counted. `holds`: all
    of them, and nothing was changed since but what signing needs; None where there is none. `covers_whole_file`: the
    last one covers every byte. `unfilled`: the names of fields in which nobody signed.
    """

    count: int
    holds: bool | None
    covers_whole_file: bool
    unfilled: tuple[str, ...]
    signatures: tuple[SignatureFact, ...]
    problems: tuple[Problem, ...]


NO_SIGNATURES = SignatureReport(0, None, False, (), (), ())


def as_json(report: SignatureReport) -> dict[str, Any]:
    """The report in JSON's types."""
    told = asdict(report)
    for one in told["signatures"]:
        one["signed_at"] = one["signed_at"].isoformat() if one["signed_at"] else None
    return told


def from_json(told: Mapping[str, Any]) -> SignatureReport:
    """The report that `as_json` made."""
    facts = [
        SignatureFact(
            **{
                **one,
                "signed_at": dt.datetime.fromisoformat(one["signed_at"]) if one["signed_at"] else None,
                "problem": Problem(**one["problem"]) if one["problem"] else None,
            }
        )
        for one in told["signatures"]
    ]
    problems = [Problem(**one) for one in told["problems"]]
    whole = {**told, "unfilled": tuple(told["unfilled"]), "signatures": tuple(facts), "problems": tuple(problems)}
    return SignatureReport(**whole)
