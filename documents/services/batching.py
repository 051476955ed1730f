"""Asking for many documents at once: check the sheet, keep its rows, start, cancel, try again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cases.models import Case
from core import audit, jobs, storage
from core.errors import Fault
from core.states import move
from documents import batches, uploads
from documents.batches import CheckedRow
from documents.batches.states import BATCH, CANCELLED, CHECKED, DONE, RUNNING, STOPPED
from documents.exceptions import BatchNotReady, BatchRowsBad, SheetRefused
from documents.models import Batch, BatchRow, TemplateVersion
from documents.schema import escaped
from documents.services.access import require_staff
from documents.uploads.kinds import FileError

ADVANCE = "documents.batch"
WHO = "Batches are made by lawyers and admins."
MOST_FAULTS = 200  # named in one answer


def sheet_check(*, actor: User, version: TemplateVersion, content: bytes, filename: str) -> list[CheckedRow]:
    """Every row of the sheet against the template, and nothing is kept. Raises StaffOnly and SheetRefused."""
    require_staff(actor, WHO)
    try:
        uploads.require_filename(filename)
        return list(batches.checked_rows(batches.read_sheet(content), version.schema))
    except FileError as refused:
        raise SheetRefused(refused.detail, errors=[Fault("/file", refused.code, refused.detail)]) from refused


def batch_check(
    *,
    actor: User,
    version: TemplateVersion,
    content: bytes,
    filename: str,
    case: Case | None = None,
    options: Mapping[str, Any] | None = None,
) -> Batch:
    """Keep the checked rows of a sheet as a batch that nothing is made of yet; bad rows are kept with their faults.

    The caller has found `case` through the cases that `actor` may see. Raises StaffOnly and SheetRefused.
    """
    rows = sheet_check(actor=actor, version=version, content=content, filename=filename)
    batch = Batch(created_by=actor, case=case, template_version=version, options=dict(options or {}))
    with transaction.atomic():
        return _keep(batch, rows, content, filename)


def batch_order(
    *,
    actor: User,
    version: TemplateVersion,
    content: bytes,
    filename: str,
    case: Case | None = None,
    options: Mapping[str, Any] | None = None,
    leave_out: bool = False,
) -> Batch:
    """Check the sheet and start at once. Raises as `batch_check`, and BatchRowsBad; then nothing is kept."""
    rows = sheet_check(actor=actor, version=version, content=content, filename=filename)
    batch = Batch(created_by=actor, case=case, template_version=version, options=dict(options or {}))
    with transaction.atomic():
        return batch_start(actor=actor, batch=_keep(batch, rows, content, filename), leave_out=leave_out)


def batch_start(*, actor: User, batch: Batch, leave_out: bool = False) -> Batch:
    """Begin to make the documents of a checked batch, those of its bad rows left out where that is said.

    Raises StaffOnly, BatchRowsBad, and BatchNotReady where no row is good or it was started before.
    """
    require_staff(actor, WHO)
    with transaction.atomic():
        if Batch.objects.select_for_update().get(pk=batch.pk).status != CHECKED:
            raise BatchNotReady("This batch was started or cancelled before. Its page shows how it stands.")
        rows = BatchRow.objects.filter(batch=batch)
        bad = list(rows.filter(status=BatchRow.Status.BAD).order_by("number"))
        if bad and not leave_out:
            raise rows_bad([(row.number, row.faults) for row in bad], rows.count())
        if not rows.filter(status=BatchRow.Status.WAITING).exists():
            raise BatchNotReady("No row of this sheet fits the template. Put the cells right and send it again.")
        _set_off(actor, batch, "batch.started", {"leftOut": len(bad)})
        rows.filter(status=BatchRow.Status.BAD).update(status=BatchRow.Status.LEFT_OUT)
    return batch


def batch_cancel(*, actor: User, batch: Batch) -> Batch:
    """Make no further document; those that were made stay. Raises StaffOnly and TransitionNotAllowed."""
    require_staff(actor, WHO)
    with transaction.atomic():
        move(
            table=BATCH,
            row=batch,
            to=CANCELLED,
            actor=actor,
            verb="batch.cancelled",
            case_id=batch.case_id,
            changes={"finished_at": timezone.now()},
            staff_only=True,
        )
        waiting = BatchRow.objects.filter(batch=batch, status=BatchRow.Status.WAITING)
        waiting.update(status=BatchRow.Status.CANCELLED)
    return batch


def batch_retry(*, actor: User, batch: Batch) -> Batch:
    """Try the rows that failed again, and go on with a batch that stopped. Raises StaffOnly and BatchNotReady."""
    require_staff(actor, WHO)
    with transaction.atomic():
        locked = Batch.objects.select_for_update().get(pk=batch.pk)
        failed = BatchRow.objects.filter(batch=batch, status=BatchRow.Status.FAILED)
        again = failed.update(status=BatchRow.Status.WAITING, tries=0, faults=[])
        if batch_is_stuck(locked):
            BatchRow.objects.filter(batch=batch, status=BatchRow.Status.WAITING).update(tries=0)
            next_step(locked)
            _record(actor, "batch.retried", batch, {"rows": again})
        elif locked.status == STOPPED or (locked.status == DONE and again):
            _set_off(actor, batch, "batch.retried", {"rows": again})
        else:
            raise BatchNotReady("No row of this batch failed, so there is nothing to try again.")
    batch.refresh_from_db()
    return batch


def rows_bad(found: Sequence[tuple[int, Sequence[Mapping[str, str]]]], total: int) -> BatchRowsBad:
    """The refusal that names each fault by row and column, at most MOST_FAULTS of them."""
    faults = [
        Fault(
            f"/rows/{number}/{escaped(one['column'])}",
            one["code"],
            f"Row {number}, column {one['column'] or '(none)'}: {one['detail']}",
        )
        for number, told in found
        for one in told
    ]
    more = f" The first {MOST_FAULTS} of {len(faults)} faults are named." if len(faults) > MOST_FAULTS else ""
    do = "does" if len(found) == 1 else "do"
    return BatchRowsBad(
        f"{len(found)} of {total} rows {do} not fit the template, so nothing was made. Put them right, or say that the "
        f"bad rows are to be left out.{more}",
        errors=faults[:MOST_FAULTS],
        extra={"rows": total, "badRows": [number for number, _ in found[:MOST_FAULTS]]},
    )


def next_step(batch: Batch) -> None:
    """Ask, in the open transaction, for the job that does the next step; one that is under way does nothing more."""
    batch.step += 1
    batch.save(update_fields=["step"])
    jobs.enqueue(
        kind=ADVANCE,
        payload={"batch": str(batch.pk), "step": batch.step},
        user_id=batch.created_by_id,
        case_id=batch.case_id,
        dedupe_key=dedupe_key(batch),
    )


def dedupe_key(batch: Batch) -> str:
    """By which the job of the batch's present step is found."""
    return f"{ADVANCE}:{batch.pk}:{batch.step}"


def _set_off(actor: User, batch: Batch, verb: str, facts: Mapping[str, Any]) -> None:
    move(
        table=BATCH,
        row=batch,
        to=RUNNING,
        actor=actor,
        verb=verb,
        case_id=batch.case_id,
        changes={"fault": None, "finished_at": None},
        facts={"title": str(batch), **facts},
        staff_only=True,
    )
    next_step(batch)


def batch_is_stuck(batch: Batch) -> bool:
    """Whether the batch runs no longer though it should: the job of its step was given up."""
    return batch.status == RUNNING and jobs.has_failed(dedupe_key(batch))


def _keep(batch: Batch, rows: Sequence[CheckedRow], content: bytes, filename: str) -> Batch:
    batch.filename = uploads.require_filename(filename)
    batch.checksum = storage.checksum_of(content)
    batch.save()
    BatchRow.objects.bulk_create((_row(batch, one) for one in rows), batch_size=200)
    facts = {"rows": len(rows), "bad": sum(bool(one.faults) for one in rows)}
    _record(batch.created_by, "batch.checked", batch, facts)
    return batch


def _row(batch: Batch, checked: CheckedRow) -> BatchRow:
    faults = [{"column": one.column, "code": one.code, "detail": one.detail} for one in checked.faults]
    return BatchRow(
        batch=batch,
        number=checked.number,
        inputs=checked.inputs,
        columns=dict(checked.columns),
        faults=faults,
        status=BatchRow.Status.BAD if faults else BatchRow.Status.WAITING,
    )


def _record(actor: User, verb: str, batch: Batch, facts: Mapping[str, Any]) -> None:
    told = {"title": str(batch), "checksum": batch.checksum, **facts}
    audit.record(actor=actor, verb=verb, subject=batch, case_id=batch.case_id, facts=told, staff_only=True)
