"""The table of what happens after what, and the page written from it."""

from __future__ import annotations

from django.core.management import call_command

from core import events
from workflows.subscriptions import SUBSCRIPTIONS


def test_table__is_installed_as_written():
    assert events.installed() == {
        event: tuple(events.handler_name(one) for one in handlers) for event, handlers in SUBSCRIPTIONS.items()
    }


def test_page_of_flows__is_what_the_table_says():
    call_command("flows_page", "--check")
