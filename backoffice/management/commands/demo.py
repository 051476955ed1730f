"""`manage.py demo`: people, cases and the main job to try Hain with."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from backoffice import demo
from cases.models import Case
from core import storage
from core.errors import DomainError
from documents import presenting


class Command(BaseCommand):
    """Exits 1 with a sentence when the demo must not be made here or the main job fails."""

    help = (
        "Make demo people and cases in an empty database, generate the incorporation PDF, and write the logins to "
        "VAR_DIR/demo.json. Never in production."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        group = parser.add_mutually_exclusive_group()
        group.add_argument(
            "--if-empty", action="store_true", help="Do nothing, and succeed, where the database is in use."
        )
        group.add_argument(
            "--run", action="store_true", help="Run the main job once more where the demo is there already."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and (settings.ENVIRONMENT == "production" or not demo.is_empty()):
            return
        logins = Path(settings.VAR_DIR) / "demo.json"
        try:
            lawyer, case = self._people(logins, again=options["run"])
            self._main_job(lawyer, case)
        except demo.DemoRefused as error:
            raise CommandError(str(error)) from error
        except DomainError as error:
            raise CommandError(f"{error.title}: {error.detail}") from error

    def _people(self, logins: Path, *, again: bool) -> tuple[User, Case]:
        if again and not demo.is_empty():
            return demo.demo_find(logins)
        made = demo.demo_create()
        demo.logins_write(made, logins)
        self.stdout.write(f"Demo logins: {logins}")
        return made.users["lawyer"], made.case

    def _main_job(self, lawyer: User, case: Case) -> None:
        revision = demo.main_job(lawyer, case)
        content = storage.read(revision.checksum)
        copy = Path(settings.VAR_DIR) / "demo.pdf"
        copy.write_bytes(content)
        self.stdout.write(f"Generated:   {revision.document.title}")
        self.stdout.write(f"Pages:       {revision.pages}")
        self.stdout.write(f"Checksum:    {revision.checksum}")
        self.stdout.write(f"File:        {copy}")
        self.stdout.write(f"Link:        {presenting.download_path(revision)}")
        self.stdout.write(f"Case:        {settings.PUBLIC_URL}/admin/cases/case/{case.pk}/change/")
