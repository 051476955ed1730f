"""Files: a directory under VAR_DIR by default, S3 by `S3_BUCKET`."""

from __future__ import annotations

from typing import Any

from config.settings.environment import VAR_DIR, env

S3_BUCKET = env.str("S3_BUCKET", default="")
S3_ENDPOINT_URL = env.str("S3_ENDPOINT_URL", default="")
FILES_LINK_SECONDS = env.int("FILES_LINK_SECONDS", default=300)


def _files() -> dict[str, Any]:
    if not S3_BUCKET:
        return {"BACKEND": "core.storage.disk.DiskStorage", "OPTIONS": {"location": str(VAR_DIR / "files")}}
    return {
        "BACKEND": "core.storage.s3.BucketStorage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": S3_ENDPOINT_URL or None,
            "access_key": env.str("S3_ACCESS_KEY_ID", default="") or None,
            "secret_key": env.str("S3_SECRET_ACCESS_KEY", default="") or None,
            "region_name": env.str("S3_REGION", default="us-east-1"),
        },
    }


STORAGES = {
    "default": _files(),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
