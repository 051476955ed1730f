"""Objects in an S3 bucket, with links that S3 signs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import structlog
from botocore.config import Config
from botocore.exceptions import ClientError, FlexibleChecksumError
from django.conf import settings
from django.utils import timezone
from storages.backends.s3 import S3Storage

from core.storage.names import content_disposition
from core.storage.objects import AREA, FoundObject

LIST_PAGE = 1000
NO_LOCK = "the bucket has no object lock, which S3_OBJECT_LOCK_DAYS asks for: nothing can be stored"
log = structlog.get_logger(__name__)


class BucketStorage(S3Storage):
    """A private bucket; a put replaces the whole object at once.

    `sse` (AES256 or aws:kms, with `kms_key_id`) is asked for with every put; `versioning` and `lock_days` say what the
    bucket should keep. No ACL is sent: S3's default is private, and buckets without ACLs refuse every other word.
    """

    def __init__(
        self, *, sse: str = "", kms_key_id: str = "", versioning: bool = False, lock_days: int = 0, **options: Any
    ) -> None:
        self.sse, self.kms_key_id = sse, kms_key_id
        self.lock_days = lock_days
        self.versioning = versioning or lock_days > 0  # a lock holds versions
        super().__init__(
            file_overwrite=True,
            default_acl=None,
            querystring_auth=True,
            querystring_expire=settings.FILES_LINK_SECONDS,
            signature_version="s3v4",
            addressing_style="path",
            client_config=Config(
                connect_timeout=2,
                read_timeout=20,
                retries={"max_attempts": 2, "mode": "standard"},
                signature_version="s3v4",
                s3={"addressing_style": "path"},
            ),
            **options,
        )

    def link(self, key: str, *, filename: str, content_type: str) -> str:
        """A pre-signed address that answers with the given name and type."""
        return str(
            self.url(
                key,
                parameters={
                    "ResponseContentDisposition": content_disposition(filename),
                    "ResponseContentType": content_type,
                },
            )
        )

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        """What is asked for with a put: encryption, and for files a lock (PutObject of Amazon's S3 API)."""
        asked: dict[str, Any] = super().get_object_parameters(name)
        if self.sse:
            asked["ServerSideEncryption"] = self.sse
        if self.kms_key_id:
            asked["SSEKMSKeyId"] = self.kms_key_id
        if self.lock_days and name.startswith(AREA):  # what a health check writes every few seconds is not kept
            asked["ObjectLockMode"] = "GOVERNANCE"
            asked["ObjectLockRetainUntilDate"] = timezone.now() + dt.timedelta(days=self.lock_days)
        return asked

    def objects(self, prefix: str) -> Iterator[FoundObject]:
        """Every object whose key begins with `prefix`, in the order of the keys, a thousand an answer."""
        pages = self.connection.meta.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket_name, Prefix=prefix, PaginationConfig={"PageSize": LIST_PAGE}
        )
        for page in pages:
            for entry in page.get("Contents", ()):
                yield FoundObject(entry["Key"], entry["Size"], entry["LastModified"])

    def chunks(self, key: str, size: int) -> Iterator[bytes]:
        """The bytes of an object in pieces of `size`, as they arrive. Raises FileNotFoundError."""
        try:
            body = self.bucket.Object(key).get()["Body"]
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                raise FileNotFoundError(key) from error
            raise
        try:
            yield from body.iter_chunks(size)
        except FlexibleChecksumError:
            # All bytes were given; the caller's own checksum says what they are.
            log.warning("storage.transport_checksum", key=key)
        finally:
            body.close()

    def lacking(self) -> str:
        """What the bucket does not keep, in words; empty where there is nothing to say. Raises RuntimeError for a lock
        that is asked for with every put and that the bucket does not know.
        """
        client = self.connection.meta.client
        try:
            if self.lock_days and not _has_lock(client, self.bucket_name):
                raise RuntimeError(NO_LOCK)
            if not self.versioning or client.get_bucket_versioning(Bucket=self.bucket_name).get("Status") == "Enabled":
                return ""
        except ClientError as refused:
            # The right to put and get does not include the right to look at the bucket.
            return f"the bucket does not tell whether it keeps versions ({refused.response['Error']['Code']})"
        return "the bucket keeps no versions, which S3_VERSIONING asks for"

    def ensure_bucket(self) -> None:
        """Make the bucket where it is not there yet (development and tests; production brings its own), closed to the
        public, with versions and lock as set.
        """
        client = self.connection.meta.client
        try:
            client.head_bucket(Bucket=self.bucket_name)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
                raise
            self._make_bucket(client)

    def _make_bucket(self, client: Any) -> None:
        lock = {"ObjectLockEnabledForBucket": True} if self.lock_days else {}
        client.create_bucket(Bucket=self.bucket_name, **lock)
        _close_to_the_public(client, self.bucket_name)
        if self.versioning:
            client.put_bucket_versioning(Bucket=self.bucket_name, VersioningConfiguration={"Status": "Enabled"})


def _has_lock(client: Any, bucket: str) -> bool:
    try:
        answer = client.get_object_lock_configuration(Bucket=bucket)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ObjectLockConfigurationNotFoundError":
            return False
        raise
    return bool(answer["ObjectLockConfiguration"].get("ObjectLockEnabled") == "Enabled")


def _close_to_the_public(client: Any, bucket: str) -> None:
    """No ACL and no policy may ever open the bucket; a server that does not know this call is private by default."""
    closed = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)
    try:
        client.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=closed)
    except ClientError as error:
        log.info("storage.public_access_block.not_offered", code=error.response["Error"]["Code"])
