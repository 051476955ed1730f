"""Structured logs by structlog: one line an event, never a body, never a local variable of a traceback."""

from __future__ import annotations

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

from config.settings.apps import ROOMS
from config.settings.environment import ENVIRONMENT, env

LOG_LEVEL = env.str("LOG_LEVEL", default="WARNING" if ENVIRONMENT == "test" else "INFO")
LOG_FORMAT = env.str("LOG_FORMAT", default="json" if ENVIRONMENT == "production" else "plain")

# At DEBUG the client library of a language model writes down whole prompts, and others what they were given. So that
# level is for our own rooms alone.
_LIBRARIES = max(logging.getLevelNamesMapping()[LOG_LEVEL], logging.INFO)

# The address of a signer's page is a secret. Our own lines name routes; those of the libraries name paths.
_SECRET_PATH = re.compile(r"(/sign/)[^/\s\"'?#<>]+")


def mask_paths(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The line without the tokens that stand in paths (a processor of structlog)."""
    for name, value in event.items():
        if isinstance(value, str) and "/sign/" in value:
            event[name] = _SECRET_PATH.sub(r"\1…", value)
    return event


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    mask_paths,
]
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
_RENDERER: Any = (
    structlog.processors.JSONRenderer()
    if LOG_FORMAT == "json"
    else structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "logger", "event"])
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, _RENDERER],
            "foreign_pre_chain": _SHARED,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["console"], "level": _LIBRARIES},
    "loggers": {
        **{room: {"level": LOG_LEVEL} for room in (*ROOMS, "config")},
        "django.server": {"handlers": [], "propagate": True},
        "gunicorn.error": {"handlers": [], "propagate": True, "level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "LiteLLM": {"level": "ERROR"},
        "httpx": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},  # it tells of every run of every entry
        "django_celery_beat": {"level": "WARNING"},
        # At DEBUG these tell whole requests, the texts of mails among them.
        "boto3": {"level": "WARNING"},
        "botocore": {"level": "WARNING"},
        "urllib3": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
        "pybreaker": {"level": "CRITICAL"},  # a Redis that is away is told once, by us
    },
}
