"""The bell, the page of notices, and the preferences."""

from __future__ import annotations

import pytest
from django.utils import timezone

from backoffice import notices
from core import jobs
from core.models import Job
from documents import services as document_services
from notifications import notice_selectors
from notifications.models import Notice
from notifications.notice_kinds import Wish


@pytest.fixture
def given(practice) -> Notice:
    """The reviewer is told of a document that waits."""
    document_services.revision_submit(actor=practice.users["lawyer"], revision=practice.revision())
    for job in Job.objects.filter(status=Job.Status.QUEUED):  # what follows a commit
        jobs.run(job.pk)
    Notice.objects.filter(kind="assigned").delete()
    return Notice.objects.get(user=practice.users["reviewer"])


def test_bell__stands_on_every_page_with_the_count_in_words(practice, given):
    browser = practice.browser("reviewer")
    for address in ("/admin/", practice.url("cases_case_changelist"), practice.url("notices")):
        assert "Notices, 1 unread" in browser.get(address).content.decode(), address
    assert "Notices, " not in practice.browser("lawyer").get("/admin/").content.decode()


@pytest.mark.parametrize("many", [1, 40])
def test_bell__costs_one_query_a_page(practice, given, many):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    user = practice.users["reviewer"]
    Notice.objects.bulk_create(Notice(user=user, kind="approved", occasion=str(one)) for one in range(many))
    for address in ("/admin/", practice.url("core_job_changelist")):
        with CaptureQueriesContext(connection) as queries:
            practice.browser("reviewer").get(address)
        asked = [one["sql"] for one in queries if "notifications_notice" in one["sql"]]
        assert len(asked) == 1, asked


def test_bell__says_99_plus(practice, given):
    user = practice.users["reviewer"]
    Notice.objects.bulk_create(Notice(user=user, kind="approved", occasion=str(one)) for one in range(120))
    text = practice.browser("reviewer").get("/admin/").content.decode()
    assert "99+" in text
    assert "more than 99 unread" in text


def test_page__says_it_in_a_sentence(practice, given):
    text = practice.browser("reviewer").get(practice.url("notices")).content.decode()
    title = given.facts["document"]
    assert f"“{title}” waits for your review, from Atty. Rafael Mabini." in text
    assert "1 unread." in text


def test_opening__leads_to_the_subject_and_marks_it_read(practice, given):
    browser = practice.browser("reviewer")
    answer = browser.get(practice.url("notice_open", given.pk))
    assert answer["Location"] == practice.url("documents_document_change", given.subject_id)
    given.refresh_from_db()
    assert given.read_at is not None
    assert "You have read them all." in browser.get(practice.url("notices")).content.decode()


def test_another_ones_notice__is_not_there_and_stays_unread(practice, given):
    for who in ("lawyer", "admin"):
        browser = practice.browser(who)
        assert browser.get(practice.url("notice_open", given.pk)).status_code == 404
        assert browser.post(practice.url("notice_read", given.pk)).status_code == 404
    given.refresh_from_db()
    assert given.read_at is None


def test_mark_read__one_and_all(practice, given):
    user, browser = practice.users["reviewer"], practice.browser("reviewer")
    Notice.objects.create(user=user, kind="approved", occasion="x", facts={"by": "A", "revision": 1, "document": "B"})
    browser.post(practice.url("notice_read", given.pk))
    assert notice_selectors.notices_unread(user).count() == 1
    browser.post(practice.url("notices_read_all"), {"until": timezone.now().isoformat()})
    assert notice_selectors.notices_unread(user).count() == 0


@pytest.mark.parametrize("until", ["", "nonsense", "2026-99-99T00:00:00+08:00", "2026-01-01T00:00:00"])
def test_mark_all__with_a_time_that_is_none__takes_now(practice, given, until):
    practice.browser("reviewer").post(practice.url("notices_read_all"), {"until": until})
    assert notice_selectors.notices_unread(practice.users["reviewer"]).count() == 0


def test_mark_read__by_get__is_refused(practice, given):
    assert practice.browser("reviewer").get(practice.url("notices_read_all")).status_code == 405
    assert practice.browser("reviewer").get(practice.url("notice_read", given.pk)).status_code == 405


def test_pages__show_thirty_at_a_time(practice, given):
    user, browser = practice.users["reviewer"], practice.browser("reviewer")
    facts = {"by": "A", "revision": 1, "document": "B"}
    Notice.objects.bulk_create(Notice(user=user, kind="approved", occasion=str(n), facts=facts) for n in range(40))
    first, second = (browser.get(practice.url("notices"), {"page": page}) for page in ("1", "2"))
    assert [len(one.context["told"]) for one in (first, second)] == [30, 11]
    assert (first.context["earlier"], second.context["earlier"], second.context["later"]) == (2, None, 1)
    for page in ("0", "-1", "x", "99999999999999", "٣"):
        assert browser.get(practice.url("notices"), {"page": page}).status_code == 200


def test_page__takes_the_same_number_of_queries_for_many(practice, given, django_assert_max_num_queries):
    user, browser = practice.users["reviewer"], practice.browser("reviewer")
    facts = {"by": "A", "revision": 1, "document": "B"}
    Notice.objects.bulk_create(Notice(user=user, kind="approved", occasion=str(n), facts=facts) for n in range(29))
    with django_assert_max_num_queries(9):
        browser.get(practice.url("notices"))


def test_notice_of_many_failed_jobs__leads_to_their_list(practice):
    notice = Notice.objects.create(
        user=practice.users["admin"], kind="job-failed", occasion="j", subject_type="core.job",
        facts={"kind": "documents.produce", "count": 3, "until": ""},
    )  # fmt: skip
    browser = practice.browser("admin")
    assert "3 jobs failed: Make a document." in browser.get(practice.url("notices")).content.decode()
    Job.objects.create(kind="documents.produce", queue="pdf", status="failed", finished_at=timezone.now())
    answer = browser.get(practice.url("notice_open", notice.pk), follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[0][0].endswith("?status__exact=failed&kind__exact=documents.produce")


@pytest.mark.parametrize(
    ("kind", "facts", "said"),
    [
        ("mail-not-delivered", {"subject": "Papers", "status": "bounced"}, "The mail “Papers” came back."),
        ("mail-not-delivered", {"subject": "", "status": "failed"}, "A mail was not sent."),
        ("job-failed", {"kind": "email.deliver", "count": 1}, "A job failed: Send a mail."),
        ("assigned", {"title": "Tala", "role": "Lead"}, "You are on “Tala” now: Lead."),
        ("flagged", {}, "Documents of “…” no longer agree with the data they were made from."),
    ],
)
def test_sentence__says_what_happened(kind, facts, said):
    from backoffice.notices import sentence

    assert sentence(Notice(kind=kind, facts=facts)) == said


def test_every_kind__has_a_sentence():
    from backoffice.notices import sentence
    from notifications.notice_kinds import KINDS

    assert all(sentence(Notice(kind=kind)) for kind in KINDS)


def test_preferences__are_kept_for_oneself_alone(practice):
    browser, url = practice.browser("lawyer"), practice.url("notice_preferences")
    assert "Failed jobs" not in browser.get(url).content.decode()
    browser.post(url, {"for-review": ["admin"], "flagged": ["mail", "digest"], "digest": "1"})
    wishes = notice_selectors.wishes_of(practice.users["lawyer"])
    assert wishes["for-review"] == Wish(in_admin=True, by_mail=False, in_digest=False)
    assert wishes["flagged"] == Wish(in_admin=False, by_mail=False, in_digest=True)  # there is no such mail
    assert wishes["approved"] == Wish(in_admin=False, by_mail=False, in_digest=False)
    assert wishes["digest"].in_digest
    assert notice_selectors.wish_of(practice.users["reviewer"], "for-review").by_mail


def test_preferences__of_an_admin__have_failed_jobs(practice):
    browser, url = practice.browser("admin"), practice.url("notice_preferences")
    assert "Failed jobs" in browser.get(url).content.decode()
    browser.post(url, {"job-failed": ["digest"]})
    wishes = notice_selectors.wishes_of(practice.users["admin"])
    assert wishes["job-failed"] == Wish(in_admin=False, by_mail=False, in_digest=True)
    assert not wishes["digest"].in_digest


def test_pages__of_notices__are_not_for_clients(practice):
    for name in ("notices", "notice_preferences"):
        assert practice.browser("client").get(practice.url(name)).status_code == 302


@pytest.mark.parametrize(("over", "said"), [(False, "runs out on"), (True, "has run out since")])
def test_certificate__is_told_with_its_day_and_leads_to_the_connections(over, said):
    notice = Notice(kind="signing-certificate", facts={"day": "2027-01-31", "over": over})
    assert notices.sentence(notice) == f"The certificate that seals signed papers {said} 31 Jan 2027."
    assert notices.address_of(notice) == "/admin/connections/"


def test_envelope__is_told_in_a_sentence_that_leads_to_its_page():
    facts = {"document": "Lease", "by": "Ramon Uy"}
    key = "01a22601-5148-7054-a465-0b059f149af1"
    notice = Notice(kind="signature-declined", subject_type="esign.envelope", subject_id=key, facts=facts)
    assert notices.sentence(notice) == "Ramon Uy will not sign “Lease”."
    assert notices.address_of(notice) == f"/admin/esign/envelope/{key}/change/"
