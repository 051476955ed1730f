"""What a verification leaves behind: log lines, metrics, and an audit entry where another finding is the first now.

The entries are found under `audit.chain`; `after` names what stands, and is empty once nothing does.
"""

from __future__ import annotations

from typing import Any

import structlog
from django.db import transaction
from prometheus_client import Gauge

from core import audit
from core.chain.findings import FindingKind, Head, Report
from core.chain.sealer import SUBJECT_ID, SUBJECT_TYPE
from core.models import AuditEntry

FOUND = "audit.fault-found"
GONE = "audit.fault-gone"
LENGTH = Gauge("hain_audit_chain_length", "Seals in the chain of audit entries", multiprocess_mode="mostrecent")
STANDING = Gauge(
    "hain_audit_faults",
    "Whether the last verification of the audit trail found something (1) or not (0)",
    multiprocess_mode="mostrecent",
)
VERIFIED_AT = Gauge(
    "hain_audit_verified_timestamp_seconds",
    "When the audit trail was last verified",
    multiprocess_mode="mostrecent",
)
log = structlog.get_logger(__name__)


def standing() -> str:
    """What the last verification found first, e.g. `changed 17`; empty where it found nothing."""
    told = AuditEntry.objects.filter(subject_type=SUBJECT_TYPE, subject_id=SUBJECT_ID, verb__in=(FOUND, GONE)).order_by(
        "at", "id"
    )
    last = told.last()
    return last.after if last else ""


def keep_head(end: Head, *, sealed: int) -> None:
    """The line that keeps the head outside of the database, after so many were sealed."""
    LENGTH.set(end.sequence)
    log.info("audit.head", sequence=end.sequence, hash=end.hash, sealed=sealed)


def keep_stop(end: Head | None, *, reason: str) -> None:
    """Tell that sealing stopped at this end of the chain: what the next verification would find, unless one stands."""
    log.error("audit.chain_stopped", reason=reason)
    STANDING.set(1)
    if end is not None and not standing():
        _enter("", f"{FindingKind.FORGED} {end.sequence}", sequence=end.sequence)


def keep(report: Report) -> None:
    """Log the report, set the metrics, and enter in the audit what is found anew or gone."""
    finding, stood = report.finding, standing()
    place = finding.place if finding else ""
    if place != stood:
        _enter(
            stood,
            place,
            sequence=finding.sequence if finding else None,
            entry=str(finding.entry_id) if finding and finding.entry_id else None,
            verified=report.verified,
        )
    STANDING.set(1 if finding else 0)
    VERIFIED_AT.set(report.finished_at.timestamp())
    LENGTH.set(report.head.sequence if report.head else 0)
    if finding:
        log.error(
            "audit.fault",
            kind=finding.kind.value,
            sequence=finding.sequence,
            entry=str(finding.entry_id),
            case_id=str(finding.case_id) if finding.case_id else None,
        )
    tell = log.error if finding else log.info
    tell("audit.verified", verified=report.verified, young=report.young, late=report.late, head=str(report.head))


def _enter(before: str, after: str, **facts: Any) -> None:
    verb = FOUND if after else GONE
    with transaction.atomic():
        audit.note(verb=verb, subject_type=SUBJECT_TYPE, subject_id=SUBJECT_ID, before=before, after=after, facts=facts)
