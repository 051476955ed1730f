"""One server process: started detached, known by its pid and its data directory, ended by that pid only."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

START_SECONDS = 30.0
STOP_SECONDS = 10.0


class ServiceFailed(RuntimeError):
    """A server could not be started; the message ends with the last lines of its log."""


def free_ports(count: int) -> list[int]:
    """That many ports of 127.0.0.1 that nobody listens on now, held together while they are chosen."""
    held = [socket.socket() for _ in range(count)]
    try:
        for one in held:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in held]
    finally:
        for one in held:
            one.close()


def answers(port: int) -> bool:
    """Whether something accepts connections on this port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def command_line(pid: int) -> str:
    """The words of a running process, or nothing when it has ended (a zombie has no words either)."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


class Service(ABC):
    """A server whose files lie in `directory` and whose command line names that directory."""

    name: str
    stop_signal = signal.SIGTERM
    port_count = 1

    def __init__(self, directory: Path) -> None:
        self.directory = directory.resolve()
        self._record = self.directory / "service.json"
        self.pid = 0
        self.ports: list[int] = []
        self.secrets: dict[str, str] = {}
        self._load()

    @property
    def port(self) -> int:
        """The port that clients use."""
        return self.ports[0]

    @property
    def log(self) -> Path:
        return self.directory / "server.log"

    @abstractmethod
    def command(self) -> list[str]:
        """The words that start the server in the foreground; one of them holds `directory`."""

    @abstractmethod
    def environment(self) -> dict[str, str]:
        """What the application must have in its environment to use this server."""

    def new_secrets(self) -> dict[str, str]:
        """Random credentials of this installation of the server, kept beside its data."""
        return {}

    def prepare(self) -> None:
        """Make the data directory ready; runs before every start and may run twice."""

    def ready(self) -> bool:
        """Whether the server answers in its own protocol."""
        return answers(self.port)

    def furnish(self) -> None:
        """Make accounts, buckets and the like; runs after every start and may run twice."""

    def extra_environment(self) -> dict[str, str]:
        """Variables for the server process itself."""
        return {}

    def running(self) -> bool:
        """Whether the process that was started here is still the one behind the recorded pid."""
        return bool(self.pid) and str(self.directory) in command_line(self.pid)

    def start(self) -> None:
        """Start the server unless it runs, on the ports it had before where they are free, and wait for it."""
        if self.running() and self.ready():
            return
        for left in (2, 1, 0):
            try:
                self._start_once()
                return
            except ServiceFailed:
                # A port that was free when it was chosen may be somebody's a moment later.
                if not left:
                    raise
                self.ports = []

    def _start_once(self) -> None:
        self.stop()
        self.directory.mkdir(parents=True, exist_ok=True)
        self.directory.chmod(0o700)
        self.secrets = self.secrets or self.new_secrets()
        if not self.ports or any(answers(port) for port in self.ports):
            self.ports = free_ports(self.port_count)
        self.prepare()
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env={**os.environ, **self.extra_environment()},
            )
        self.pid = process.pid
        self._save()
        self._wait_until_ready(process)
        self.furnish()

    def stop(self) -> None:
        """End the process that was started here, and only that one."""
        if self.running():
            self._end(self.stop_signal)
        self.pid = 0
        if self._record.exists():
            self._save()

    def kill(self) -> None:
        """Cut the power: SIGKILL, for tests of what survives it."""
        if self.running():
            self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stop and start on the same ports."""
        self.stop()
        self.start()

    def _end(self, first: signal.Signals) -> None:
        os.kill(self.pid, first)
        deadline = time.monotonic() + STOP_SECONDS
        while not self._gone():
            if self.running() and time.monotonic() > deadline:
                os.kill(self.pid, signal.SIGKILL)
            time.sleep(0.02)

    def _gone(self) -> bool:
        """Ended, and its ports are free: a killed process has no command line while its threads still hold sockets."""
        self._reap()
        return not self.running() and not any(answers(port) for port in self.ports)

    def _reap(self) -> None:
        try:
            os.waitpid(self.pid, os.WNOHANG)
        except ChildProcessError:
            pass  # started by an earlier command: init reaps it

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self.ready():
            if process.poll() is not None or time.monotonic() > deadline:
                tail = self.log.read_text(errors="replace")[-2000:]
                self.stop()
                raise ServiceFailed(f"{self.name} did not start; the end of {self.log}:\n{tail}")
            time.sleep(0.05)

    def _load(self) -> None:
        if not self._record.exists():
            return
        record: dict[str, Any] = json.loads(self._record.read_text())
        self.pid, self.ports, self.secrets = record["pid"], record["ports"], record["secrets"]

    def _save(self) -> None:
        self._record.touch(mode=0o600)
        self._record.write_text(json.dumps({"pid": self.pid, "ports": self.ports, "secrets": self.secrets}))
