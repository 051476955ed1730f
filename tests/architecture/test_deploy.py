"""What stands in deploy/ agrees with the product; no container engine is needed to see that."""

from __future__ import annotations

import re

import yaml

from core.jobs.registry import QUEUES
from tests.architecture import rules
from tests.environment import known_settings

DEPLOY = rules.REPOSITORY / "deploy"
# Of the images, and of compose itself.
OTHERS = ("MARIADB_", "HAIN_HOST")


def compose() -> dict:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def test_compose__sets_only_what_the_application_reads():
    names = {name for one in compose()["services"].values() for name in one.get("environment", {})}
    assert {
        name for name in names if name.removesuffix("_FILE") not in known_settings() and not name.startswith(OTHERS)
    } == set()


def test_compose__mounts_every_secret_that_it_names():
    stack = compose()
    for name, one in stack["services"].items():
        for secret in re.findall(r"/run/secrets/(\w+)", str(one.get("environment", ""))):
            assert secret in one["secrets"], (name, secret)
            assert secret in stack["secrets"], secret


def test_compose__has_a_worker_for_every_queue():
    words = " ".join(str(word) for one in compose()["services"].values() for word in one.get("command", []))
    consumed = {queue for group in re.findall(r"--queues=([\w,]+)", words) for queue in group.split(",")}
    assert consumed == set(QUEUES)


def test_dockerfile__copies_every_room_and_installs_what_make_run_does():
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    assert [name for name in rules.rooms() if f"COPY {name} {name}" not in dockerfile] == []
    script = (DEPLOY / "system-packages.sh").read_text()
    run_part = script.split('if [ "$level" != run ]')[0]
    libraries = set(re.findall(r"^want (\S+)", run_part, re.MULTILINE)) - {"libffi8"}  # the image's Python brings it
    assert [name for name in sorted(libraries) if name not in dockerfile] == []


def test_proxy__overwrites_the_callers_own_address_header():
    text = (DEPLOY / "nginx.conf").read_text()
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
