"""Stand-in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Party:
    key: str
    name: str
    role: str = "signer"
    initials: bool = False


@dataclass(frozen=True)
class Prepared:
    pdf: bytes
    fields: dict


def prepare(pdf, parties, **more):
    return Prepared(pdf + b"\n%prepared", {one.key: {"signature": f"signer-{n}"} for n, one in enumerate(parties)})


def attest(pdf, **more):
    return pdf + b"\n%attested"


def seal(pdf, **more):
    return pdf + b"\n%sealed"


def timestamped(pdf, **more):
    return pdf + b"\n%stamped"
