"""Digests tell whether a text is the one it was, and nothing else of it."""

from __future__ import annotations

from core.pii.digests import digest_of


def test_digest__is_alike_for_any_case_and_spacing_only():
    assert digest_of("Juan  DELA Cruz ") == digest_of("Juan dela Cruz")
    assert digest_of("Nin\u0303a") == digest_of("Niña")
    assert digest_of("Nina") != digest_of("Niña")


def test_digest__depends_on_the_secret_of_the_installation(settings):
    before = digest_of("123-456-789-00000")
    settings.SECRET_KEY = "another" * 10
    assert digest_of("123-456-789-00000") != before
