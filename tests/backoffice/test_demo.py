"""`manage.py demo`: only where nobody works yet, and never in production."""

from __future__ import annotations

import io
import json
import stat

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command

from accounts.models import User
from cases.models import Case
from documents import services
from documents.models import Document, Revision


@pytest.fixture
def library(db, files, monkeypatch) -> None:
    monkeypatch.setattr("documents.services.publishing._require_publishable", lambda source: None)
    services.library_import(actor=None, path=django_settings.BASE_DIR / "documents" / "library")


@pytest.fixture
def var(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


def run(*options: str) -> str:
    out = io.StringIO()
    call_command("demo", *options, stdout=out)
    return out.getvalue()


def test_demo__makes_people_cases_and_the_main_document(library, var, settings):
    said = run()
    told = json.loads((var / "demo.json").read_text())
    assert set(told) == {"baseUrl", "users"}
    assert told["baseUrl"] == settings.PUBLIC_URL
    assert {place: User.objects.get(pk=one["id"]).role for place, one in told["users"].items()} == {
        "admin": "admin",
        "lawyer": "lawyer",
        "reviewer": "lawyer",
        "client": "client",
    }
    for one in told["users"].values():
        assert User.objects.get(email=one["email"]).check_password(one["password"])
    revision = Revision.objects.get()
    assert revision.checksum in said
    assert (var / "demo.pdf").read_bytes().startswith(b"%PDF-")


def test_logins__are_read_by_their_owner_only(library, var):
    run()
    assert stat.S_IMODE((var / "demo.json").stat().st_mode) == 0o600


def test_demo__in_a_database_in_use__is_refused_and_changes_nothing(library, var):
    User.objects.create(email="someone@practice.example", full_name="Someone", role="lawyer")
    with pytest.raises(CommandError, match="in use"):
        run()
    assert User.objects.count() == 1
    assert not Case.objects.exists()
    assert not (var / "demo.json").exists()


def test_demo__in_production__is_refused_and_changes_nothing(library, var, settings):
    settings.ENVIRONMENT = "production"
    with pytest.raises(CommandError, match="never made in production"):
        run()
    assert run("--if-empty") == ""
    assert not User.objects.exists()


def test_demo__if_empty__does_nothing_the_second_time(library, var):
    run("--if-empty")
    assert run("--if-empty") == ""
    assert Document.objects.count() == 1


def test_demo__run__does_the_main_job_once_more__under_a_code_of_its_own(library, var):
    run()
    run("--run")
    made = Revision.objects.select_related("order", "rendering")
    assert len({(one.checksum, one.order.verify_code) for one in made}) == Document.objects.count() == 2
    assert len({(str(one.inputs), str(one.sections)) for one in made}) == 1


def test_demo__run__in_the_database_of_a_real_practice__generates_nothing(library, var):
    User.objects.create(email="someone@practice.example", full_name="Someone", role="lawyer")
    with pytest.raises(CommandError, match="nothing is generated"):
        run("--run")
    assert not Document.objects.exists()


def test_demo__without_the_library__says_what_to_run(db, var):
    with pytest.raises(CommandError, match="import_templates"):
        run()
    assert not User.objects.exists()


def test_demo__whose_main_job_fails__fails(library, var, monkeypatch):
    from core.storage import StorageUnavailable

    def broken(*args, **kwargs):
        raise StorageUnavailable("The file storage did not answer.")

    monkeypatch.setattr("documents.services.producing.storage.put", broken)
    with pytest.raises(CommandError, match="storage did not answer"):
        run()
