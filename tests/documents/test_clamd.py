"""Debian's clamd over its sockets, with one signature of our own: what it finds stays closed."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from core import storage
from core.backends import BackendError, Rejected, Retryable
from documents.backends.clamd import ClamdScanner
from documents.models import Revision, Upload
from tests.documents import batch_template
from tests.documents import outside_files as files
from tests.documents.proofs import PROOFS
from tests.documents.test_uploads import get, send
from tests.services.process import free_ports

FOUND = b"HAIN-TEST-SIGNATURE"
CONFIG = """
Foreground yes
TCPSocket {port}
TCPAddr 127.0.0.1
LocalSocket {folder}/clamd.ctl
DatabaseDirectory {folder}
StreamMaxLength 1M
MaxThreads 2
"""


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A scanner of our own on loopback; its addresses by kind."""
    program = shutil.which("clamd", path="/usr/sbin:/usr/bin")
    assert program, "clamd is not installed; `make test` installs it"
    folder = tmp_path_factory.mktemp("clamd")
    port = free_ports(1)[0]
    (folder / "hain.ndb").write_text(f"Hain.Test:0:*:{FOUND.hex()}\n")
    (folder / "clamd.conf").write_text(CONFIG.format(port=port, folder=folder))
    process = subprocess.Popen(
        [program, "-c", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    addresses = {"tcp": f"tcp://127.0.0.1:{port}", "unix": f"unix://{folder}/clamd.ctl"}
    try:
        _wait(process, folder)
        yield addresses
    finally:
        process.terminate()
        process.wait(10)


def _wait(process: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + 30
    while not (folder / "clamd.ctl").exists():
        assert process.poll() is None, process.stderr.read().decode() if process.stderr else ""
        assert time.monotonic() < until, "clamd did not start"
        time.sleep(0.1)


@pytest.mark.parametrize("kind", ["tcp", "unix"])
def test_clamd__over_either_socket__finds_what_its_signatures_name_and_nothing_else(
    clamd: dict[str, str], settings: Any, kind: str
) -> None:
    settings.CLAMD_URL = clamd[kind]
    scanner = ClamdScanner()
    assert scanner.check().ok
    assert "ClamAV" in scanner.check().detail
    assert scanner.scan(files.pdf()).found == ""
    assert scanner.scan(b"x" * 300_000 + FOUND).found == "Hain.Test.UNOFFICIAL"
    assert scanner.scan(b"").found == ""


def test_clamd__of_a_file_over_its_limit__refuses_for_good(clamd: dict[str, str], settings: Any) -> None:
    settings.CLAMD_URL = clamd["tcp"]
    with pytest.raises(Rejected):
        ClamdScanner().scan(b"y" * 3_000_000)


def test_clamd__that_is_away__is_to_be_tried_again(settings: Any, tmp_path: Path) -> None:
    for address in ("tcp://127.0.0.1:1", f"unix://{tmp_path}/none.ctl"):
        settings.CLAMD_URL = address
        with pytest.raises(BackendError) as failed:
            ClamdScanner().scan(b"z")
        assert isinstance(failed.value, Retryable)
        assert ClamdScanner().check().ok is False


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("files", "embedded_jobs")
def test_upload__is_scanned_by_it__and_an_infected_one_is_opened_by_nobody(
    practice: Any, clamd: dict[str, str], settings: Any
) -> None:
    settings.CLAMD_URL = clamd["tcp"]
    clean = send(practice).json()
    infected = send(practice, content=files.pdf(FOUND.decode()), name="invoice.pdf").json()
    assert [one.scan for one in Upload.objects.order_by("created_at")] == ["clean", "infected"]
    assert get(practice.lawyer, f"/api/docs/{clean['id']}/download?revision=1").status_code == 302
    answer = get(practice.lawyer, f"/api/docs/{infected['id']}/download?revision=1")
    assert (answer.status_code, answer.json()["code"]) == (409, "upload-quarantined")


@pytest.fixture
def approved(practice: Any, files: None, embedded_jobs: None) -> Revision:
    """A paper that waits for its signed copy."""
    return batch_template.approved(practice)


def signed_copy(practice: Any, approved: Revision, content: bytes) -> Any:
    client = APIClient()
    client.force_authenticate(practice.lawyer)
    body = {
        "file": SimpleUploadedFile("signed.pdf", content), "revision": 1, "checksum": approved.checksum, "way": "wet",
        "signedOn": "2026-11-20", "evidence": json.dumps(PROOFS["wet"]),
    }  # fmt: skip
    return client.post(f"/api/docs/{approved.document_id}/signed-copy", body, format="multipart")


@pytest.mark.django_db(transaction=True)
def test_signed_copy__is_scanned_before_it_counts(
    practice: Any, approved: Revision, clamd: dict[str, str], settings: Any
) -> None:
    settings.CLAMD_URL = clamd["tcp"]
    infected = files.pdf("Signed. " + FOUND.decode())
    answer = signed_copy(practice, approved, infected)
    assert (answer.status_code, answer.json()["code"]) == (422, "upload-refused")
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [("/file", "infected")]
    assert "Hain.Test.UNOFFICIAL" in answer.json()["detail"]
    assert not storage.exists(storage.checksum_of(infected))
    assert list(Revision.objects.values_list("status", flat=True)) == ["approved"]
    assert signed_copy(practice, approved, files.pdf()).status_code == 201
    copy = Revision.objects.get(number=2)
    assert (copy.status, copy.upload.scan, copy.upload.reading) == ("signed", "clean", "read")
    assert copy.upload.scanned_at is not None


@pytest.mark.django_db(transaction=True)
def test_signed_copy__while_the_scanner_is_away_or_takes_no_such_file__does_not_count(
    practice: Any, approved: Revision, clamd: dict[str, str], settings: Any
) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    answer = signed_copy(practice, approved, files.pdf())
    assert (answer.status_code, answer.json()["code"], answer.has_header("Retry-After")) == (
        503, "backend-unavailable", True,
    )  # fmt: skip
    settings.CLAMD_URL = clamd["tcp"]
    answer = signed_copy(practice, approved, files.pdf("x" * 2_000_000, 1))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "not-scanned")
    assert list(Revision.objects.values_list("status", flat=True)) == ["approved"]
    assert Upload.objects.count() == 0
