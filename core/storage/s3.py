"""Objects in an S3 bucket, with links that S3 signs."""

from __future__ import annotations

from typing import Any

from botocore.config import Config
from django.conf import settings
from storages.backends.s3 import S3Storage

from core.storage.names import content_disposition


class BucketStorage(S3Storage):
    """A private bucket; a put replaces the whole object at once."""

    def __init__(self, **options: Any) -> None:
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

    def ensure_bucket(self) -> None:
        """Make the bucket where it is not there yet (development and tests; production brings its own)."""
        client = self.connection.meta.client
        try:
            client.head_bucket(Bucket=self.bucket_name)
        except client.exceptions.ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
                raise
            client.create_bucket(Bucket=self.bucket_name)
