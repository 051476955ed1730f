"""Proof that mail to the address arrives."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.events import UserRegistered
from accounts.models import AccountLink, User
from accounts.services import email_confirm, user_update, user_vouch
from core.errors import InvalidInput
from core.models import AuditEntry, Job
from tests.accounts.people import PASSWORD, api, person
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)
BAD_LINK = (410, "account-link-invalid")


def register(email="tala@hain.example"):
    body = {"email": email, "password": PASSWORD, "fullName": "Tala Reyes", "acceptedTerms": True}
    return api().post("/api/auth/register", body)


def confirm(token):
    return api().post("/api/auth/email/confirm", {"token": token})


def resend(user):
    return api(user).post("/api/auth/email/confirm/resend")


def told(response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def test_registration__asks_for_confirmation__and_the_link_clears_the_account(mailbox):
    assert register().status_code == 201
    user, (link,) = User.objects.get(), mailbox.links
    assert mailbox.events == [UserRegistered(str(user.pk), str(AccountLink.objects.get().pk))]
    assert (link.email, link.purpose) == ("tala@hain.example", "email-confirmation")
    assert link.url == f"http://testserver/account/confirm?token={link.token}"
    assert abs(link.expires_at - timezone.now() - dt.timedelta(hours=72)) < dt.timedelta(minutes=1)
    assert not user.is_cleared
    assert confirm(link.token).status_code == 204
    user.refresh_from_db()
    assert (user.is_cleared, api(user).get("/api/auth/me").json()["emailConfirmed"]) == (True, True)
    assert mailbox.names() == ["UserRegistered", "EmailConfirmed"]
    (entry,) = AuditEntry.objects.filter(verb="user.email_confirmed")
    assert (entry.actor_id, entry.facts) == (user.pk, {"link": str(AccountLink.objects.get().pk)})


def test_registration__that_fails_at_its_link__makes_nobody(mailbox, monkeypatch):
    def broken(**kwargs):
        raise RuntimeError

    monkeypatch.setattr("accounts.services.users.link_create", broken)
    assert register().status_code == 500
    assert (User.objects.count(), AuditEntry.objects.count(), Job.objects.count()) == (0, 0, 0)


def test_registration__of_one_address_at_one_moment__makes_one_account_and_one_mail(mailbox):
    answers, failures = at_once(*[lambda: register().status_code] * 3)
    assert (sorted(answers), failures) == ([201, 422, 422], [])
    assert (User.objects.count(), AccountLink.objects.count(), mailbox.names()) == (1, 1, ["UserRegistered"])


def test_token__is_good_once(mailbox):
    register()
    assert confirm(mailbox.token).status_code == 204
    assert told(confirm(mailbox.token)) == BAD_LINK


def test_token__of_a_closed_account__is_refused(mailbox):
    register()
    user_update(actor=None, user=User.objects.get(), changes={"is_active": False})
    assert told(confirm(mailbox.token)) == BAD_LINK
    assert User.objects.get().email_confirmed_at is None


@pytest.mark.parametrize("token", ["x", "A" * 43])
def test_token__made_up__is_refused(token):
    person("tala", email_confirmed=False)
    assert told(confirm(token)) == BAD_LINK
    assert User.objects.get().email_confirmed_at is None


def test_token__expired__is_refused_and_a_new_one_is_had(mailbox):
    register()
    AccountLink.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert told(confirm(mailbox.token)) == BAD_LINK
    assert resend(User.objects.get()).status_code == 202
    assert confirm(mailbox.token).status_code == 204


def test_resend__sends_another_link__and_ends_the_one_before(mailbox):
    register()
    first, user = mailbox.token, User.objects.get()
    assert resend(user).status_code == 202
    assert mailbox.names() == ["UserRegistered", "EmailConfirmationRequested"]
    assert told(confirm(first)) == BAD_LINK
    assert confirm(mailbox.token).status_code == 204


def test_resend__of_a_confirmed_address_or_too_often__is_202_and_sends_nothing(mailbox, settings):
    settings.LIMIT_ACCOUNT_LINKS_PER_HOUR = 2
    assert resend(person("mayumi")).status_code == 202
    register()
    assert [resend(User.objects.get(email="tala@hain.example")).status_code for _ in range(3)] == [202] * 3
    assert mailbox.names() == ["UserRegistered", "EmailConfirmationRequested"]


def test_resend__by_nobody__is_401():
    assert told(api().post("/api/auth/email/confirm/resend")) == (401, "not-authenticated")


def test_resend__with_an_idempotency_key__is_not_replayed(mailbox):
    register()
    client = api(User.objects.get())
    answers = [client.post("/api/auth/email/confirm/resend", HTTP_IDEMPOTENCY_KEY="k") for _ in range(2)]
    assert [one.headers.get("Idempotency-Replayed") for one in answers] == [None, None]
    assert len(mailbox.links) == 3


def test_address__that_is_changed__is_unconfirmed_until_it_is_confirmed_anew(mailbox):
    admin, user = person("admin", "admin"), person("tala")
    user_update(actor=admin, user=user, changes={"email": "tala.reyes@hain.example"})
    assert (user.is_cleared, User.objects.get(pk=user.pk).is_cleared) == (False, False)
    assert (mailbox.names(), mailbox.links[0].email) == (["EmailConfirmationRequested"], "tala.reyes@hain.example")
    assert confirm(mailbox.token).status_code == 204
    assert User.objects.get(pk=user.pk).is_cleared


def test_link__to_the_address_of_before__does_not_confirm_the_new_one(mailbox):
    register()
    token, user = mailbox.token, User.objects.get()
    user_update(actor=None, user=user, changes={"email": "other@hain.example"})
    assert told(confirm(token)) == BAD_LINK
    user_update(actor=None, user=user, changes={"email": "tala@hain.example"})
    assert told(confirm(token)) == BAD_LINK  # not even when the address is the old one again


@pytest.mark.parametrize("changes", [{"email": "TALA@hain.example"}, {"full_name": "Other"}, {"locale": "fil"}])
def test_address__that_stays_the_same__stays_confirmed(mailbox, changes):
    user = person("tala")
    user_update(actor=None, user=user, changes=changes)
    assert (User.objects.get().email_confirmed_at is not None, mailbox.names()) == (True, [])


def test_address__that_is_refused__changes_nothing(mailbox):
    person("mayumi")
    user = person("tala")
    with pytest.raises(InvalidInput):
        user_update(actor=None, user=user, changes={"email": "mayumi@hain.example"})
    assert (User.objects.get(pk=user.pk).email_confirmed_at is not None, mailbox.names()) == (True, [])


def test_vouched_client__stays_cleared_with_another_address(mailbox):
    user = person("tala")
    user_vouch(actor=None, user=user)
    user_update(actor=None, user=user, changes={"email": "other@hain.example"})
    assert User.objects.get().is_cleared


def test_confirm__twice_at_one_moment__is_one_confirmation(mailbox):
    register()
    token = mailbox.token

    def once():
        return email_confirm(token=token).email

    returned, raised = at_once(*[once] * 3)
    assert (returned, len(raised)) == (["tala@hain.example"], 2)
    assert mailbox.names() == ["UserRegistered", "EmailConfirmed"]
