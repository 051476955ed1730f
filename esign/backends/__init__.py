"""Who sends papers out to be signed: the built-in provider by default, another where ESIGN_BACKEND names it."""

from __future__ import annotations

from typing import cast

from django.conf import settings

from core import backends
from core.errors import NotFound
from esign.backends.base import (
    AskedPerson,
    Person,
    PersonNow,
    Receipt,
    SigningProvider,
    Snapshot,
    Spot,
    Submission,
    Told,
)
from esign.backends.builtin import BuiltinProvider, Ledger
from esign.backends.docuseal import DocusealProvider
from esign.constants import BACKEND_KIND, BUILTIN, DOCUSEAL

__all__ = [
    "AskedPerson",
    "Ledger",
    "Person",
    "PersonNow",
    "Receipt",
    "SigningProvider",
    "Snapshot",
    "Spot",
    "Submission",
    "Told",
    "configured",
    "listening",
    "named",
    "register",
]


def register(ledger: Ledger) -> None:
    """Enter all in the registry; called once, when the room is ready."""
    backends.register(
        BACKEND_KIND,
        BUILTIN,
        lambda: BuiltinProvider(ledger),
        is_configured=lambda: settings.ESIGN_BACKEND == BUILTIN,
    )
    backends.register(
        BACKEND_KIND,
        DOCUSEAL,
        DocusealProvider,
        is_configured=lambda: settings.ESIGN_BACKEND == DOCUSEAL,
    )


def configured() -> SigningProvider:
    """The provider that new envelopes go to."""
    return named(settings.ESIGN_BACKEND)


def named(name: str) -> SigningProvider:
    """The provider of that name; each envelope stays with the one that it went to."""
    return cast(SigningProvider, backends.get(BACKEND_KIND, name))


def listening(name: str) -> SigningProvider:
    """The provider of that name whose webhook is switched on. Raises NotFound for any other, and for an unknown one."""
    for one, _ in backends.all_backends():
        if isinstance(one, SigningProvider) and one.name == name and one.listens():
            return one
    raise NotFound
