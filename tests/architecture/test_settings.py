"""Settings and .env.example say the same; every setting does something; each may come as NAME_FILE."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from django.conf import global_settings

from tests.architecture import rules
from tests.environment import known_settings
from tests.processes import clean_environment

ASSIGNED = re.compile(r"^([A-Z][A-Z0-9_]+)(?:: [^=]+)? = ", re.MULTILINE)
# Read by a library under this name.
OF_LIBRARIES = re.compile(
    r"^(ROOT_URLCONF|ANYMAIL|AXES|CELERY|CORS|CONTENT_SECURITY|REST_FRAMEWORK|SIMPLE_JWT|SPECTACULAR|UNFOLD|WHITENOISE|PROMETHEUS|SILENCED)"
)


def example() -> set[str]:
    text = (rules.REPOSITORY / ".env.example").read_text()
    return set(re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", text, re.MULTILINE))


def unused(assigned: set[str], texts: list[str]) -> set[str]:
    """Names of ours that no other file of the product speaks of."""
    ours = {name for name in assigned if not hasattr(global_settings, name) and not OF_LIBRARIES.match(name)}
    return {name for name in ours if not any(re.search(rf"\b{name}\b", text) for text in texts)}


def test_settings__are_exactly_those_of_the_example_file():
    assert example() == known_settings()


def test_settings__each_do_something():
    folder = rules.REPOSITORY / "config" / "settings"
    for path in sorted(folder.glob("*.py")):
        assigned = set(ASSIGNED.findall(path.read_text()))
        others = [one.read_text() for one in rules.sources() if one != path]
        # One that serves its own module only is used there: it is read, not merely set.
        own = path.read_text()
        idle = {name for name in unused(assigned, others) if len(re.findall(rf"\b{name}\b", own)) < 2}
        assert idle == set(), path.name


def test_setting__planted_idle__is_found():
    assert unused({"GOV_NOTHING", "DEBUG", "CELERY_X", "PORT"}, ["x = settings.PORT"]) == {"GOV_NOTHING"}


@pytest.mark.parametrize("name", ["SECRET_KEY", "S3_BUCKET", "LLM_API_KEY", "CACHE_URL", "DATABASE_URL"])
@pytest.mark.parametrize("end", ["", "\n", "\r\n"], ids=["bare", "line", "windows"])
def test_setting__as_mounted_file__is_read_without_its_line_end(name, end, tmp_path):
    secret = tmp_path / "secret"
    text = "redis://127.0.0.1:1/9" if name != "DATABASE_URL" else "mysql://u:p@127.0.0.1:1/hain"
    secret.write_bytes((text + end).encode())
    read = name if name != "DATABASE_URL" else "DATABASES['default']['NAME'].replace('hain', 'redis://127.0.0.1:1/9')"
    code = f"from django.conf import settings; print(settings.{read}, end='')"
    own = {f"{name}_FILE": str(secret), "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
    environment = {**clean_environment(), **own}
    environment.pop(name, None)
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=rules.REPOSITORY, capture_output=True, text=True, check=False
    )
    assert (run.stdout, run.returncode) == ("redis://127.0.0.1:1/9", 0), run.stderr


@pytest.mark.parametrize(
    ("extra", "reason"),
    [
        ({}, "SECRET_KEY (or SECRET_KEY_FILE) is not set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is shorter"),
        ({"SECRET_KEY": "s" * 60, "SECRET_KEY_FALLBACKS": "short"}, "A key in SECRET_KEY_FALLBACKS is shorter"),
        ({"SECRET_KEY": "s" * 60, "DEBUG": "true"}, "DEBUG is on"),
        ({"SECRET_KEY": "s" * 60, "CELERY_BROKER_URL": "redis://127.0.0.1:1/1"}, "CACHE_URL is not set"),
    ],
)
def test_production__on_unsafe_settings__does_not_start(extra, reason, tmp_path):
    environment = {**clean_environment(), "ENVIRONMENT": "production", "VAR_DIR": str(tmp_path), **extra}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    run = subprocess.run(
        [sys.executable, "manage.py", "check"],
        env=environment,
        cwd=rules.REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode != 0
    assert reason in run.stderr


def test_environment_of_tests__holds_nothing_of_the_shell():
    assert os.environ["ENVIRONMENT"] == "test"
    assert "hain-test-" in os.environ["VAR_DIR"]
