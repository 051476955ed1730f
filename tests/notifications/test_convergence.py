"""Events that come twice, late or in any order end in the same status."""

from __future__ import annotations

import itertools
import random

import pytest

from notifications import states
from notifications.models import MailEvent, Message, Suppression
from notifications.states import BOUNCED, COMPLAINED, DELIVERED, FAILED, QUEUED, SENDING, SENT, SUPPRESSED
from tests.notifications import provider_calls
from tests.notifications.provider_calls import COMPLAINT, HARD, PROVIDERS, SOFT
from tests.notifications.test_webhooks import mail_of, post

TOLD = (SENT, DELIVERED, FAILED, BOUNCED, COMPLAINED)
EVENTS = tuple(itertools.product((0, 1), TOLD))  # which of two recipients, and what is told of them
# Where the mail stands when its provider begins to tell: being sent, sent, given up, or barred since.
STARTS = ((SENDING, QUEUED), (QUEUED, QUEUED), (SENT, SENT), (FAILED, FAILED), (SUPPRESSED, SUPPRESSED))


def told(standing: tuple[str, str], event: tuple[int, str]) -> tuple[str, str]:
    """What is the furthest that was told of both, one event later."""
    who, means = event
    one = states.further(standing[who], means)
    return (one, standing[1]) if who == 0 else (standing[0], one)


def status(own: str, standing: tuple[str, str]) -> str:
    """The status of the mail; what a provider tells shows that the mail was handed over for all."""
    own = SENT if own in (QUEUED, FAILED) else own
    return states.of_message([one or own for one in standing])


def test_up_to_six_events__in_any_order__end_the_same():
    for count in range(1, 7):
        for events in itertools.combinations(EVENTS, count):
            ends = set()
            for order in itertools.permutations(events):
                standing = ("", "")
                for event in order:
                    standing = told(standing, event)
                ends.add(standing)
            assert len(ends) == 1, events


def test_six_events_of_one_recipient__with_repeats__end_the_same():
    for events in itertools.combinations_with_replacement(TOLD, 6):
        for order in set(itertools.permutations(events)):
            standing = ""
            for means in order:
                standing = states.further(standing, means)
            assert standing == max(events, key=states.TOLD_RANK.__getitem__)


@pytest.mark.parametrize(("mail", "own"), STARTS)
def test_every_step_that_events_ask_for__is_one_that_the_table_has(mail, own):
    """Else a job would fail, and what a provider told would be lost."""
    seen = set()
    waiting = [(mail, ("", ""))]
    while waiting:
        now, standing = waiting.pop()
        for event in EVENTS:
            after = told(standing, event)
            then = status(own, after)
            assert then == now or then in states.MESSAGE.transitions[now], (now, then, standing, event)
            if (then, after) not in seen:
                seen.add((then, after))
                waiting.append((then, after))
    assert {DELIVERED, FAILED, BOUNCED, COMPLAINED} <= {now for now, _ in seen}


SIX = (
    ("a@example.com", provider_calls.DELIVERED), ("a@example.com", SOFT), ("b@example.com", provider_calls.DELIVERED),
    ("b@example.com", HARD), ("b@example.com", COMPLAINT), ("a@example.com", COMPLAINT),
)  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("files", "embedded_jobs")
def test_events_through_the_database__in_any_order_and_repeated__end_the_same(settings):
    settings.EMAIL_POSTMARK_WEBHOOK_SECRET = provider_calls.BASIC
    postmark, shuffled = PROVIDERS["postmark"], random.Random(5)
    ends = set()
    for number in range(12):
        Suppression.objects.all().delete()
        mail = mail_of("a@example.com", "b@example.com", status="sent" if number % 2 else "queued")
        order = [*SIX, *shuffled.sample(SIX, 3)]
        shuffled.shuffle(order)
        for again, (address, telling) in enumerate(order):
            at = provider_calls.AT + number * 100 + SIX.index((address, telling))
            call = postmark.call(telling, mail.pk, address, at)
            spaced = provider_calls.Call(call.body + b" " * again, call.headers)  # another call, the same event
            assert post("postmark", spaced).status_code == 200
        mail.refresh_from_db()
        assert MailEvent.objects.filter(message=mail).count() == len(SIX)
        ends.add((
            mail.status,
            tuple(mail.recipients.order_by("address").values_list("told_status", "own_status")),
            tuple(Suppression.objects.order_by("address").values_list("address", flat=True)),
        ))  # fmt: skip
    assert ends == {("complained", (("complained", "sent"),) * 2, ("a@example.com", "b@example.com"))}
    assert Message.objects.exclude(status="complained").count() == 0
