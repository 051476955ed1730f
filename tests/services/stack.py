"""The three servers together, one stack a work tree, guarded against two commands that start it at once."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.services.mariadb import MariaDB
from tests.services.process import Service
from tests.services.redis import Redis
from tests.services.seaweedfs import SeaweedFS

REPOSITORY = Path(__file__).resolve().parent.parent.parent
DEFAULT_DIRECTORY = REPOSITORY / "var" / "services"


class Stack:
    """MariaDB, Redis and SeaweedFS under one directory."""

    def __init__(self, directory: Path = DEFAULT_DIRECTORY) -> None:
        self.directory = directory.resolve()

    def services(self) -> tuple[Service, ...]:
        return (
            MariaDB(self.directory / "mariadb"),
            Redis(self.directory / "redis"),
            SeaweedFS(self.directory / "seaweedfs"),
        )

    @property
    def environment_file(self) -> Path:
        return self.directory / "services.env"

    def start(self) -> bool:
        """Start what does not run and write services.env; whether anything had to be started."""
        with self._alone():
            asleep = [one for one in self.services() if not one.running()]
            with ThreadPoolExecutor() as pool:
                list(pool.map(lambda one: one.start(), self.services()))
            self._write_environment()
            return bool(asleep)

    def stop(self) -> None:
        with self._alone():
            for one in self.services():
                one.stop()
            self.environment_file.unlink(missing_ok=True)

    def environment(self) -> dict[str, str]:
        """What the application needs to use the running servers."""
        return {name: value for one in self.services() for name, value in one.environment().items()}

    def status(self) -> dict[str, str]:
        return {one.name: f"pid {one.pid}, port {one.port}" if one.running() else "stopped" for one in self.services()}

    def _write_environment(self) -> None:
        self.environment_file.touch(mode=0o600)
        self.environment_file.write_text("".join(f"{name}={value}\n" for name, value in self.environment().items()))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.directory.mkdir(parents=True, exist_ok=True)
        with (self.directory / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def read_environment(directory: Path = DEFAULT_DIRECTORY) -> dict[str, str]:
    """What services.env says, or nothing when the servers were never started."""
    path = directory / "services.env"
    if not path.exists():
        return {}
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)


def describe(status: dict[str, str]) -> str:
    """The status as a person reads it."""
    return json.dumps(status, indent=2)
