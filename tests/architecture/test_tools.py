"""The configured tools find what they are there to find."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from tests import lanes
from tests.architecture import rules

BIN = Path(sys.executable).parent


def ruff(source: str, filename: str) -> str:
    run = subprocess.run(
        [BIN / "ruff", "check", "--no-cache", "--output-format=concise", f"--stdin-filename={filename}", "-"],
        input=source,
        cwd=rules.REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    return run.stdout


@pytest.mark.parametrize(
    "source",
    [
        "import httpx\n",
        "import requests\n",
        "from logging import getLogger\n",
        "from django.dispatch import receiver\n",
    ],
)
def test_ruff__banned_api_planted_in_a_room__is_found(source):
    assert "TID251" in ruff(f'"""Planted."""\n\n{source}', "cases/planted.py")


def test_ruff__httpx_in_the_guard_itself__is_allowed():
    assert "TID251" not in ruff('"""Planted."""\n\nimport httpx\n', "core/http.py")


def test_import_linter__planted_upward_import__is_found(tmp_path):
    for name in ("core", "accounts"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("import accounts\n" if name == "core" else "")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.importlinter]\nroot_packages = ["core", "accounts"]\n'
        '[[tool.importlinter.contracts]]\nname = "down"\ntype = "layers"\nlayers = ["accounts", "core"]\n'
    )
    run = subprocess.run(
        [BIN / "lint-imports", "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert "core is not allowed to import accounts" in run.stdout


@pytest.mark.django_db
def test_checks__of_the_database__warn_of_nothing():
    call_command("check", databases=["default"], fail_level="WARNING")


def test_lanes__each_have_a_budget_and_the_whole_stays_under_twelve_minutes():
    assert set(lanes.budgets()) == set(lanes.LANES)
    assert sum(lanes.budgets().values()) < 12


def test_lanes__over_budget__are_named():
    said = lanes.table({"lint": 10.0, "types": 10_000.0}).splitlines()
    assert "OVER BUDGET" not in said[1]
    assert said[2].endswith("OVER BUDGET")
