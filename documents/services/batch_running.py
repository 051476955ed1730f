"""Making the documents of a batch, a few rows a job.

Each job does a bounded step and asks for the next, so that other work on the queue has its turn between two steps and
one batch holds one worker at most. A worker may be killed at any moment: the row that it was at has its order already,
and the order finds what was drafted, rendered and recorded for it.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from core.errors import DomainError
from core.jobs.outcomes import WorkerDied, describe
from core.states import move
from documents.batches.states import BATCH, DONE, RUNNING, STOPPED
from documents.models import Batch, BatchRow, Order
from documents.services.batching import next_step
from documents.services.ordering import Wish, order_keep
from documents.services.producing import order_fulfil

log = structlog.get_logger(__name__)
STEP_ROWS = 20
STEP_SECONDS = 10.0  # after which no further row is begun
MOST_TRIES = 3  # of a row whose worker died each time


def batch_advance(
    *, batch_id: uuid.UUID, step: int, last_try: bool = False, progress: Callable[[int], None] = lambda percent: None
) -> dict[str, Any]:
    """Do one step of the batch and ask for the next; nothing where it is not this step's turn.

    Raises what may pass by itself (database, storage, renderers or the AI away), so that the job is tried again; on the
    last try the batch is stopped instead, and says why.
    """
    batches = Batch.objects.select_related("template_version__template", "created_by", "case")
    batch = batches.defer("template_version__files").get(pk=batch_id)
    if not _is_turn(batch, step):
        return {"batchId": str(batch.pk)}
    until, done = time.monotonic() + STEP_SECONDS, 0
    total, waiting = BatchRow.objects.filter(batch=batch).count(), _waiting(batch).count()
    while done < STEP_ROWS and time.monotonic() < until and _is_turn(batch, step):
        row = _waiting(batch).order_by("number").first()
        if row is None:
            break
        try:
            _make(batch, row)
        except (DomainError, DatabaseError) as error:
            if not last_try or isinstance(error, DatabaseError):
                raise
            _stop(batch, error)
            break
        done += 1
        progress(100 * (total - waiting + done) // total)
    _hand_on(batch, step)
    return {"batchId": str(batch.pk), "rows": done}


def _is_turn(batch: Batch, step: int) -> bool:
    return Batch.objects.filter(pk=batch.pk, status=RUNNING, step=step).exists()


def _waiting(batch: Batch) -> Any:
    return BatchRow.objects.filter(batch=batch, status=BatchRow.Status.WAITING)


def _make(batch: Batch, row: BatchRow) -> None:
    """The document of a row. Raises what may pass by itself; any other failure is written on the row."""
    if row.tries >= MOST_TRIES:
        _fail(row, WorkerDied("The worker ended over this row each time it was tried."))
        return
    BatchRow.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
    try:
        revision = order_fulfil(_order_of(batch, row))
    except DatabaseError:
        raise
    except DomainError as error:
        if error.retryable:
            BatchRow.objects.filter(pk=row.pk).update(tries=F("tries") - 1)
            raise
        _fail(row, error)
    except Exception as error:  # one row that nobody foresaw does not hold up the others
        log.exception("batch.row.crashed", batch=str(batch.pk), row=row.number)
        _fail(row, error)
    else:
        BatchRow.objects.filter(pk=row.pk).update(status=BatchRow.Status.DONE, revision=revision, faults=[])


def _order_of(batch: Batch, row: BatchRow) -> Order:
    """The row's order: the one that an earlier try kept, else a new one, named by the row in the same transaction."""
    with transaction.atomic():
        locked = BatchRow.objects.select_for_update().get(pk=row.pk)
        if locked.order_id is not None:
            orders = Order.objects.select_related("template_version__template", "ordered_by", "case", "draft")
            return orders.defer("template_version__files").get(pk=locked.order_id)
        wish = Wish(
            version=batch.template_version,
            inputs=row.inputs,
            use_clauses=batch.case is None,
            options=batch.options,
            note=f"Row {row.number} of {batch.filename}"[:500],
            origins=_origins(batch, row),
        )
        locked.order = order_keep(actor=batch.created_by, wish=wish, case=batch.case, document=None)
        locked.save(update_fields=["order"])
        return locked.order


def _origins(batch: Batch, row: BatchRow) -> dict[str, dict[str, str]]:
    by, at = str(batch.created_by_id), batch.created_at.isoformat()
    return {
        pointer: {"source": "batch", "by": by, "at": at, "ref": f"{batch.filename} row {row.number}, {heading}"}
        for pointer, heading in row.columns.items()
    }


def _fail(row: BatchRow, error: Exception) -> None:
    told = describe(error)
    faults = [
        {"column": one["pointer"], "code": one["code"], "detail": one["detail"]} for one in told.get("errors", ())
    ]
    whole = {"column": "", "code": told["code"], "detail": told["detail"]}
    BatchRow.objects.filter(pk=row.pk).update(status=BatchRow.Status.FAILED, faults=faults or [whole])


def _stop(batch: Batch, error: Exception) -> None:
    facts = {"title": str(batch), "code": describe(error)["code"]}
    _leave_running(batch, STOPPED, "batch.stopped", {"fault": describe(error)}, facts)


def _hand_on(batch: Batch, step: int) -> None:
    """The next step, or the end where no row waits."""
    with transaction.atomic():
        locked = Batch.objects.select_for_update().get(pk=batch.pk)
        if locked.status != RUNNING or locked.step != step:
            return
        if _waiting(batch).exists():
            next_step(locked)
            return
        rows = BatchRow.objects.filter(batch=batch)
        made = rows.filter(status=BatchRow.Status.DONE).count()
        facts = {"title": str(batch), "made": made, "failed": rows.filter(status=BatchRow.Status.FAILED).count()}
        _leave_running(batch, DONE, "batch.done", {"finished_at": timezone.now()}, facts)


def _leave_running(batch: Batch, to: str, verb: str, changes: dict[str, Any], facts: dict[str, Any]) -> None:
    move(
        table=BATCH,
        row=batch,
        to=to,
        actor=None,
        verb=verb,
        case_id=batch.case_id,
        changes=changes,
        facts=facts,
        staff_only=True,
    )
