"""The page `docs/flows.md`, written from the subscriptions table."""

from __future__ import annotations

import inspect

from django.conf import settings

from core.events import Event, handler_name
from workflows.subscriptions import SUBSCRIPTIONS


def flows_page() -> str:
    """The whole page as Markdown."""
    lines = [
        "# What happens after what",
        "",
        "Written by `manage.py flows_page` from `workflows/subscriptions.py`; a test keeps the two alike. Each handler",
        "is a job of its own that runs after the commit of the change, is retried when it fails, and may run twice.",
        "",
        "| event | published by | it means | then |",
        "|---|---|---|---|",
    ]
    for event in sorted(SUBSCRIPTIONS, key=lambda one: one.__name__):
        handlers = "<br>".join(f"`{handler_name(one)}`: {_first_line(one)}" for one in SUBSCRIPTIONS[event])
        lines.append(f"| `{event.__name__}` | {event.__module__.split('.')[0]} | {_first_line(event)} | {handlers} |")
    silent = sorted(event.__name__ for event in Event.__subclasses__() if event not in SUBSCRIPTIONS and _ours(event))
    lines += ["", "Published, and nobody listens yet: " + ", ".join(f"`{name}`" for name in silent) + ".", ""]
    return "\n".join(lines)


def _ours(event: type[Event]) -> bool:
    return event.__module__.split(".")[0] in settings.ROOMS


def _first_line(thing: object) -> str:
    return (inspect.getdoc(thing) or "").split("\n")[0]
