"""Objects under the hash of their content, on disk and in S3 alike."""

import hashlib

import pytest
from django.core.files.storage import default_storage

from core import storage
from tests.links import opened

pytestmark = pytest.mark.usefixtures("files")
CONTENT = "Ñandú, ₱5".encode()
CHECKSUM = f"sha256:{hashlib.sha256(CONTENT).hexdigest()}"


@pytest.fixture(autouse=True)
def _nothing_left():
    """Each test begins and ends without the object."""
    default_storage.delete(storage.key_of(CHECKSUM))
    yield
    default_storage.delete(storage.key_of(CHECKSUM))


def put() -> storage.StoredObject:
    return storage.put(CONTENT, content_type="text/plain")


def test_put__gives_checksum_size_and_key__and_read_gives_the_bytes():
    stored = put()
    assert stored == storage.StoredObject(CHECKSUM, len(CONTENT), storage.key_of(CHECKSUM))
    assert storage.read(CHECKSUM) == CONTENT


def test_put__twice__keeps_one_object():
    put()
    put()
    assert storage.exists(CHECKSUM)
    assert default_storage.size(storage.key_of(CHECKSUM)) == len(CONTENT)


def test_put__over_a_truncated_leftover__makes_it_whole():
    put()
    _overwrite(CONTENT[:3])
    put()
    assert storage.read(CHECKSUM) == CONTENT


def test_read__of_changed_bytes__is_refused():
    put()
    _overwrite(CONTENT[:-1] + b"6")
    with pytest.raises(storage.StoredObjectDamaged):
        storage.read(CHECKSUM)


def test_read__of_what_is_not_there__says_so():
    with pytest.raises((storage.StoredObjectMissing, storage.StorageUnavailable)):
        storage.read("sha256:" + "0" * 64)
    assert storage.exists("sha256:" + "0" * 64) is False


def test_link__opens_without_log_in__under_the_given_name():
    put()
    status, body, disposition = opened(
        storage.link(CHECKSUM, filename="Niña's articles.pdf", content_type="application/pdf")
    )
    assert (status, body) == (200, CONTENT)
    assert "attachment" in disposition
    assert "Ni%C3%B1a" in disposition


def test_link__tampered__is_refused():
    put()
    address = storage.link(CHECKSUM, filename="a.pdf", content_type="application/pdf")
    status, body, _ = opened(address[:-4] + ("AAAA" if address[-4:] != "AAAA" else "BBBB"))
    assert status in (403, 404)
    assert CONTENT not in body


def _overwrite(content: bytes) -> None:
    from django.core.files.base import ContentFile

    default_storage.delete(storage.key_of(CHECKSUM))
    default_storage.save(storage.key_of(CHECKSUM), ContentFile(content))
