"""`manage.py flows_page [--check]`: write docs/flows.md, or say whether it is true."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from workflows.flows import flows_page


class Command(BaseCommand):
    """Writes the page of flows."""

    help = "Write docs/flows.md from the subscriptions table."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail if the page is not true")

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "flows.md"
        page = flows_page()
        if not options["check"]:
            path.write_text(page)
        elif not path.exists() or path.read_text() != page:
            raise CommandError("docs/flows.md is not what the table says: run manage.py flows_page")
