"""Files: a directory under VAR_DIR by default, S3 by `S3_BUCKET`."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import VAR_DIR, env

S3_BUCKET = env.str("S3_BUCKET", default="")
S3_ENDPOINT_URL = env.str("S3_ENDPOINT_URL", default="")
# Encryption at rest, asked for with each put: AES256, or aws:kms with a key of the account (or one named here).
S3_SSE = env.str("S3_SSE", default="")
S3_SSE_KMS_KEY_ID = env.str("S3_SSE_KMS_KEY_ID", default="")
# The bucket keeps what is overwritten and deleted.
S3_VERSIONING = env.bool("S3_VERSIONING", default=False)
# So many days nobody overwrites or deletes a version without a special right; 0: no lock.
S3_OBJECT_LOCK_DAYS = env.int("S3_OBJECT_LOCK_DAYS", default=0)
FILES_LINK_SECONDS = env.int("FILES_LINK_SECONDS", default=300)
# The part of all files whose contents are read again each day; once a week all are.
STORAGE_VERIFY_SAMPLE = env.float("STORAGE_VERIFY_SAMPLE", default=0.05)

if S3_SSE not in ("", "AES256", "aws:kms"):
    raise ImproperlyConfigured(f"S3_SSE is {S3_SSE!r}; it must be AES256, aws:kms or empty.")
if S3_SSE_KMS_KEY_ID and S3_SSE != "aws:kms":
    raise ImproperlyConfigured("S3_SSE_KMS_KEY_ID is set, and S3_SSE is not aws:kms: the key would not be used.")
if S3_OBJECT_LOCK_DAYS < 0:
    raise ImproperlyConfigured("S3_OBJECT_LOCK_DAYS is a number of days, 0 for no lock.")
if not 0 <= STORAGE_VERIFY_SAMPLE <= 1:
    raise ImproperlyConfigured("STORAGE_VERIFY_SAMPLE is a part between 0 and 1; 0.05 is 5 percent.")


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
            "sse": S3_SSE,
            "kms_key_id": S3_SSE_KMS_KEY_ID,
            "versioning": S3_VERSIONING,
            "lock_days": S3_OBJECT_LOCK_DAYS,
        },
    }


STORAGES = {
    "default": _files(),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
