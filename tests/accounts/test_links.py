"""Mailed links at rest: what is kept of a token, for how long, and who gets it."""

import datetime as dt
import hashlib

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import services
from accounts.models import AccountLink
from accounts.services.links import link_create, links_end
from core.ids import new_id
from core.jobs.schedule import periodic_table
from tests.accounts.people import person

pytestmark = pytest.mark.django_db
PURPOSE = services.Purpose.PASSWORD_RESET


def past(**ago) -> dt.datetime:
    return timezone.now() - dt.timedelta(**ago)


def token_of(link_id) -> str | None:
    """The token, as the writer of its mail is given it."""
    found = services.link_open(link_id)
    return found.token if found is not None else None


def stored() -> AccountLink:
    return AccountLink.objects.get()


def test_token__is_256_random_bits__kept_as_its_hash_and_under_seal():
    links = [link_create(user=person(name), purpose=PURPOSE) for name in ("tala", "mayumi")]
    tokens = [token_of(one.pk) for one in links]
    assert len(set(tokens)) == 2
    for link, token in zip(links, tokens, strict=True):
        assert len(token) == 43  # 32 bytes as base64
        assert link.token_hash == hashlib.sha256(token.encode()).hexdigest()
        assert token.encode() not in bytes(link.sealed_token)


def test_token__is_handed_out_until_its_mail_is_on_its_way():
    link = link_create(user=person("tala"), purpose=PURPOSE)
    assert token_of(link.pk) == token_of(str(link.pk)) is not None
    token = token_of(link.pk)
    for _ in range(2):
        services.link_forget(link.pk)
        assert services.link_open(link.pk) is None
    assert bytes(stored().sealed_token) == b""
    assert services.link_user(token=token, purpose=PURPOSE).email == "tala@hain.example"


@pytest.mark.parametrize(
    "end",
    [
        lambda link: links_end(user=link.user, because="replaced"),
        lambda link: AccountLink.objects.update(expires_at=past(seconds=1)),
        lambda link: services.user_update(actor=None, user=link.user, changes={"is_active": False}),
        lambda link: services.user_update(actor=None, user=link.user, changes={"email": "new@hain.example"}),
    ],
    ids=["ended", "expired", "closed", "address-changed"],
)
def test_token__of_a_link_that_is_no_longer_good__is_not_handed_out(end):
    link = link_create(user=person("tala"), purpose=PURPOSE)
    end(link)
    assert (services.link_open(link.pk), token_of(link.pk)) == (None, None)


def test_token__of_no_link__is_none():
    assert token_of(new_id()) is None


def test_token__sealed_under_a_secret_that_is_gone__is_none(settings):
    link = link_create(user=person("tala"), purpose=PURPOSE)
    settings.SECRET_KEY = "another-key-" * 5
    assert services.link_open(link.pk) is None


def test_link__leads_to_the_frontend_where_there_is_one(settings):
    settings.FRONTEND_URL = "https://app.hain.example"
    link = services.link_open(link_create(user=person("tala"), purpose=PURPOSE).pk)
    assert link.url == f"https://app.hain.example/account/reset?token={link.token}"


def test_open_link__shows_no_secret_where_it_is_printed():
    link = services.link_open(link_create(user=person("tala"), purpose=PURPOSE).pk)
    assert link.token not in f"{link!r} {link}"


def test_one_open_link_of_a_purpose__holds_in_the_database():
    user = person("tala")
    first = link_create(user=user, purpose=PURPOSE)
    link_create(user=user, purpose=services.Purpose.EMAIL_CONFIRMATION)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountLink.objects.create(
            user=user,
            purpose=PURPOSE,
            email=user.email,
            token_hash="0",
            expires_at=past(days=-1),
            open_key=first.open_key,
        )
    second = link_create(user=user, purpose=PURPOSE)
    first.refresh_from_db()
    assert (first.ended_because, first.open_key, second.open_key) == ("replaced", None, f"{user.pk}:password-reset")


def test_purge__empties_what_expired_at_once_and_forgets_it_after_a_day():
    for name, expired in (("alive", past(hours=-1)), ("expired", past(hours=1)), ("old", past(hours=25))):
        link = link_create(user=person(name), purpose=PURPOSE)
        AccountLink.objects.filter(pk=link.pk).update(expires_at=expired)
    assert services.links_purge() == 1
    left = {one.user.full_name: bool(one.sealed_token) for one in AccountLink.objects.select_related("user")}
    assert left == {"Alive": True, "Expired": False}
    assert periodic_table()["links.purge"].run is services.links_purge
