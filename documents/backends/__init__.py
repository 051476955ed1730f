"""Who looks for viruses in files from outside: nobody by default, ClamAV where CLAMD_URL is set."""

from __future__ import annotations

from typing import cast

from django.conf import settings

from core import backends
from documents.backends.base import Scanner, Verdict
from documents.backends.clamd import CLAMD, ClamdScanner
from documents.backends.unscanned import NONE, NoScanner

KIND = Scanner.kind

__all__ = ["Scanner", "Verdict", "configured", "register"]


def register() -> None:
    """Enter both in the registry; called once, when the room is ready."""
    backends.register(KIND, NONE, NoScanner, is_configured=lambda: not settings.CLAMD_URL)
    backends.register(KIND, CLAMD, ClamdScanner, is_configured=lambda: bool(settings.CLAMD_URL))


def configured() -> Scanner:
    """The scanner that the settings choose."""
    return cast(Scanner, backends.get(KIND, CLAMD if settings.CLAMD_URL else NONE))
