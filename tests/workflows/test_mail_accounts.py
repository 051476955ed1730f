"""The mails about the own account: their links work, and lie nowhere else."""

from __future__ import annotations

import re

import pytest

from accounts import services
from accounts.events import PasswordChanged, PasswordResetRequested, UserRegistered
from accounts.models import AccountLink, User
from core.models import Job
from notifications.models import Message
from tests.practice import person
from tests.racing import at_once
from workflows import mail_accounts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]
ADDRESS = "liwayway@hain.example"


def register() -> User:
    return services.user_register(
        email=ADDRESS, password="Long-enough-9", full_name="Liwayway Santos", accepted_terms=True
    )


def link_in(received) -> str:
    (found,) = re.findall(r"https?://\S+", received.text())
    assert f'href="{found}"' in received.text("html")
    return found


def token_in(received) -> str:
    return link_in(received).partition("token=")[2]


def test_registered__link_of_the_mail_confirms_the_address(smtp_server):
    register()
    (received,) = smtp_server.mails
    assert received.mail["Subject"] == "Welcome. Please confirm your e-mail address"
    assert link_in(received).startswith("http://testserver/account/confirm?token=")
    services.email_confirm(token=token_in(received))
    assert User.objects.get().email_confirmed_at is not None
    assert len(smtp_server.mails) == 1  # who confirmed knows it


def test_secret__lies_in_no_row_once_the_mail_is_sent(smtp_server):
    register()
    token = token_in(smtp_server.mails[0])
    message = Message.objects.get()
    assert (message.kind, message.secret, message.status) == ("welcome-confirm", True, "sent")
    assert (message.body_text, message.body_html, bytes(message.sealed)) == ("", "", b"")
    assert bytes(AccountLink.objects.get().sealed_token) == b""
    assert token not in repr(list(Job.objects.values())) + repr(list(Message.objects.values()))


def test_secret__of_a_mail_that_waits__is_sealed(smtp_server):
    smtp_server.at_data = ["451 4.3.0 later"]
    register()
    message = Message.objects.get()
    assert (message.status, message.body_text, message.body_html) == ("queued", "", "")
    assert len(message.sealed) > 100 and b"account/confirm" not in bytes(message.sealed)
    assert bytes(AccountLink.objects.get().sealed_token) == b""


def test_registered__run_twice__sends_one_mail(smtp_server):
    user = register()
    mail_accounts.welcome(UserRegistered(user.pk, AccountLink.objects.get().pk))
    assert (Message.objects.count(), len(smtp_server.mails)) == (1, 1)


def test_registered__two_workers_at_one_moment__send_one_mail(smtp_server):
    user = person("liwayway", "client")
    link = services.links.link_create(user=user, purpose=services.Purpose.EMAIL_CONFIRMATION)
    _, raised = at_once(*[lambda: mail_accounts.welcome(UserRegistered(user.pk, link.pk))] * 2)
    assert (raised, len(smtp_server.mails), Message.objects.count()) == ([], 1, 1)


def test_confirmation_asked_again__newest_link_counts(smtp_server):
    user = register()
    services.email_confirmation_ask(actor=user)
    first, second = smtp_server.mails
    assert second.mail["Subject"] == "Please confirm your e-mail address"
    assert token_in(first) != token_in(second)
    services.email_confirm(token=token_in(second))


def test_address_changed__new_address_is_asked_and_the_old_one_hears_nothing(smtp_server):
    user = person("liwayway", "client")
    services.user_update(actor=None, user=user, changes={"email": "new@hain.example"})
    assert [one.recipients for one in smtp_server.mails] == [["new@hain.example"]]


def test_reset__link_of_the_mail_chooses_a_password_and_the_change_is_told(smtp_server):
    user = person("liwayway", "lawyer")
    User.objects.filter(pk=user.pk).update(locale="fil")
    services.password_reset_ask(email=ADDRESS, address="10.0.0.1")
    (received,) = smtp_server.mails
    assert received.mail["Subject"] == "Pumili ng bagong password"
    assert link_in(received).startswith("http://testserver/account/reset?token=")
    services.password_reset_confirm(token=token_in(received), password="Another-one-77")
    _, told = smtp_server.mails
    assert told.mail["Subject"] == "Napalitan na ang iyong password"
    assert link_in(told) == "http://testserver/account/forgot"
    assert Message.objects.get(kind="password-changed").secret is False


def test_reset__of_an_unconfirmed_account__is_mailed_all_the_same(smtp_server):
    register()
    services.password_reset_ask(email=ADDRESS, address="10.0.0.1")
    assert [one.kind for one in Message.objects.order_by("created_at")] == ["welcome-confirm", "password-reset"]


def test_reset__of_a_closed_account__is_not_mailed(smtp_server):
    user = person("liwayway", "client")
    services.password_reset_ask(email=ADDRESS, address="10.0.0.1")
    services.user_update(actor=None, user=user, changes={"is_active": False})
    Message.objects.all().delete()
    mail_accounts.send_reset(PasswordResetRequested(user.pk, AccountLink.objects.get().pk))
    assert not Message.objects.exists()


@pytest.mark.parametrize("how", ["closed", "not cleared"])
def test_password_changed__account_closed_or_not_cleared__is_not_told(smtp_server, how):
    user = person("liwayway", "client")
    if how == "closed":
        services.user_vouch(actor=None, user=user)
        services.user_update(actor=None, user=user, changes={"is_active": False})
    services.user_set_password(actor=None, user=user, password="Another-one-77")
    assert smtp_server.mails == []


def test_password_changed__each_time_once(smtp_server):
    user = person("liwayway", "lawyer")
    for password in ("Another-one-77", "Another-one-78"):
        services.user_set_password(actor=None, user=user, password=password)
        mail_accounts.warn_of_password(PasswordChanged(user.pk))
    assert [one.recipients for one in smtp_server.mails] == [[ADDRESS]] * 2
