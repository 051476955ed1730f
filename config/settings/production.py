"""What production refuses to start on. Simulated backends are refused when all rooms are loaded: `core.checks`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

SECRET_KEY_MIN_LENGTH = 50


def refuse_unsafe(settings: Mapping[str, Any]) -> None:
    """Raise ImproperlyConfigured with every reason why these settings must not serve real people."""
    if settings["ENVIRONMENT"] != "production":
        return
    reasons = []
    if settings["SECRET_KEY_IS_DEFAULT"]:
        reasons.append("SECRET_KEY (or SECRET_KEY_FILE) is not set.")
    elif len(settings["SECRET_KEY"]) < SECRET_KEY_MIN_LENGTH:
        reasons.append(f"SECRET_KEY is shorter than {SECRET_KEY_MIN_LENGTH} characters.")
    if any(len(key) < SECRET_KEY_MIN_LENGTH for key in settings["SECRET_KEY_FALLBACKS"]):
        reasons.append(f"A key in SECRET_KEY_FALLBACKS is shorter than {SECRET_KEY_MIN_LENGTH} characters.")
    if settings["DEBUG"]:
        reasons.append("DEBUG is on.")
    if settings["CELERY_BROKER_URL"] and not settings["CACHE_URL"]:
        reasons.append(
            "CELERY_BROKER_URL is set and CACHE_URL is not set: limits and shared calls hold only within one process."
        )
    if reasons:
        raise ImproperlyConfigured("Hain does not start in production: " + " ".join(reasons))
