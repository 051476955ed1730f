"""Redis with a password, so that no other program on the machine writes into it by accident."""

from __future__ import annotations

import secrets
import shutil
import socket

from tests.services.process import Service, ServiceFailed

DATABASES = 128


class Redis(Service):
    name = "Redis"

    def new_secrets(self) -> dict[str, str]:
        return {"password": secrets.token_hex(16)}

    def prepare(self) -> None:
        config = self.directory / "redis.conf"
        config.touch(mode=0o600)
        config.write_text(
            f'bind 127.0.0.1\nport {self.port}\ndir {self.directory}\nsave ""\nappendonly no\ndaemonize no\n'
            f"databases {DATABASES}\nrequirepass {self.secrets['password']}\n"
        )

    def command(self) -> list[str]:
        program = shutil.which("redis-server")
        if not program:
            raise ServiceFailed("redis-server is not installed; `make test` installs it, see docs/testing.md.")
        # The server rewrites its command line to its name and port, hence the config's path is kept in the title.
        return [
            program,
            str(self.directory / "redis.conf"),
            "--proc-title-template",
            "{title} {config-file} {listen-addr}",
        ]

    def ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(f"AUTH {self.secrets['password']}\r\nPING\r\n".encode())
                return b"+OK" in connection.recv(64)
        except OSError:
            return False

    def environment(self) -> dict[str, str]:
        return {"CACHE_URL": self.url(0), "CELERY_BROKER_URL": self.url(1)}

    def url(self, database: int) -> str:
        """The address of one of the numbered databases (0 to 127)."""
        return f"redis://:{self.secrets['password']}@127.0.0.1:{self.port}/{database}"
