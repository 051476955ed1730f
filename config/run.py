"""`make run`: bring the database and the library up to date, print the addresses, serve.

Without a broker one gunicorn with one process and threads does everything. With one (`CELERY_BROKER_URL`), web, worker
and beat are processes of their own, started again when they die. What must be done first (migrations, templates, demo)
runs in short-lived processes, so that the server never carries the memory that they needed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import django

LIBRARY = Path(__file__).resolve().parent.parent / "documents" / "library"
KNOWLEDGE = Path(__file__).resolve().parent.parent / "ai" / "knowledge" / "library"
POLICIES = Path(__file__).resolve().parent.parent / "ai" / "policies" / "library"


def main() -> int:
    """Serve until SIGTERM or SIGINT; the exit status, 1 when the preparation failed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings
    from django.db import connections

    try:
        prepare()
    except subprocess.CalledProcessError as failure:
        print(f"Hain does not start: {' '.join(failure.cmd[1:])} failed.", file=sys.stderr)
        return 1
    announce()
    connections.close_all()  # a connection must not cross a fork
    if settings.CELERY_BROKER_URL:
        from config import supervisor

        return supervisor.run(supervisor.children())
    from config import web

    return web.serve()


def prepare() -> None:
    """Make the bucket (production brings its own), migrate, import a library that changed, make the demo in an empty
    database. Raises CalledProcessError.
    """
    if _bucket_wanted():
        _manage("ensure_bucket")
    if _migrations_pending():
        _manage("migrate", "--no-input", "--verbosity=0")
    stamp = _library_stamp()
    if not stamp.exists() or not _has_templates():
        _manage("import_templates", str(LIBRARY))
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.touch()
    known = _library_stamp(KNOWLEDGE)
    if not known.exists() or not _has_knowledge():
        _manage("import_knowledge", str(KNOWLEDGE), "--verbosity=0")
        known.parent.mkdir(parents=True, exist_ok=True)
        known.touch()
    policies = _library_stamp(POLICIES)
    if not policies.exists() or not _has_policies():
        _manage("import_policies", str(POLICIES), "--verbosity=0")
        policies.parent.mkdir(parents=True, exist_ok=True)
        policies.touch()
    if _demo_wanted():
        _manage("demo", "--if-empty")


def announce() -> None:
    """Print where everything is."""
    from django.conf import settings

    logins = settings.VAR_DIR / "demo.json"
    lines = [
        f"Hain:          {settings.PUBLIC_URL}/",
        f"Admin:         {settings.PUBLIC_URL}/admin/",
        f"API:           {settings.PUBLIC_URL}/api/schema/ui",
    ]
    if settings.CELERY_BROKER_URL and not settings.CACHE_URL:
        lines.append("Notice:        CACHE_URL is not set, so one web process serves; Redis there allows several.")
    if logins.exists():
        lines.append(f"Demo log-ins:  {logins}")
    print("\n".join(lines), flush=True)


def _bucket_wanted() -> bool:
    from django.conf import settings

    return bool(settings.S3_BUCKET) and settings.ENVIRONMENT != "production"


def _migrations_pending() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _library_stamp(library: Path = LIBRARY) -> Path:
    """A file that exists once this library has been imported into this database."""
    from django.conf import settings

    return stamp_of(library, settings.DATABASES["default"], Path(settings.VAR_DIR))


def stamp_of(library: Path, database: Mapping[str, Any], var_dir: Path) -> Path:
    """The name of that file for any database, given as Django's settings name it."""
    digest = hashlib.sha256(f"{database['HOST']}:{database['PORT']}/{database['NAME']}".encode())
    for path in sorted(one for one in library.rglob("*") if one.is_file()):
        digest.update(str(path.relative_to(library)).encode() + b"\0" + path.read_bytes() + b"\0")
    return var_dir / "library" / digest.hexdigest()


def _has_templates() -> bool:
    from documents.models import TemplateVersion

    return TemplateVersion.objects.exists()


def _has_knowledge() -> bool:
    from ai.models import Source

    return Source.objects.exists()


def _has_policies() -> bool:
    from ai.models import PolicyVersion

    return PolicyVersion.objects.exists()


def _demo_wanted() -> bool:
    from django.conf import settings
    from django.contrib.auth import get_user_model

    return settings.ENVIRONMENT != "production" and not get_user_model().objects.exists()


def _manage(*words: str) -> None:
    from django.conf import settings

    subprocess.run([sys.executable, str(settings.BASE_DIR / "manage.py"), *words], check=True, cwd=settings.BASE_DIR)


if __name__ == "__main__":
    sys.exit(main())
