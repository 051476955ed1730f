"""`manage.py export_templates PATH [--template SLUG]`: the published library as a folder or as a ZIP."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents import archives, selectors


class Command(BaseCommand):
    """Writes the newest version of every published template; `import_templates` takes it in again, unchanged."""

    help = "Export the published templates to a folder, or to a ZIP where PATH ends in .zip."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--template", action="append", help="a slug; may be given more than once")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        wanted = options["template"] or []
        sources = {version.template.slug: version.source() for version in selectors.newest_versions()}
        unknown = sorted(set(wanted) - set(sources))
        if unknown:
            raise CommandError(f"There is no published template {', '.join(unknown)}.")
        chosen = [source for slug, source in sources.items() if not wanted or slug in wanted]
        if path.suffix == ".zip":
            path.write_bytes(archives.write_zip(chosen))
        elif path.exists() and any(path.iterdir()):
            raise CommandError(f"{path} is not empty. Name a new folder, or a file that ends in .zip.")
        else:
            archives.write_folder(chosen, path)
        count = len(chosen)
        self.stdout.write(f"{count} template{'' if count == 1 else 's'} written to {path}.")
