"""`manage.py import_policies PATH [--dry-run]`: take analysis policies in from YAML files, all or nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ai.services import policies
from core.errors import DomainError


class Command(BaseCommand):
    """Imports a folder of policy files; what is unchanged, or was published by staff, stays as it is."""

    help = "Import analysis policies from a folder of YAML files; a version is new only when its content changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        if not path.exists():
            raise CommandError(f"{path} is not there. Name a folder of YAML files.")
        try:
            outcomes = policies.policies_import(actor=None, path=path, dry_run=options["dry_run"])
        except DomainError as error:
            faults = "".join(f"\n  {fault.pointer}: {fault.detail}" for fault in error.errors)
            raise CommandError(f"Nothing was imported. {error.detail}{faults}") from error
        if not outcomes:
            raise CommandError(f"{path} holds no policy: a policy is a .yaml file.")
        if not options["verbosity"]:
            return
        would = "would be " if options["dry_run"] else ""
        for one in outcomes:
            said = "kept as staff published it" if one.outcome == "kept" else f"{would}{one.outcome}"
            self.stdout.write(f"{one.slug}: {said}, version {one.number}")
