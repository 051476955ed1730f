"""The one-time code: mailed to the signer alone, used once, five tries, a pass for one browser."""

import datetime as dt

import pytest
from django.utils import timezone

from core.models import AuditEntry, Job
from esign.exceptions import SigningCodesUsedUp, SigningCodeWrong
from esign.models import Signer, SignerLink
from esign.services import code_enter, code_forget, code_open, code_send, link_find, link_forget, link_open, pass_holds
from tests.esign.conftest import entered, initiate
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def enter(link, code):
    return code_enter(link=link, code=code, address="203.0.113.9", user_agent="Test")


def may_ask_again():
    Signer.objects.update(code_sent_at=timezone.now() - dt.timedelta(minutes=1))


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_no_secret__stands_open_in_the_database(agreement):
    _, token = initiate(agreement)
    link, given = entered(token)
    row = SignerLink.objects.values().get(pk=link.pk)
    facts = [str(one) for one in [row, *AuditEntry.objects.values(), *Job.objects.values()]]
    assert not any(secret in told for told in facts for secret in (token, given))


def test_link__is_opened_for_its_mail_until_that_is_on_its_way(agreement):
    _, token = initiate(agreement)
    link = link_find(token)
    assert link_open(link.pk).url.endswith(f"/sign/{token}")
    link_forget(link.pk)
    assert link_open(link.pk) is None
    assert link_find(token).pk == link.pk


def test_code__is_good_once(agreement):
    _, token = initiate(agreement)
    link = link_find(token)
    code_send(link=link)
    code = code_open(link.pk)
    first = enter(link, f" {code[:3]} {code[3:]} ")
    with pytest.raises(SigningCodeWrong):
        enter(link, code)
    assert pass_holds(link_find(token), first)
    assert not pass_holds(link_find(token), "another")
    assert not pass_holds(link_find(token), "")


def test_code__is_mailed_once(agreement):
    _, token = initiate(agreement)
    link = link_find(token)
    code_send(link=link)
    assert code_open(link.pk) == code_open(link.pk)
    code_forget(link.pk)
    assert code_open(link.pk) is None


def test_code__after_five_wrong_tries_is_dead(agreement):
    _, token = initiate(agreement)
    link = link_find(token)
    code_send(link=link)
    code = code_open(link.pk)
    for _ in range(5):
        with pytest.raises(SigningCodeWrong):
            enter(link, wrong(code))
    with pytest.raises(SigningCodeWrong):
        enter(link, code)
    assert link_find(token).pass_hash == ""


def test_fifty_guesses_at_once__are_five(agreement):
    _, token = initiate(agreement)
    link = link_find(token)
    code_send(link=link)
    code = code_open(link.pk)
    _, refusals = at_once(*[lambda: enter(link, wrong(code))] * 12)
    assert len(refusals) == 12
    link.refresh_from_db()
    assert link.code_tries == 5


def test_old_code__is_dead(agreement):
    _, token = initiate(agreement)
    link = link_find(token)
    code_send(link=link)
    SignerLink.objects.update(code_expires_at=timezone.now())
    with pytest.raises(SigningCodeWrong):
        enter(link, code_open(link.pk))


def test_second_code__kills_the_first_and_has_to_wait(agreement):
    _, token = initiate(agreement)
    link = link_find(token)
    code_send(link=link)
    first = code_open(link.pk)
    with pytest.raises(SigningCodesUsedUp) as caught:
        code_send(link=link)
    assert 0 < caught.value.retry_after <= 30
    may_ask_again()
    code_send(link=link)
    second = code_open(link.pk)
    if first != second:
        with pytest.raises(SigningCodeWrong):
            enter(link, first)
    assert enter(link, second)


def test_link__gives_ten_codes_and_no_more(agreement):
    _, token = initiate(agreement)
    link = link_find(token)
    for _ in range(10):
        may_ask_again()
        code_send(link=link)
    may_ask_again()
    with pytest.raises(SigningCodesUsedUp):
        code_send(link=link)


def test_pass__ends_with_its_time_and_with_its_link(agreement):
    _, token = initiate(agreement)
    link, given = entered(token)
    assert pass_holds(link, given)
    SignerLink.objects.update(pass_expires_at=timezone.now())
    assert not pass_holds(link_find(token), given)


def test_code_of_another_link__opens_nothing(agreement):
    envelope, token = initiate(agreement, workflow="parallel")
    link = link_find(token)
    other = envelope.signers.get(position=1).links.get()
    code_send(link=link)
    code = code_open(link.pk)
    SignerLink.objects.filter(pk=other.pk).update(
        code_hash=SignerLink.objects.get(pk=link.pk).code_hash, code_expires_at=timezone.now() + dt.timedelta(minutes=5)
    )
    with pytest.raises(SigningCodeWrong):
        enter(other, code)
