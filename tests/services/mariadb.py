"""MariaDB as production runs it: utf8mb4, strict, with the time-zone tables that date hierarchies need."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.services.process import Service, ServiceFailed

# A socket's path may have 107 bytes; a deep temporary directory has more.
MAX_SOCKET_PATH = 100


class MariaDB(Service):
    name = "MariaDB"

    @property
    def data(self) -> Path:
        return self.directory / "data"

    @property
    def socket(self) -> Path:
        path = self.directory / "db.sock"
        return path if len(str(path)) <= MAX_SOCKET_PATH else Path(f"/tmp/hain-{self.port}.sock")

    def new_secrets(self) -> dict[str, str]:
        return {"password": secrets.token_hex(16)}

    def prepare(self) -> None:
        if (self.data / "mysql").is_dir():
            return
        self._check(
            [
                _program("mariadb-install-db"),
                "--no-defaults",
                f"--user={_account()}",
                f"--datadir={self.data}",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
            ]
        )

    def command(self) -> list[str]:
        return [
            _program("mariadbd"),
            "--no-defaults",
            f"--user={_account()}",
            f"--datadir={self.data}",
            f"--socket={self.socket}",
            f"--pid-file={self.directory / 'server.pid'}",
            f"--port={self.port}",
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            "--character-set-server=utf8mb4",
            "--collation-server=utf8mb4_unicode_ci",
            "--innodb-buffer-pool-size=256M",
            # A commit reaches the kernel but not the platter: it outlives a killed server, and tests run faster.
            "--innodb-flush-log-at-trx-commit=2",
            "--max-connections=300",
        ]

    def ready(self) -> bool:
        return subprocess.run([*self._client(), "-e", "SELECT 1"], capture_output=True, check=False).returncode == 0

    def furnish(self) -> None:
        done = self.directory / "furnished"
        if done.exists():
            return
        zones = self._check([_program("mariadb-tzinfo-to-sql"), "/usr/share/zoneinfo"])
        self._check([*self._client(), "mysql"], zones)
        password = self.secrets["password"]
        self._check(
            self._client(),
            f"CREATE DATABASE IF NOT EXISTS hain; CREATE OR REPLACE USER hain@'127.0.0.1' IDENTIFIED BY '{password}';"
            "GRANT ALL ON *.* TO hain@'127.0.0.1';",
        )
        done.touch()

    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.url("hain")}

    def url(self, database: str) -> str:
        """The DATABASE_URL of one database on this server."""
        return f"mysql://hain:{self.secrets['password']}@127.0.0.1:{self.port}/{database}"

    def execute(self, sql: str) -> str:
        """Run SQL as the server's root through its socket and give what the client prints, tab-separated."""
        return self._check([*self._client(), "--batch"], sql)

    def copy_from(self, database: Mapping[str, Any]) -> None:
        """Take over the tables of another server's database (an entry of DATABASES), which is sooner than migrating."""
        words = [_program("mariadb-dump"), "--no-defaults", "--protocol=tcp", "--single-transaction"]
        words += [f"-h{database['HOST']}", f"-P{database['PORT']}", f"-u{database['USER']}", str(database["NAME"])]
        words.insert(2, f"-p{database['PASSWORD']}")
        self._check([*self._client(), "hain"], self._check(words))

    def _client(self) -> list[str]:
        return [_program("mariadb"), "--no-defaults", "-uroot", "-S", str(self.socket)]

    def _check(self, command: list[str], text: str | None = None) -> str:
        run = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
        if run.returncode:
            raise ServiceFailed(f"{command[0]} failed: {(run.stderr or run.stdout)[-2000:]}")
        return run.stdout


def _account() -> str:
    """The account that runs this; the server insists on a name when that is root."""
    return pwd.getpwuid(os.getuid()).pw_name


def _program(name: str) -> str:
    # Debian keeps servers in /usr/sbin, which an ordinary user's PATH leaves out.
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if not found:
        raise ServiceFailed(f"{name} is not installed; `make test` installs it, see docs/testing.md.")
    return found
