"""The tree keeps every rule, and every rule finds what is planted against it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models
from django.test.utils import isolate_apps

from tests.architecture import rules


def faults(rule, paths) -> dict[str, list[str]]:
    found = {str(path.relative_to(rules.REPOSITORY)): rule(path.read_text()) for path in paths}
    return {path: said for path, said in found.items() if said}


def own_models() -> list[type[models.Model]]:
    return [one for one in apps.get_models(include_auto_created=True) if one._meta.app_label in rules.FLOORS]


def test_foreign_keys__of_the_rooms__go_down_only():
    assert own_models()
    assert rules.upward_keys(own_models()) == []


@isolate_apps("core", "accounts", "documents", "ai")
def test_foreign_key__planted_upwards__is_found():
    class Person(models.Model):
        class Meta:
            app_label = "accounts"

    class Note(models.Model):
        author = models.ForeignKey(Person, models.CASCADE)
        readers = models.ManyToManyField(Person, related_name="+")

        class Meta:
            app_label = "core"

    class Paper(models.Model):
        owner = models.ForeignKey(Person, models.CASCADE)

        class Meta:
            app_label = "documents"

    assert rules.upward_keys([Person, Note, Paper]) == [
        "core.Note.author points up to accounts.Person",
        "core.Note.readers points up to accounts.Person",
    ]


@isolate_apps("core", "django.contrib.contenttypes")
def test_foreign_key__planted_generic__is_found():
    class Remark(models.Model):
        content_type = models.IntegerField()
        object_id = models.IntegerField()
        about = GenericForeignKey()

        class Meta:
            app_label = "core"

    assert "core.Remark.about is a generic foreign key" in rules.upward_keys([Remark])


def test_unique_constraints__of_the_rooms__hold_on_every_database():
    assert rules.conditional_uniques(own_models()) == []


@isolate_apps("core")
def test_unique_constraint__planted_with_a_condition__is_found():
    class Thing(models.Model):
        state = models.CharField(max_length=5)

        class Meta:
            app_label = "core"
            constraints = [
                models.UniqueConstraint(fields=["state"], condition=models.Q(state="open"), name="one_open"),
                models.UniqueConstraint(fields=["state"], name="plain"),
            ]

    assert rules.conditional_uniques([Thing]) == ["core.Thing: one_open"]


def test_rooms__know_no_signals():
    assert faults(rules.signals, rules.sources()) == {}


@pytest.mark.parametrize(
    "source",
    [
        "from django.dispatch import receiver",
        "import django.dispatch",
        "from django.db.models.signals import post_save",
        "from django.db.models import signals",
        "from axes.signals import user_locked_out",
    ],
)
def test_signal__planted__is_found(source):
    assert rules.signals(f"import os\n{source}\n") != []


def test_modules__are_no_longer_than_a_reader_holds():
    assert faults(rules.too_long, rules.sources(tests=True)) == {}


def test_module__planted_with_501_lines__is_found():
    assert rules.too_long("x = 1\n" * 500) == []
    assert rules.too_long("x = 1\n" * 501) == ["501 lines"]


def test_texts__hold_no_notes_to_oneself():
    assert faults(rules.leftovers, rules.texts()) == {}


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error"])
def test_leftover__planted__is_found(word):
    assert rules.leftovers(f"first\n# {word}: later\n") == [f"line 2: {word}"]


def test_hidden_imports__say_why():
    paths = [one for one in rules.sources() if one.name != "apps.py" and one.parent.name != "config"]
    assert faults(rules.hidden_imports, paths) == {}


def test_hidden_import__planted_without_a_reason__is_found():
    source = "def render():\n    x = 1\n    import weasyprint\n    return weasyprint, x\n"
    assert rules.hidden_imports(source) == ["line 3: import weasyprint"]
    assert rules.hidden_imports(source.replace("weasyprint\n ", "weasyprint  # heavy\n ", 1)) == []
    assert rules.hidden_imports(source.replace("x = 1", "x = 1  # heavy")) == []


def test_environment__is_read_through_env_alone():
    starters = {"config/run.py", "config/web.py", "config/supervisor.py", "config/wsgi.py", "config/celery.py"}
    found = faults(rules.ambient_reads, rules.sources())
    assert {path: said for path, said in found.items() if path not in starters} == {}


@pytest.mark.parametrize("read", ["os.environ['A']", "os.environ.get('A')", "os.getenv('A')", "dict(os.environ)"])
def test_ambient_read__planted__is_found(read):
    assert rules.ambient_reads(f"import os\nx = {read}\n") != []


def test_ambient_write__for_a_library__is_allowed():
    assert rules.ambient_reads("import os\nos.environ.setdefault('A', 'b')\nos.environ['A'] = 'b'\n") == []


def test_rooms__of_the_tree__all_have_a_floor_and_a_contract():
    packages = {one.parent.name for one in Path(rules.REPOSITORY).glob("*/__init__.py")} - {"tests"}
    assert packages == set(rules.rooms())
    contract = (rules.REPOSITORY / "pyproject.toml").read_text()
    assert all(f'"{name}"' in contract or f'"({name})"' in contract for name in packages)
