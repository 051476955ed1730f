"""The servers of the tests: started once, found again, ended by their own pid only."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request

import pytest

from tests.services.mariadb import MariaDB
from tests.services.process import answers, command_line
from tests.services.redis import Redis
from tests.services.seaweedfs import SeaweedFS
from tests.services.stack import REPOSITORY

pytestmark = pytest.mark.real_only


@pytest.mark.parametrize("kind", [MariaDB, Redis, SeaweedFS])
def test_service__started_twice__is_one_process_and_stops(kind, tmp_path):
    service = kind(tmp_path / "server")
    try:
        service.start()
        first = service.pid
        again = kind(tmp_path / "server")
        again.start()
        assert (again.pid, again.ports) == (first, service.ports)
        assert all(answers(port) for port in service.ports[:1])
    finally:
        kind(tmp_path / "server").stop()
    assert not answers(service.port)
    assert command_line(first) == ""


def test_stop__with_a_pid_that_is_now_somebody_elses__leaves_it_alone(tmp_path):
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as stranger:
        service = Redis(tmp_path / "server")
        service.directory.mkdir()
        service.pid, service.ports = stranger.pid, [1]
        service._save()
        found = Redis(tmp_path / "server")
        assert not found.running()
        found.stop()
        found.kill()
        assert stranger.poll() is None
        stranger.kill()


def test_mariadb__knows_manila_and_keeps_what_was_committed_when_it_is_killed(tmp_path):
    server = MariaDB(tmp_path / "server")
    try:
        server.start()
        moment = server.execute("SELECT CONVERT_TZ('2026-01-01 00:00:00', 'UTC', 'Asia/Manila') AS t").split("\n")[1]
        assert moment == "2026-01-01 08:00:00"
        server.execute("USE hain; CREATE TABLE kept (n INT); INSERT INTO kept VALUES (7)")
        port = server.port
        server.kill()
        server.start()
        assert server.port == port
        assert server.execute("SELECT n FROM hain.kept").split() == ["n", "7"]
    finally:
        server.stop()


def test_seaweedfs__refuses_the_anonymous_and_serves_a_signed_link(tmp_path):
    server = SeaweedFS(tmp_path / "server")
    try:
        server.start()
        client = server.client()
        client.put_object(Bucket="hain", Key="a", Body=b"bytes")
        link = client.generate_presigned_url("get_object", Params={"Bucket": "hain", "Key": "a"}, ExpiresIn=60)
        with urllib.request.urlopen(link, timeout=5) as answer:
            assert answer.read() == b"bytes"
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(link.split("?")[0], timeout=5)
        assert refusal.value.code == 403
    finally:
        server.stop()


def test_run__gives_the_command_its_environment_and_its_status_and_stops_what_it_started(tmp_path):
    command = [sys.executable, "-m", "tests.services", "run", "--dir", str(tmp_path / "all"), "--"]
    command += ["sh", "-c", "echo $DATABASE_URL $CACHE_URL $S3_BUCKET; exit 3"]
    run = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=90, check=False)
    database, cache, bucket = run.stdout.split()
    assert (run.returncode, bucket) == (3, "hain")
    assert not answers(int(database.rsplit(":", 1)[1].split("/")[0]))
    assert not answers(int(cache.rsplit(":", 1)[1].split("/")[0]))
    assert os.path.isdir(tmp_path / "all" / "mariadb" / "data")
