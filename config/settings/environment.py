"""Where we run: the environment's name, the state directory, the secret, the address that is served."""

from __future__ import annotations

import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from environ.fileaware_mapping import FileAwareMapping

BASE_DIR = Path(__file__).resolve().parent.parent.parent


class _MountedFiles(FileAwareMapping):
    """Values of NAME_FILE, without the line break that editors and `echo` put at a file's end."""

    def __getitem__(self, key: str) -> str:
        value = str(super().__getitem__(key))
        return value.rstrip("\r\n") if self.env.get(f"{key}_FILE") else value


class _Environment(environ.FileAwareEnv):
    ENVIRON = _MountedFiles()


env = _Environment()
_Environment.read_env(BASE_DIR / ".env")

ENVIRONMENT = env.str("ENVIRONMENT", default="development")
if ENVIRONMENT not in ("development", "test", "production"):
    raise ImproperlyConfigured(f"ENVIRONMENT is {ENVIRONMENT!r}; it must be development, test or production.")

VAR_DIR = (BASE_DIR / env.str("VAR_DIR", default="var")).resolve()
PORT = env.int("PORT", default=8000)
HOST = env.str("HOST", default="127.0.0.1")
PUBLIC_URL = (env.str("PUBLIC_URL", default="") or f"http://127.0.0.1:{PORT}").rstrip("/")
DEBUG = env.bool("DEBUG", default=False)


def _installation_secret(path: Path) -> str:
    """A random secret of this installation, made once and readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
        if not path.read_text():
            path.write_text(secrets.token_urlsafe(64))
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="")
SECRET_KEY_IS_DEFAULT = not SECRET_KEY
if SECRET_KEY_IS_DEFAULT and ENVIRONMENT != "production":
    SECRET_KEY = _installation_secret(VAR_DIR / "secret_key")
# Earlier keys: what was signed or sealed under one of them is still read (sessions, links, kept answers).
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

LANGUAGE_CODE = "en"
TIME_ZONE = "Asia/Manila"
USE_TZ = True
USE_I18N = True
