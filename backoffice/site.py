"""The admin site's looks and addresses that depend on where we run."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static

ENVIRONMENT_LABELS = {"development": ("Development", "info"), "test": ("Test", "warning")}


def environment(request: HttpRequest) -> list[str] | None:
    """The label at the top of every page, so that nobody types real matters into a trial; production shows none."""
    label = ENVIRONMENT_LABELS.get(settings.ENVIRONMENT)
    return list(label) if label else None


def environment_prefix(request: HttpRequest) -> str:
    """What stands before the title of the browser's tab outside production."""
    label = ENVIRONMENT_LABELS.get(settings.ENVIRONMENT)
    return f"[{label[0]}]" if label else ""


def favicon(request: HttpRequest) -> str:
    """The address of the icon."""
    return static("backoffice/favicon.svg")


def stylesheet(request: HttpRequest) -> str:
    """The address of our styles."""
    return static("backoffice/backoffice.css")


def script(request: HttpRequest) -> str:
    """The address of our script; it waits for clicks and needs no page to be there."""
    return static("backoffice/backoffice.js")
