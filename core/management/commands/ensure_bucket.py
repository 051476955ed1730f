"""`manage.py ensure_bucket`: make the S3 bucket of development where it is not there yet."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand

from core import storage


class Command(BaseCommand):
    """Make the bucket; a storage that does not answer is told and left to `/api/health/ready`."""

    help = "Make the bucket named by S3_BUCKET, unless it is there. Does nothing where files lie on disk."

    def handle(self, *args: Any, **options: Any) -> None:
        ensure = getattr(default_storage, "ensure_bucket", None)
        if ensure is None:
            self.stdout.write("Files lie on disk: there is no bucket to make.")
            return
        try:
            with storage.storage_errors("ensure_bucket"):
                ensure()
        except storage.StorageUnavailable as away:
            self.stderr.write(f"The bucket could not be looked for: {away.detail}")
