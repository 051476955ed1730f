"""The source of truth: SQLite by default, MySQL or MariaDB by `DATABASE_URL`."""

from __future__ import annotations

from typing import Any

from config.settings.environment import VAR_DIR, env

_SQLITE: dict[str, object] = {
    "transaction_mode": "IMMEDIATE",  # a writer waits for its turn instead of failing in the middle
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
_MYSQL: dict[str, object] = {
    "charset": "utf8mb4",
    "isolation_level": "read committed",
    # The ratio (MariaDB only, hence the comment) lets a list with ORDER BY … LIMIT walk its index, not sort all.
    "init_command": "SET sql_mode='STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO', "
    "innodb_strict_mode=1 /*M!101109 , optimizer_join_limit_pref_ratio=10 */",
}


def _database() -> dict[str, Any]:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    address = env.str("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'hain.sqlite3'}"
    url: dict[str, Any] = dict(env.db_url_config(address))
    if url["ENGINE"].endswith("sqlite3"):
        options = _SQLITE
        # A file in tests too: the shared in-memory database locks whole tables, which no real one does.
        url["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
    elif url["ENGINE"].endswith("mysql"):
        options = _MYSQL
    else:
        options = {}
    url["OPTIONS"] = {**options, **url.get("OPTIONS", {})}
    url["CONN_MAX_AGE"] = 60
    url["CONN_HEALTH_CHECKS"] = True
    return url


DATABASES = {"default": _database()}
