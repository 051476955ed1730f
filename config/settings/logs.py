"""Structured logs by structlog: one line an event, never a body, never a local variable of a traceback."""

from __future__ import annotations

from typing import Any

import structlog

from config.settings.environment import ENVIRONMENT, env

LOG_LEVEL = env.str("LOG_LEVEL", default="WARNING" if ENVIRONMENT == "test" else "INFO")
LOG_FORMAT = env.str("LOG_FORMAT", default="json" if ENVIRONMENT == "production" else "plain")

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
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
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django.server": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "LiteLLM": {"level": "ERROR"},
        "httpx": {"level": "WARNING"},
        # At DEBUG these tell whole requests, the texts of mails among them.
        "boto3": {"level": "WARNING"},
        "botocore": {"level": "WARNING"},
        "urllib3": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
        "pybreaker": {"level": "CRITICAL"},  # a Redis that is away is told once, by us
    },
}
