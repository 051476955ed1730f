"""Notices: who is told, what is read, what is wanted, and what is forgotten."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts.exceptions import StaffOnly
from cases.services import assignment_add, assignment_remove, case_open
from core.errors import InvalidInput, NotFound
from notifications import notice_kinds, notice_selectors, services
from notifications.models import Notice, NoticePreference
from notifications.notice_kinds import Wish
from notifications.services import Telling
from tests.accounts.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def lawyer():
    return person("ana", "lawyer")


def give(user, occasion="one", kind="for-review", **more) -> Notice | None:
    return services.notice_give(user=user, telling=Telling(kind, occasion, **more))


def test_give__twice_for_one_occasion__is_one_notice(lawyer):
    first = give(lawyer)
    assert first is not None
    assert give(lawyer) is None
    assert give(person("ben", "lawyer")) is not None
    assert Notice.objects.count() == 2


def test_give__about_a_case_that_they_may_not_see__is_not_done(lawyer):
    case = case_open(actor=person("head", "admin"), title="Tala", kind="contract")
    assert give(lawyer, case_id=case.pk) is None
    assignment_add(actor=None, case=case, lawyer=lawyer)
    assert give(lawyer, case_id=case.pk) is not None


def test_give__to_clients_and_closed_accounts__is_not_done(lawyer):
    assert give(person("carla", "client")) is None
    lawyer.is_active = False
    assert give(lawyer) is None


def test_give__of_a_kind_for_admins__goes_to_admins_alone(lawyer):
    assert give(lawyer, kind="job-failed") is None
    assert give(person("head", "admin"), kind="job-failed") is not None


def test_give__what_is_not_wanted__is_not_kept(lawyer):
    services.preferences_set(actor=lawyer, wishes={"approved": Wish(in_admin=False, by_mail=True, in_digest=False)})
    assert give(lawyer, kind="approved") is None
    assert give(lawyer) is not None


def test_give__wanted_in_the_digest_alone__is_not_counted_by_the_bell(lawyer):
    services.preferences_set(actor=lawyer, wishes={"approved": Wish(in_admin=False, by_mail=False, in_digest=True)})
    give(lawyer, kind="approved")
    assert notice_selectors.notices_unread(lawyer).count() == 0
    assert notice_selectors.unread_by_kind(lawyer) == {"approved": 1}
    services.notices_told(user=lawyer, until=timezone.now())
    assert notice_selectors.unread_by_kind(lawyer) == {}


def test_digest__leaves_out_kinds_that_are_not_wanted_in_it(lawyer):
    services.preferences_set(actor=lawyer, wishes={"approved": Wish(in_admin=True, in_digest=False)})
    give(lawyer, kind="approved")
    give(lawyer, "two")
    assert notice_selectors.unread_by_kind(lawyer) == {"for-review": 1}
    assert notice_selectors.notices_unread(lawyer).count() == 2


def test_unread__of_a_case_that_they_are_off__is_no_longer_shown(lawyer):
    case = case_open(actor=None, title="Tala", kind="contract")
    assignment_add(actor=None, case=case, lawyer=lawyer)
    notice = give(lawyer, case_id=case.pk)
    assert notice_selectors.notices_unread(lawyer).count() >= 1
    assignment_remove(actor=None, case=case, lawyer=lawyer)
    assert notice_selectors.notices_unread(lawyer).count() == 0
    with pytest.raises(NotFound):
        notice_selectors.notice_get(lawyer, notice.pk)


def test_read__marks_ones_own_alone_and_keeps_the_first_time(lawyer):
    notice = give(lawyer)
    services.notice_read(actor=person("ben", "lawyer"), notice=notice)
    notice.refresh_from_db()
    assert notice.read_at is None
    services.notice_read(actor=lawyer, notice=notice)
    notice.refresh_from_db()
    first = notice.read_at
    services.notice_read(actor=lawyer, notice=notice)
    notice.refresh_from_db()
    assert notice.read_at == first is not None


def test_read_all__leaves_what_came_since(lawyer):
    old = give(lawyer)
    seen = timezone.now()
    new = give(lawyer, "two")
    Notice.objects.filter(pk=old.pk).update(created_at=seen - dt.timedelta(minutes=1))
    Notice.objects.filter(pk=new.pk).update(created_at=seen + dt.timedelta(seconds=1))
    assert services.notices_read_all(actor=lawyer, until=seen) == 1
    assert list(notice_selectors.notices_visible_to(lawyer).filter(read_at__isnull=True)) == [new]


def test_others__see_nothing_of_it(lawyer):
    give(lawyer)
    people = (lawyer, person("ben", "lawyer"), person("head", "admin"))
    assert [notice_selectors.newest(one).count() for one in people] == [1, 0, 0]


def test_preferences__begin_with_every_way_there_is(lawyer):
    wishes = notice_selectors.wishes_of(lawyer)
    assert wishes["for-review"] == Wish(in_admin=True, by_mail=True, in_digest=True)
    assert wishes["flagged"] == Wish(in_admin=True, by_mail=False, in_digest=True)
    assert notice_selectors.wants_digest(lawyer)


def test_preferences__kept_again__are_one_row_a_kind(lawyer):
    for digest in (True, False):
        services.preferences_set(actor=lawyer, wishes={"digest": Wish(in_digest=digest)})
    assert NoticePreference.objects.count() == 1
    assert not notice_selectors.wants_digest(lawyer)


@pytest.mark.parametrize("kind", ["job-failed", "nonsense"])
def test_preferences__of_a_kind_that_is_not_theirs__are_refused_whole(lawyer, kind):
    with pytest.raises(InvalidInput):
        services.preferences_set(actor=lawyer, wishes={"approved": Wish(), kind: Wish()})
    assert not NoticePreference.objects.exists()


def test_preferences__of_a_client__are_refused():
    with pytest.raises(StaffOnly):
        services.preferences_set(actor=person("carla", "client"), wishes={})


def test_mail__is_wanted_unless_it_was_switched_off_and_what_is_no_notice_always(lawyer):
    assert notice_selectors.wants_mail(lawyer, "document-approved")
    services.preferences_set(actor=lawyer, wishes={"approved": Wish(by_mail=False)})
    assert not notice_selectors.wants_mail(lawyer, "document-approved")
    assert notice_selectors.wants_mail(lawyer, "password-reset")


def test_purge__forgets_what_is_older_than_the_policy(lawyer, settings):
    settings.NOTICES_KEEP_DAYS = 30
    old, new = give(lawyer), give(lawyer, "two")
    Notice.objects.filter(pk=old.pk).update(created_at=timezone.now() - dt.timedelta(days=30, seconds=1))
    assert (services.notices_purge(), services.notices_purge()) == (1, 0)
    assert Notice.objects.get() == new


def test_purge__goes_in_small_steps(lawyer, monkeypatch):
    monkeypatch.setattr("notifications.services.noticing.PURGE_BATCH", 2)
    before = timezone.now() - dt.timedelta(days=400)
    Notice.objects.bulk_create(
        Notice(user=lawyer, kind="approved", occasion=str(n), created_at=before) for n in range(3)
    )
    assert [services.notices_purge() for _ in range(3)] == [2, 1, 0]


def test_kinds__fit_their_column():
    assert all(len(one) <= notice_kinds.LONGEST_KIND for one in notice_kinds.KINDS)
