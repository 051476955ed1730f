"""Idempotency-Key: the same request sent twice has one effect and one answer.

A key belongs to its user and its path. The request that claims it holds a lease, renewed while it runs; its answer is
kept, encrypted, and replayed. What the request changes, or the job it asks for, is written on the key in the same
transaction: whoever takes over from a request that was cut off finds that, and does nothing a second time.
"""

from core.idempotency.claims import (
    IdempotencyKeyInvalid,
    IdempotencyKeyReused,
    Kept,
    RequestAlreadyDone,
    begin,
    complete,
    purge,
    replayed_headers,
)
from core.idempotency.current import Claim, RequestStillRunning, bind, changed, current, entered

__all__ = [
    "Claim",
    "IdempotencyKeyInvalid",
    "IdempotencyKeyReused",
    "Kept",
    "RequestAlreadyDone",
    "RequestStillRunning",
    "begin",
    "bind",
    "changed",
    "complete",
    "current",
    "entered",
    "purge",
    "replayed_headers",
]
