"""config.settings in the environment of a test process; pytest's DJANGO_SETTINGS_MODULE."""

from __future__ import annotations

import os

import environ

from tests import environment

environment.prepare()
# A developer's .env must not decide how a test ends.
environ.FileAwareEnv.read_env = classmethod(lambda *args, **kwargs: None)

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, VAR_DIR  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # In a file, as in life: threads and other processes see it too.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}

# What a test starts as a process of its own reads the product's settings, in the environment just prepared.
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
