"""System checks of our own."""

from __future__ import annotations

from typing import Any

from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured

from core import backends


@register()
def simulated_backends(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Production must not run on a backend that only pretends."""
    try:
        backends.refuse_simulated()
    except ImproperlyConfigured as refused:
        return [Error(str(refused), id="hain.E001")]
    return []
