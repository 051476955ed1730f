"""`manage.py import_knowledge PATH [--dry-run]`: take a folder of sources into the knowledge base, all or nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ai import services
from core.errors import DomainError


class Command(BaseCommand):
    """Imports Markdown files with a head as sources; what is unchanged, or was changed by staff, stays as it is."""

    help = "Import knowledge sources from a folder of Markdown files; only what changed is written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        if not path.exists():
            raise CommandError(f"{path} is not there. Name a folder of Markdown files.")
        try:
            outcomes = services.sources_import(actor=None, path=path, dry_run=options["dry_run"])
        except DomainError as error:
            raise CommandError(f"Nothing was imported. {error.detail}") from error
        if not outcomes:
            raise CommandError(f"{path} holds no source: a source is a .md file.")
        if not options["verbosity"]:
            return
        for one in outcomes:
            self.stdout.write(f"{one.name}: {_SAID[options['dry_run']].get(one.outcome, one.outcome)}")


_SAID = {
    False: {"kept": "kept as staff changed it"},
    True: {"new": "would be new", "changed": "would be changed", "kept": "would be kept as staff changed it"},
}
