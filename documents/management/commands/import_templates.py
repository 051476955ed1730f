"""`manage.py import_templates PATH [--dry-run]`: take a template library in, all or nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from documents import services


class Command(BaseCommand):
    """Imports a template folder, a folder of template folders, or a ZIP of them."""

    help = "Import templates from a folder or a ZIP; a version is new only when its content changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen and what changed, write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        if not path.exists():
            raise CommandError(f"{path} is not there. Name a template folder, a folder of them, or a ZIP.")
        try:
            outcomes = services.library_import(actor=None, path=path, dry_run=options["dry_run"])
        except DomainError as error:
            faults = "".join(f"\n  {fault.pointer}: {fault.detail}" for fault in error.errors)
            raise CommandError(f"Nothing was imported. {error.detail}{faults}") from error
        if not outcomes:
            raise CommandError(f"{path} holds no template: a template folder has a manifest.yaml.")
        would = "would be " if options["dry_run"] else ""
        for one in outcomes:
            self.stdout.write(f"{one.slug}: {would}{one.outcome}, version {one.number}")
            if one.draft:
                self.stdout.write(f"    A draft is open ({one.draft}): it must be brought up to this version.")
            if options["dry_run"]:
                self.stdout.writelines(f"    {line}" for line in one.difference)
