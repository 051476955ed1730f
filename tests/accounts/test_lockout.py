"""Five wrong passwords lock an account for an address."""

import datetime as dt

import pytest
from axes.models import AccessAttempt
from django.test import Client

from accounts.services import attempts_unlock
from core.errors import Forbidden
from core.models import AuditEntry
from tests.accounts.people import PASSWORD, log_in, person

pytestmark = pytest.mark.django_db
WRONG = "wrong-password-9"


@pytest.fixture(autouse=True)
def _generous_limits(settings):
    settings.LIMIT_LOGIN_PER_MINUTE = 1000
    settings.AXES_FAILURE_LIMIT = 5
    settings.AXES_COOLOFF_TIME = dt.timedelta(minutes=15)


def fail(times: int, email: str = "tala@hain.example", **meta) -> list[int]:
    return [log_in(email, WRONG, **meta).status_code for _ in range(times)]


def test_login__after_five_failures__is_locked_even_with_the_right_password():
    person("tala")
    assert fail(4) == [401] * 4
    assert fail(1) == [429]
    response = log_in("tala@hain.example")
    assert (response.status_code, response.json()["code"]) == (429, "account-locked")
    assert response["Content-Type"] == "application/problem+json"
    assert 0 < int(response["Retry-After"]) <= 900


def test_login__locked_for_one_address_and_account__is_open_for_others():
    person("tala")
    person("mayumi")
    fail(5)
    assert log_in("tala@hain.example", REMOTE_ADDR="203.0.113.9").status_code == 200
    assert log_in("mayumi@hain.example").status_code == 200


def test_login__with_other_letters__counts_for_the_same_account():
    person("tala")
    fail(3)
    assert fail(2, "TALA@Hain.Example") == [401, 429]


def test_login__of_nobody__locks_the_same_way():
    assert fail(5, "nobody@hain.example") == [401] * 4 + [429]


def test_settings__count_by_one_spelling_of_the_account(settings):
    assert settings.AXES_USERNAME_CALLABLE == "accounts.services.lockout.account_name"


def test_login__that_succeeds__forgets_the_failures_before():
    person("tala")
    fail(4)
    assert log_in("tala@hain.example").status_code == 200
    assert fail(4) == [401] * 4


def test_lock__ends_by_itself():
    person("tala")
    fail(5)
    AccessAttempt.objects.update(attempt_time=AccessAttempt.objects.get().attempt_time - dt.timedelta(minutes=16))
    assert log_in("tala@hain.example").status_code == 200


def test_unlock__by_an_admin__opens_the_account_and_is_recorded():
    person("tala")
    fail(5)
    admin = person("admin", "admin")
    assert attempts_unlock(actor=admin, attempts=AccessAttempt.objects.all()) == 1
    assert log_in("tala@hain.example").status_code == 200
    assert AuditEntry.objects.get(verb="login.unlocked").facts["account"] == "tala@hain.example"


def test_unlock__by_a_lawyer__is_refused_and_changes_nothing():
    person("tala")
    fail(5)
    with pytest.raises(Forbidden):
        attempts_unlock(actor=person("lawyer", "lawyer"), attempts=AccessAttempt.objects.all())
    assert log_in("tala@hain.example").status_code == 429


def test_admin_login__is_locked_by_the_same_count():
    person("lawyer", "lawyer")
    fail(5, "lawyer@hain.example")
    response = Client().post("/admin/login/", {"username": "lawyer@hain.example", "password": PASSWORD})
    assert response.status_code == 429
