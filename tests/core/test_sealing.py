"""Secrets that lie in the database for a while."""

import base64
import hashlib

import pytest
from cryptography.fernet import Fernet

from core.sealing import BrokenSealError, seal, unseal

OLD, NEW = "old-key-" * 8, "new-key-" * 8


def test_what_is_sealed__cannot_be_read_and_is_opened_for_its_purpose():
    sealed = seal(b"the secret link", purpose="account-link")
    assert b"secret" not in sealed
    assert b"secret" not in base64.urlsafe_b64decode(sealed)
    assert unseal(sealed, purpose="account-link") == b"the secret link"


def test_what_is_sealed__for_another_purpose__stays_shut():
    with pytest.raises(BrokenSealError):
        unseal(seal(b"x", purpose="account-link"), purpose="idempotency")


@pytest.mark.parametrize("change", [lambda s: s[:-1], lambda s: s[:20] + b"A" + s[21:], lambda s: b""])
def test_what_is_sealed__and_changed_since__stays_shut(change):
    with pytest.raises(BrokenSealError):
        unseal(change(seal(b"x", purpose="account-link")), purpose="account-link")


def test_what_is_sealed_under_an_earlier_key__is_opened_while_that_key_is_a_fallback(settings):
    settings.SECRET_KEY = OLD
    sealed = seal(b"x", purpose="account-link")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    assert unseal(sealed, purpose="account-link") == b"x"
    assert seal(b"x", purpose="account-link") != sealed
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(BrokenSealError):
        unseal(sealed, purpose="account-link")


def test_what_is_sealed_now__is_under_the_present_key(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    sealed = seal(b"x", purpose="account-link")
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(sealed, purpose="account-link") == b"x"


def test_answers_kept_before_there_were_purposes__are_opened_still(settings):
    key = hashlib.sha256(b"idempotency\n" + settings.SECRET_KEY.encode()).digest()
    assert unseal(Fernet(base64.urlsafe_b64encode(key)).encrypt(b"x"), purpose="idempotency") == b"x"
