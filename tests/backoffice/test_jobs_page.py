"""The jobs page: who sees which, why one failed, and another try."""

from __future__ import annotations

import pytest
from django.utils import timezone

from backoffice.jobs_page import visible_to, why
from core import jobs
from core.models import AuditEntry, Job

KIND = "event.handle"


@pytest.fixture
def failed(practice) -> Job:
    """A job of the lawyer's case that ended in failure, asked for by nobody in particular."""
    return Job.objects.create(
        kind="documents.produce",
        queue="pdf",
        payload={"order": "0199f3c2-5c1e-7c40-9d5b-3f1f6f9f2a11"},
        status=Job.Status.FAILED,
        attempts=5,
        case_id=practice.case.pk,
        error={"code": "storage-unavailable", "detail": "The file storage did not answer.", "retryable": True},
        finished_at=timezone.now(),
    )


def test_list__says_what_failed_and_why(practice, failed):
    text = practice.browser("lawyer").get(practice.url("core_job_changelist")).content.decode()
    assert "Make a document" in text
    assert "The file storage did not answer. It may well work now: try it again." in text


def test_jobs__are_seen_by_asker_lawyers_of_the_case_and_admins_only(practice, failed):
    mine = Job.objects.create(kind=KIND, queue="default", user_id=practice.users["reviewer"].pk)
    other = Job.objects.create(kind=KIND, queue="default", case_id=practice.other_case.pk)
    seen = {
        who: set(visible_to(user).filter(pk__in=[failed.pk, mine.pk, other.pk])) for who, user in practice.users.items()
    }
    assert seen == {
        "admin": {failed, mine, other},
        "lawyer": {failed},
        "reviewer": {failed, mine, other},
        "client": set(),
    }


def test_page_of_a_job_of_others__is_not_shown(practice):
    other = Job.objects.create(kind=KIND, queue="default", case_id=practice.other_case.pk, status="failed")
    browser = practice.browser("lawyer")
    assert browser.get(practice.url("core_job_change", other.pk)).status_code == 302
    browser.post(practice.url("core_job_retry", other.pk))
    other.refresh_from_db()
    assert other.status == "failed"


def test_retry__of_a_failed_job__gives_it_fresh_tries_and_is_recorded(practice, failed):
    answer = practice.browser("lawyer").post(practice.url("core_job_retry", failed.pk), follow=True)
    failed.refresh_from_db()
    assert (failed.status, failed.attempts) == ("queued", 0)
    assert "The job is under way again." in answer.content.decode()
    entry = AuditEntry.objects.get(verb="job.retried")
    assert (entry.actor_id, entry.case_id) == (practice.users["lawyer"].pk, practice.case.pk)


def test_retry__of_a_job_that_did_not_fail__is_told_and_changes_nothing(practice):
    job = Job.objects.create(kind=KIND, queue="default", status="succeeded", case_id=practice.case.pk)
    answer = practice.browser("lawyer").post(practice.url("core_job_retry", job.pk), follow=True)
    job.refresh_from_db()
    assert job.status == "succeeded"
    assert "there is nothing to try again" in answer.content.decode()


def test_retry__by_get__is_refused(practice, failed):
    assert practice.browser("lawyer").get(practice.url("core_job_retry", failed.pk)).status_code == 405


def test_action__retries_the_failed_among_the_selected(practice, failed):
    done = Job.objects.create(kind=KIND, queue="default", status="succeeded", case_id=practice.case.pk)
    answer = practice.browser("admin").post(
        practice.url("core_job_changelist"),
        {"action": "retry_selected", "_selected_action": [str(failed.pk), str(done.pk)]},
        follow=True,
    )
    failed.refresh_from_db()
    assert failed.status == "queued"
    assert "1 of 1 jobs are under way again" in answer.content.decode()


def test_case_page__shows_what_could_not_be_made(practice, failed):
    text = practice.browser("lawyer").get(practice.url("cases_case_change", practice.case.pk)).content.decode()
    assert "A document could not be made." in text
    assert practice.url("core_job_change", failed.pk) in text


@pytest.mark.parametrize(
    ("status", "error", "sentence"),
    [
        (
            "failed",
            {"detail": "No.", "retryable": False},
            "No. The same try would end the same way: put right what it names first.",
        ),
        (
            "failed",
            None,
            "It failed without a word. The same try would end the same way: put right what it names first.",
        ),
        (
            "failed",
            {"code": "job-timed-out", "detail": "It took longer than 5 minutes and was stopped.", "retryable": True},
            "It took longer than 5 minutes and was stopped. Try it again; where it ends so each time, make the input "
            "smaller or look at Connections.",
        ),
        (
            "failed",
            {"code": "worker-died", "detail": "The worker stopped.", "retryable": False},
            "The worker stopped. Have the log of the workers looked at before you try it again.",
        ),
        ("queued", {"detail": "Busy."}, "Busy. It is tried again by itself (try 2 of 5)."),
        ("queued", None, ""),
        ("succeeded", None, ""),
    ],
)
def test_why__is_a_sentence_with_what_to_do(status, error, sentence):
    assert why(Job(kind=KIND, status=status, error=error, attempts=1)) == sentence


def test_every_kind_that_staff_can_meet__has_words(practice):
    assert set(jobs.kinds()) >= {"documents.produce", "event.handle"}


@pytest.mark.parametrize("query", ["payload__contains=a", "result__x=1", "error__has_key=a"])
def test_jobs__looked_up_inside_a_json_column__are_refused(practice, query):
    assert practice.browser("admin").get(practice.url("core_job_changelist") + f"?{query}").status_code == 400


def test_cancel__of_a_job_that_waits__ends_it_and_is_recorded(practice, failed):
    job = Job.objects.create(kind=KIND, queue="default", case_id=practice.case.pk)
    answer = practice.browser("lawyer").post(practice.url("core_job_cancel", job.pk), follow=True)
    job.refresh_from_db()
    assert (job.status, job.error["code"]) == ("failed", "job-cancelled")
    text = answer.content.decode()
    assert "It was cancelled before it began. If it is wanted after all, try it again" in text
    assert "Try again</button>" in text
    entry = AuditEntry.objects.get(verb="job.cancelled")
    assert (entry.actor_id, entry.case_id) == (practice.users["lawyer"].pk, practice.case.pk)


def test_cancel__of_a_running_job__is_asked_for_and_the_page_says_so(practice):
    job = Job.objects.create(kind=KIND, queue="default", status="running", case_id=practice.case.pk, progress=40)
    browser = practice.browser("lawyer")
    assert "Cancel</button>" in browser.get(practice.url("core_job_change", job.pk)).content.decode()
    text = browser.post(practice.url("core_job_cancel", job.pk), follow=True).content.decode()
    assert "It was cancelled and ends at its next step." in text
    assert "40 %" in text
    assert "Cancel</button>" not in text


def test_cancel__of_a_job_that_has_ended__is_told_and_changes_nothing(practice, failed):
    answer = practice.browser("lawyer").post(practice.url("core_job_cancel", failed.pk), follow=True)
    failed.refresh_from_db()
    assert failed.error["code"] == "storage-unavailable"
    assert "there is nothing to cancel" in answer.content.decode()


def test_cancel__of_a_job_of_others__is_not_done(practice):
    other = Job.objects.create(kind=KIND, queue="default", case_id=practice.other_case.pk)
    practice.browser("lawyer").post(practice.url("core_job_cancel", other.pk))
    other.refresh_from_db()
    assert other.status == "queued"


def test_cancel__by_get__is_refused(practice, failed):
    assert practice.browser("lawyer").get(practice.url("core_job_cancel", failed.pk)).status_code == 405


def test_action__cancels_what_waits_or_runs_among_the_selected(practice, failed):
    waits = Job.objects.create(kind=KIND, queue="default", case_id=practice.case.pk)
    runs = Job.objects.create(kind=KIND, queue="default", status="running", case_id=practice.case.pk)
    chosen = [str(one.pk) for one in (waits, runs, failed)]
    answer = practice.browser("admin").post(
        practice.url("core_job_changelist"), {"action": "cancel_selected", "_selected_action": chosen}, follow=True
    )
    waits.refresh_from_db(), runs.refresh_from_db()
    assert (waits.status, runs.status, runs.cancel_asked_at is not None) == ("failed", "running", True)
    assert "2 of 2 jobs are cancelled" in answer.content.decode()


def test_cancelled_job__is_shown_as_such_and_waits_for_nobody_on_the_first_page(practice, failed):
    from backoffice.dashboard import failed_jobs

    job = Job.objects.create(kind=KIND, queue="default", case_id=practice.case.pk)
    browser = practice.browser("lawyer")
    browser.post(practice.url("core_job_cancel", job.pk))
    assert "Cancelled" in browser.get(practice.url("core_job_changelist")).content.decode()
    assert list(failed_jobs(practice.users["lawyer"])) == [failed]
