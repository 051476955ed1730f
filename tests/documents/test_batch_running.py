"""Batches: nothing made while a row is bad, each row made once whatever happens, and an end that is told."""

from __future__ import annotations

import pytest

from accounts.exceptions import StaffOnly
from core import storage
from core.models import AuditEntry, Job
from documents import selectors, services
from documents.exceptions import BatchNotReady, BatchRowsBad, SheetRefused
from documents.models import Batch, BatchRow, Document, Order, Rendering, Revision
from documents.rendering.exceptions import RenderFailed
from documents.services import batch_running, producing
from tests.documents import batch_template
from tests.practice import Practice, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]


@pytest.fixture
def lawyer(db):
    return person("lawyer", "lawyer")


@pytest.fixture
def version(db):
    return batch_template.published()


def order(lawyer, version, *names, **options) -> Batch:
    content = batch_template.sheet(*names)
    return services.batch_order(actor=lawyer, version=version, content=content, filename="slips.csv", **options)


def check(lawyer, version, *names) -> Batch:
    content = batch_template.sheet(*names)
    return services.batch_check(actor=lawyer, version=version, content=content, filename="slips.csv")


def statuses(batch) -> list[str]:
    return list(BatchRow.objects.filter(batch=batch).order_by("number").values_list("status", flat=True))


def test_order__makes_a_document_of_each_row(lawyer, version):
    batch = order(lawyer, version, "Amihan", "Tala")
    batch.refresh_from_db()
    assert (batch.status, batch.fault) == ("done", None)
    assert batch.finished_at is not None
    made = list(selectors.batch_revisions(batch))
    assert [one.inputs for one in made] == [
        {"name": "Amihan", "amount": "1500.00"},
        {"name": "Tala", "amount": "1500.00"},
    ]
    assert all(storage.read(one.checksum).startswith(b"%PDF-") for one in made)
    assert {one.created_by for one in made} == {lawyer}


def test_order__keeps_where_each_answer_came_from(lawyer, version):
    batch = order(lawyer, version, "Amihan")
    origins = Order.objects.get().origins
    assert origins == {
        pointer: {
            "source": "batch",
            "by": str(lawyer.pk),
            "at": batch.created_at.isoformat(),
            "ref": f"slips.csv row 2, {pointer[1:]}",
        }
        for pointer in ("/name", "/amount")
    }


def test_order__for_a_case__makes_documents_of_the_case_with_codes(practice: Practice):
    version = batch_template.published()
    order(practice.lawyer, version, "Amihan", "Tala", case=practice.case)
    assert Document.objects.filter(case=practice.case).count() == 2
    codes = set(Order.objects.values_list("verify_code", flat=True))
    assert len(codes) == 2
    assert None not in codes


def test_order__with_a_bad_row__names_row_and_column_and_keeps_nothing(lawyer, version):
    with pytest.raises(BatchRowsBad) as refused:
        order(lawyer, version, "Amihan", "", "Tala")
    assert [(one.pointer, one.code) for one in refused.value.errors] == [("/rows/3/name", "required")]
    assert refused.value.errors[0].detail == "Row 3, column name: This is missing."
    assert refused.value.extra == {"rows": 3, "badRows": [3]}
    assert not Batch.objects.exists()
    assert not Order.objects.exists()


def test_order__with_the_bad_rows_left_out__makes_the_others(lawyer, version):
    batch = order(lawyer, version, "Amihan", "", "Tala", leave_out=True)
    assert statuses(batch) == ["done", "left_out", "done"]
    assert Revision.objects.count() == 2


def test_order__of_no_good_row__is_refused(lawyer, version):
    with pytest.raises(BatchNotReady):
        order(lawyer, version, "", leave_out=True)
    assert not Batch.objects.exists()


def test_order__of_a_sheet_that_does_not_fit__keeps_nothing(lawyer, version):
    with pytest.raises(SheetRefused) as refused:
        services.batch_order(actor=lawyer, version=version, content=b"nome\nx\n", filename="slips.csv")
    assert [(one.pointer, one.code) for one in refused.value.errors] == [("/file", "sheet-headings")]
    assert not Batch.objects.exists()


@pytest.mark.parametrize("step", ["batch_order", "batch_check", "sheet_check"])
def test_batch__by_a_client__is_refused(version, step):
    with pytest.raises(StaffOnly):
        getattr(services, step)(
            actor=person("client", "client"), version=version, content=batch_template.sheet("A"), filename="a.csv"
        )
    assert not Batch.objects.exists()


def test_check__makes_nothing_before_it_is_started__and_is_started_once(lawyer, version):
    batch = check(lawyer, version, "Amihan", "")
    assert (batch.status, statuses(batch)) == ("checked", ["waiting", "bad"])
    assert not Job.objects.exists()
    with pytest.raises(BatchRowsBad):
        services.batch_start(actor=lawyer, batch=batch)
    services.batch_start(actor=lawyer, batch=batch, leave_out=True)
    assert statuses(batch) == ["done", "left_out"]
    with pytest.raises(BatchNotReady, match="before"):
        services.batch_start(actor=lawyer, batch=batch, leave_out=True)
    assert Revision.objects.count() == 1


def test_steps__are_bounded__and_each_asks_for_the_next(lawyer, version, monkeypatch):
    monkeypatch.setattr(batch_running, "STEP_ROWS", 2)
    batch = order(lawyer, version, *"ABCDE")
    assert statuses(batch) == ["done"] * 5
    jobs = Job.objects.filter(kind="documents.batch").order_by("created_at")
    assert [(one.payload["step"], one.result["rows"], one.queue) for one in jobs] == [
        (1, 2, "pdf"),
        (2, 2, "pdf"),
        (3, 1, "pdf"),
    ]


class Killed(BaseException):
    pass


@pytest.mark.parametrize("where", ["_rendering", "_record", "_write"])
def test_worker_killed_in_the_middle__and_run_again__makes_each_document_once(lawyer, version, monkeypatch, where):
    batch = check(lawyer, version, "Amihan", "Tala", "Luz")
    monkeypatch.setattr("core.jobs.dispatching.dispatch", lambda job: True)
    services.batch_start(actor=lawyer, batch=batch)
    real, calls, renders = getattr(producing, where), [], []
    monkeypatch.setattr(producing.rendering, "render_pdf", _counted(producing.rendering.render_pdf, renders))

    def dying(*args):
        calls.append(args)
        if len(calls) == 2:
            raise Killed
        return real(*args)

    monkeypatch.setattr(producing, where, dying)
    with pytest.raises(Killed):
        batch_running.batch_advance(batch_id=batch.pk, step=1)
    assert statuses(batch) == ["done", "waiting", "waiting"]
    batch_running.batch_advance(batch_id=batch.pk, step=1)
    batch.refresh_from_db()
    assert (batch.status, statuses(batch)) == ("done", ["done"] * 3)
    assert (Order.objects.count(), Document.objects.count(), Rendering.objects.count()) == (3, 3, 3)
    assert len(renders) == 3


def _counted(real, calls):
    def counting(*args):
        calls.append(args)
        return real(*args)

    return counting


def test_step__that_was_done__does_nothing_again(lawyer, version):
    batch = order(lawyer, version, "Amihan")
    assert batch_running.batch_advance(batch_id=batch.pk, step=1) == {"batchId": str(batch.pk)}
    assert Revision.objects.count() == 1


def test_row__that_ends_its_worker_each_time__is_given_up_and_the_others_are_made(lawyer, version):
    batch = check(lawyer, version, "Amihan", "Tala")
    BatchRow.objects.filter(batch=batch, number=2).update(tries=batch_running.MOST_TRIES)
    services.batch_start(actor=lawyer, batch=batch)
    assert statuses(batch) == ["failed", "done"]
    assert BatchRow.objects.get(number=2).faults[0]["code"] == "worker-died"


def test_row__that_cannot_be_rendered__fails_alone__and_can_be_tried_again(lawyer, version, monkeypatch):
    real = producing.rendering.render_pdf

    def failing(source, data, *rest):
        if data["name"] == "Tala":
            raise RenderFailed("The table is too wide.")
        return real(source, data, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(producing.rendering, "render_pdf", failing)
        batch = order(lawyer, version, "Amihan", "Tala", "Luz")
    batch.refresh_from_db()
    assert (batch.status, statuses(batch)) == ("done", ["done", "failed", "done"])
    row = BatchRow.objects.get(number=3)
    assert row.faults == [{"column": "", "code": "render-failed", "detail": "The table is too wide."}]
    services.batch_retry(actor=lawyer, batch=batch)
    assert statuses(batch) == ["done"] * 3
    assert (Order.objects.count(), Document.objects.count()) == (3, 3)
    with pytest.raises(BatchNotReady):
        services.batch_retry(actor=lawyer, batch=batch)


def test_row__that_nobody_foresaw__fails_alone(lawyer, version, monkeypatch):
    monkeypatch.setattr(batch_running, "order_fulfil", lambda order: 1 / 0)
    batch = order(lawyer, version, "Amihan")
    assert statuses(batch) == ["failed"]
    assert BatchRow.objects.get().faults[0]["code"] == "internal-error"


def test_storage_down__is_tried_again__then_stops_the_batch__which_goes_on_later(lawyer, version, monkeypatch):
    batch = check(lawyer, version, "Amihan", "Tala")

    def down(*args, **kwargs):
        raise storage.StorageUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(storage, "put", down)
        services.batch_start(actor=lawyer, batch=batch)
        assert Job.objects.get().status == "queued"
        assert BatchRow.objects.get(number=2).tries == 0
        batch_running.batch_advance(batch_id=batch.pk, step=1, last_try=True)
    batch.refresh_from_db()
    assert (batch.status, batch.fault["code"], statuses(batch)) == (
        "stopped",
        "storage-unavailable",
        ["waiting", "waiting"],
    )
    services.batch_retry(actor=lawyer, batch=batch)
    assert (batch.fault, statuses(batch)) == (None, ["done", "done"])


def test_worker_lost_for_good__can_be_gone_on_with(lawyer, version, monkeypatch):
    batch = check(lawyer, version, "Amihan")
    with monkeypatch.context() as patch:
        patch.setattr("core.jobs.dispatching.dispatch", lambda job: True)
        services.batch_start(actor=lawyer, batch=batch)
    with pytest.raises(BatchNotReady):
        services.batch_retry(actor=lawyer, batch=batch)
    Job.objects.update(status=Job.Status.FAILED)
    services.batch_retry(actor=lawyer, batch=batch)
    assert statuses(batch) == ["done"]


def test_cancel__in_the_middle__makes_no_further_document_and_keeps_those_made(lawyer, version, monkeypatch):
    real = batch_running.order_fulfil

    def then_cancelled(order):
        revision = real(order)
        services.batch_cancel(actor=lawyer, batch=Batch.objects.get())
        return revision

    monkeypatch.setattr(batch_running, "order_fulfil", then_cancelled)
    batch = order(lawyer, version, "Amihan", "Tala", "Luz")
    batch.refresh_from_db()
    assert (batch.status, statuses(batch)) == ("cancelled", ["done", "cancelled", "cancelled"])
    assert Job.objects.filter(kind="documents.batch").count() == 1
    assert AuditEntry.objects.filter(verb="batch.cancelled", actor_id=lawyer.pk).count() == 1


def test_batches__are_seen_by_who_made_them__by_lawyers_of_the_case__and_by_admins(practice: Practice):
    version = batch_template.published()
    content = batch_template.sheet("Amihan")
    mine = services.batch_check(actor=practice.lawyer, version=version, content=content, filename="a.csv")
    of_case = services.batch_check(
        actor=practice.admin, version=version, content=content, filename="b.csv", case=practice.case
    )
    seen = {
        name: {one.filename for one in selectors.batches_visible_to(getattr(practice, name))}
        for name in ("admin", "lawyer", "reviewer", "other_lawyer", "client")
    }
    assert seen == {
        "admin": {"a.csv", "b.csv"},
        "lawyer": {"a.csv", "b.csv"},
        "reviewer": {"b.csv"},
        "other_lawyer": set(),
        "client": set(),
    }
    assert selectors.batch_progress([mine, of_case])[mine.pk].waiting == 1
