"""What a bucket is asked for: encryption, versions, a lock, and no door to the public."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import subprocess
import sys
import urllib.error
import urllib.request
from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError, FlexibleChecksumError
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from core import health, storage
from core.ids import new_id
from core.storage.objects import key_of
from core.storage.s3 import BucketStorage
from tests.architecture import rules
from tests.processes import clean_environment

KEY = key_of("sha256:" + "ab" * 32)


@pytest.fixture
def bucket():
    """Makes a storage on a bucket of its own (`bucket(sse="AES256")`) and takes it away again, locks and all."""
    made: list[BucketStorage] = []

    def make(*, ensure: bool = True, name: str = "", **options) -> BucketStorage:
        own = {**settings.STORAGES["default"]["OPTIONS"], **options}
        own["bucket_name"] = name or f"hain-own-{new_id().hex[-12:]}"
        made.append(BucketStorage(**own))
        if ensure:
            made[-1].ensure_bucket()
        return made[-1]

    yield make
    for one in made:
        _take_away(one)


def _take_away(one: BucketStorage) -> None:
    client = one.connection.meta.client
    with contextlib.suppress(client.exceptions.ClientError):
        listed = client.list_object_versions(Bucket=one.bucket_name)
        for entry in [*listed.get("Versions", []), *listed.get("DeleteMarkers", [])]:
            client.delete_object(
                Bucket=one.bucket_name,
                Key=entry["Key"],
                VersionId=entry["VersionId"],
                BypassGovernanceRetention=True,
            )
        client.delete_bucket(Bucket=one.bucket_name)


def head(one: BucketStorage, key: str = KEY) -> dict:
    return one.connection.meta.client.head_object(Bucket=one.bucket_name, Key=key)


# --- what is asked for with a put -------------------------------------------------------------------------------


def plain(**options) -> BucketStorage:
    return BucketStorage(bucket_name="none", access_key="a", secret_key="b", region_name="us-east-1", **options)


def test_put__asks_for_nothing_unless_it_is_set__and_never_for_an_acl():
    assert plain().get_object_parameters(KEY) == {}
    everything = plain(sse="aws:kms", kms_key_id="key-7", versioning=True, lock_days=3)
    assert "ACL" not in everything._get_write_parameters(KEY, ContentFile(b"x"))


def test_put__asks_for_the_encryption_that_is_set():
    assert plain(sse="AES256").get_object_parameters(KEY) == {"ServerSideEncryption": "AES256"}
    assert plain(sse="aws:kms").get_object_parameters("health/ready") == {"ServerSideEncryption": "aws:kms"}
    assert plain(sse="aws:kms", kms_key_id="key-7").get_object_parameters(KEY) == {
        "ServerSideEncryption": "aws:kms",
        "SSEKMSKeyId": "key-7",
    }


def test_put__asks_for_a_lock_for_files_and_not_for_what_the_health_check_writes():
    asked = plain(lock_days=30).get_object_parameters(KEY)
    assert asked["ObjectLockMode"] == "GOVERNANCE"
    until = asked["ObjectLockRetainUntilDate"] - timezone.now()
    assert dt.timedelta(days=29, hours=23) < until <= dt.timedelta(days=30)
    assert plain(lock_days=30).get_object_parameters("health/ready") == {}


def test_chunks__whose_transport_checksum_fails__gives_all_bytes_for_ours_to_judge(monkeypatch):
    class Body:
        closed = False

        def iter_chunks(self, size):
            yield b"chan"
            yield b"ged"
            raise FlexibleChecksumError(error_msg="crc32 differs")

        def close(self):
            self.closed = True

    body, one = Body(), plain()
    answer = SimpleNamespace(get=lambda: {"Body": body})
    monkeypatch.setattr(BucketStorage, "bucket", SimpleNamespace(Object=lambda key: answer))
    assert b"".join(one.chunks(KEY, 4)) == b"changed"
    assert body.closed


# --- what the server then does ----------------------------------------------------------------------------------


@pytest.mark.real_only
def test_bucket__with_encryption__says_so_of_each_object_and_gives_the_bytes(bucket):
    one = bucket(sse="AES256")
    one.save(KEY, ContentFile(b"secret"))
    assert head(one)["ServerSideEncryption"] == "AES256"
    assert b"".join(one.chunks(KEY, 4)) == b"secret"


@pytest.mark.real_only
def test_bucket__with_versions__keeps_what_was_overwritten_and_what_was_deleted(bucket):
    one = bucket(versioning=True)
    for text in (b"first", b"second"):
        one.save(KEY, ContentFile(text))
    one.delete(KEY)
    client = one.connection.meta.client
    versions = client.list_object_versions(Bucket=one.bucket_name)["Versions"]
    kept = {
        client.get_object(Bucket=one.bucket_name, Key=KEY, VersionId=version["VersionId"])["Body"].read()
        for version in versions
    }
    assert kept == {b"first", b"second"}
    assert list(one.objects("sha256/")) == []


@pytest.mark.real_only
def test_bucket__with_a_lock__refuses_to_remove_a_version(bucket):
    one = bucket(lock_days=2)
    one.save(KEY, ContentFile(b"locked"))
    one.save("health/ready", ContentFile(b"ready"))
    facts, client = head(one), one.connection.meta.client
    assert facts["ObjectLockMode"] == "GOVERNANCE"
    assert facts["ObjectLockRetainUntilDate"] > timezone.now() + dt.timedelta(days=1)
    assert "ObjectLockMode" not in head(one, "health/ready")
    with pytest.raises(client.exceptions.ClientError) as refused:
        client.delete_object(Bucket=one.bucket_name, Key=KEY, VersionId=facts["VersionId"])
    assert refused.value.response["Error"]["Code"] == "AccessDenied"
    one.delete(KEY)  # hides it; the version is there
    old = client.get_object(Bucket=one.bucket_name, Key=KEY, VersionId=facts["VersionId"])
    assert old["Body"].read() == b"locked"


@pytest.mark.real_only
@pytest.mark.parametrize("options", [{}, {"versioning": True, "sse": "AES256"}], ids=["plain", "all"])
def test_bucket__is_closed_to_who_has_no_signature(bucket, options):
    one = bucket(**options)
    one.save(KEY, ContentFile(b"private"))
    address = f"{one.endpoint_url}/{one.bucket_name}"
    for path in (f"/{KEY}", "/?list-type=2"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(address + path, timeout=5)
        assert refused.value.code == 403
    grants = one.connection.meta.client.get_object_acl(Bucket=one.bucket_name, Key=KEY)["Grants"]
    assert [grant["Grantee"].get("URI") for grant in grants if grant["Grantee"].get("URI")] == []


@pytest.mark.real_only
def test_put_and_read__through_the_one_door__in_a_bucket_with_all_of_it(bucket, monkeypatch):
    one = bucket(sse="AES256", versioning=True, lock_days=1)
    monkeypatch.setattr("core.storage.objects.default_storage", one)
    stored = storage.put(b"whole", content_type="text/plain")
    assert storage.read(stored.checksum) == b"whole"
    one.save(stored.key, ContentFile(b"who"))
    assert storage.put(b"whole", content_type="text/plain") == stored
    assert storage.measure(stored.key) == storage.MeasuredObject(stored.checksum, 5)
    assert [found.key for found in storage.walk()] == [stored.key]


@pytest.mark.real_only
def test_ensure_bucket__twice__leaves_the_first_as_it_is(bucket):
    one = bucket(versioning=True)
    bucket(name=one.bucket_name)
    assert one.lacking() == ""


# --- what is told -----------------------------------------------------------------------------------------------


@pytest.mark.real_only
def test_health__of_a_bucket_without_the_versions_asked_for__says_so_and_stays_up(bucket, monkeypatch):
    made = bucket()
    monkeypatch.setattr(health, "default_storage", bucket(name=made.bucket_name, versioning=True))
    monkeypatch.setattr(health, "_written", None)
    said = "the bucket keeps no versions, which S3_VERSIONING asks for"
    assert health.storage() == f"can be written to; {said}"
    assert health.storage() == f"answers; {said}"


@pytest.mark.real_only
def test_health__of_a_bucket_without_the_lock_asked_for__fails_since_nothing_can_be_stored(bucket, monkeypatch):
    made = bucket()
    monkeypatch.setattr(health, "default_storage", bucket(name=made.bucket_name, lock_days=2))
    monkeypatch.setattr(health, "_written", None)
    for _ in range(2):
        with pytest.raises(RuntimeError, match="no object lock"):
            health.storage()


@pytest.mark.parametrize("options", [{"versioning": True}, {"lock_days": 2}], ids=["versions", "lock"])
def test_lacking__without_the_right_to_look_at_the_bucket__is_told_and_no_failure(options, monkeypatch):
    def refused(**asked):
        raise ClientError({"Error": {"Code": "AccessDenied"}}, "look")

    client = SimpleNamespace(get_bucket_versioning=refused, get_object_lock_configuration=refused)
    connection = SimpleNamespace(meta=SimpleNamespace(client=client))
    monkeypatch.setattr(BucketStorage, "connection", connection)
    assert plain(**options).lacking() == "the bucket does not tell whether it keeps versions (AccessDenied)"


@pytest.mark.real_only
def test_health__of_a_bucket_that_keeps_what_is_asked_for__says_nothing_more(bucket, monkeypatch):
    monkeypatch.setattr(health, "default_storage", bucket(lock_days=2))
    monkeypatch.setattr(health, "_written", None)
    monkeypatch.setattr(health, "_lacking", "")
    assert (health.storage(), health.storage()) == ("can be written to", "answers")


# --- settings that make no sense --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("extra", "reason"),
    [
        ({"S3_SSE": "rot13"}, "it must be AES256, aws:kms or empty"),
        ({"S3_SSE": "AES256", "S3_SSE_KMS_KEY_ID": "key-7"}, "the key would not be used"),
        ({"S3_OBJECT_LOCK_DAYS": "-1"}, "S3_OBJECT_LOCK_DAYS is a number of days"),
        ({"STORAGE_VERIFY_SAMPLE": "5"}, "a part between 0 and 1"),
    ],
)
def test_settings__that_make_no_sense__are_refused_at_the_start(extra, reason, tmp_path):
    environment = {**clean_environment(), "VAR_DIR": str(tmp_path), **extra}
    code = "from django.conf import settings; settings.S3_SSE"
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**environment, "DJANGO_SETTINGS_MODULE": "config.settings"},
        cwd=rules.REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode != 0
    assert reason in run.stderr


def test_storage__of_this_column__offers_what_a_verification_needs(files):
    assert callable(default_storage.objects)
    assert callable(default_storage.chunks)
    assert os.environ["ENVIRONMENT"] == "test"
