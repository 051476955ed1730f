"""What a verification leaves behind: log lines, metrics, and audit entries without an actor.

A fault is entered in the audit when it is first seen (or becomes another), and once more when it is gone; in between it
stands. The entries are found under `storage.object` and the 64 hex digits of the object's checksum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import structlog
from django.db import transaction
from prometheus_client import Counter, Gauge

from core import audit
from core.models import AuditEntry
from core.storage.faults import FaultKind, Report, StorageFault

SUBJECT_TYPE = "storage.object"
FOUND = "storage.fault-found"
GONE = "storage.fault-gone"
STANDING = Gauge(
    "hain_storage_faults",
    "Faults of stored files that stood at the last verification",
    ["kind"],
    multiprocess_mode="mostrecent",
)
NEW = Counter("hain_storage_faults_found_total", "Faults of stored files that were found anew", ["kind"])
VERIFIED_AT = Gauge(
    "hain_storage_verified_timestamp_seconds",
    "When stored files were last verified, by scope (full, sampled)",
    ["scope"],
    multiprocess_mode="mostrecent",
)
log = structlog.get_logger(__name__)


def standing() -> dict[str, str]:
    """The faults that were found and are not gone yet: subject to kind."""
    entries = AuditEntry.objects.filter(subject_type=SUBJECT_TYPE).order_by("at", "id")
    found: dict[str, str] = {}
    for subject, kind in entries.values_list("subject_id", "after").iterator():
        if kind:
            found[subject] = kind
        else:
            found.pop(subject, None)
    return found


def keep(report: Report, *, fresh: Sequence[StorageFault], ended: Mapping[str, str]) -> None:
    """Log every fault of the report, set the metrics, and enter in the audit what is new and what is gone."""
    with transaction.atomic():
        for fault in fresh:
            _enter(fault)
        for subject, kind in ended.items():
            audit.note(verb=GONE, subject_type=SUBJECT_TYPE, subject_id=subject, before=kind, facts={})
    _count(report, fresh)
    for fault in report.faults:
        log.error(
            "storage.fault",
            kind=fault.kind.value,
            key=fault.key,
            checksum=fault.checksum,
            rows=list(fault.rows),
            found_checksum=fault.found_checksum,
        )
    summary = {kind.value: count for kind, count in report.counts.items() if count}
    tell = log.info if report.clean else log.error
    tell("storage.verified", named=report.named, listed=report.listed, read=report.read, faults=summary)


def _enter(fault: StorageFault) -> None:
    audit.note(
        verb=FOUND,
        subject_type=SUBJECT_TYPE,
        subject_id=fault.subject,
        after=fault.kind.value,
        facts={
            "key": fault.key,
            "checksum": fault.checksum,
            "recordedSize": fault.recorded_size,
            "foundSize": fault.found_size,
            "foundChecksum": fault.found_checksum,
            "rows": list(fault.rows),
        },
    )


def _count(report: Report, fresh: Sequence[StorageFault]) -> None:
    for kind in FaultKind:
        STANDING.labels(kind.value).set(report.counts[kind])
    for fault in fresh:
        NEW.labels(fault.kind.value).inc()
    VERIFIED_AT.labels("full" if report.sample is None else "sampled").set(report.finished_at.timestamp())
