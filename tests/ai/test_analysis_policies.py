"""Publishing policies: versions that never change, a library that comes in once, and what staff wrote stays."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.models import User
from ai.exceptions import PolicyNotFound, PolicyVersionPublished
from ai.models import Policy, PolicyVersion
from ai.selectors.analysis import policies_visible_to, policy_version_get
from ai.services.policies import policies_import, policy_publish
from config import run
from core import audit
from core.errors import Forbidden, InvalidInput
from tests.ai.conftest import make_user

pytestmark = pytest.mark.django_db
LIBRARY = Path(__file__).resolve().parents[2] / "ai" / "policies" / "library"
RULE: dict[str, Any] = {
    "id": "rent-stated", "severity": "high", "message": "No rent.", "legalBasis": "Civil Code art. 1643",
    "requires": ["rent"], "keeps": ["The rent."], "offends": ["Nothing."],
}  # fmt: skip
OTHER = {**RULE, "severity": "low"}


def publish(actor: User | None = None, **change: Any) -> PolicyVersion:
    return policy_publish(actor=actor, **{"slug": "lease", "title": "Leases", "rules": [RULE], **change})


def test_publish__makes_the_next_version_and_a_record(admin_user: User) -> None:
    first, second = publish(admin_user), publish(admin_user, rules=[OTHER], title="Lease contracts")
    policy = Policy.objects.get()
    assert (first.number, second.number, policy.latest_number, policy.title) == (1, 2, 2, "Lease contracts")
    assert (second.published_by, second.rules) == (admin_user, [OTHER])
    assert policy_version_get("lease") == second
    (entry,) = audit.entries_of(second)
    assert (entry.verb, entry.actor_id, entry.facts["version"], entry.staff_only) == (
        "policy.published", admin_user.pk, 2, True,
    )  # fmt: skip


def test_publish__the_same_again__changes_nothing(admin_user: User) -> None:
    assert publish(admin_user) == publish(admin_user)
    assert PolicyVersion.objects.count() == 1
    assert publish(admin_user, title="Other").number == 2  # the title is part of what is published


def test_published_version__is_never_changed(admin_user: User) -> None:
    version = publish(admin_user)
    version.rules = []
    for change in (
        version.save,
        version.delete,
        PolicyVersion.objects.all().delete,
        lambda: PolicyVersion.objects.update(number=7),
        lambda: PolicyVersion.objects.bulk_update([version], ["rules"]),
    ):
        with pytest.raises(PolicyVersionPublished):
            change()
    assert PolicyVersion.objects.get().rules == [RULE]


def test_publish__by_anybody_but_an_admin__is_refused(lawyer: User, client_user: User) -> None:
    for user in (lawyer, client_user):
        with pytest.raises(Forbidden):
            publish(user)
    assert Policy.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"slug": "Lease!"}, ["/slug"]),
        ({"slug": "x" * 81}, ["/slug"]),
        ({"title": " "}, ["/title"]),
        ({"title": "x" * 201}, ["/title"]),
        ({"rules": []}, ["/rules"]),
        ({"slug": "", "rules": [{**RULE, "severity": "x"}, {**OTHER, "requires": ["<"]}]},
         ["/slug", "/rules/0/severity", "/rules/1/requires/0"]),
        ({"rules": [{**RULE, "keeps": ["Nothing."]}]}, ["/rules/0/keeps/0"]),
        ({"rules": [{**RULE, "offends": ["The rent."]}]}, ["/rules/0/offends/0"]),
    ],
)  # fmt: skip
def test_publish__with_faults__tells_each_and_writes_nothing(
    admin_user: User, change: dict[str, Any], pointers: list[str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        publish(admin_user, **change)
    assert [one.pointer for one in refused.value.errors] == pointers
    assert Policy.objects.count() == 0


@pytest.mark.parametrize("slug", ["nope", "LEASE", "", "lease "])
def test_policy__that_is_not_there__is_not_found(admin_user: User, slug: str) -> None:
    publish(admin_user)
    with pytest.raises(PolicyNotFound):
        policy_version_get(slug)


def test_policies__are_listed_for_cleared_users_in_two_queries(
    admin_user: User, lawyer: User, client_user: User, django_assert_num_queries: Any
) -> None:
    publish(admin_user)
    publish(admin_user, rules=[OTHER])
    publish(admin_user, slug="loan")
    for user in (admin_user, lawyer, client_user):
        with django_assert_num_queries(2):
            listed = [(one.slug, one.current[0].number, one.current[0].rules) for one in policies_visible_to(user)]
        assert sorted(listed, key=lambda one: one[0]) == [("lease", 2, [OTHER]), ("loan", 1, [RULE])]
    stranger = make_user("client", "Nemo Nobody")
    stranger.email_confirmed_at = None
    stranger.save()
    assert list(policies_visible_to(stranger)) == []


def imported(path: Path, **options: object) -> dict[str, str]:
    out = io.StringIO()
    call_command("import_policies", str(path), stdout=out, **options)
    return dict(line.split(": ", 1) for line in out.getvalue().splitlines())


def test_library__is_imported_once_and_read_back(admin_user: User) -> None:
    slugs = sorted(one.stem for one in LIBRARY.glob("*.yaml"))
    assert imported(LIBRARY, dry_run=True) == dict.fromkeys(slugs, "would be new, version 1")
    assert Policy.objects.count() == 0
    assert imported(LIBRARY) == dict.fromkeys(slugs, "new, version 1")
    assert imported(LIBRARY) == dict.fromkeys(slugs, "unchanged, version 1")
    assert imported(LIBRARY, verbosity=0) == {}
    for slug in slugs:
        version = policy_version_get(slug)
        assert [one.id for one in version.read()] == [one["id"] for one in version.rules]
        assert version.published_by is None


def write(folder: Path, slug: str, severity: str = "high") -> None:
    (folder / f"{slug}.yaml").write_text(
        f"slug: {slug}\ntitle: T\nrules:\n- id: r\n  severity: {severity}\n  message: M\n  legalBasis: L\n"
        "  requires: [rent]\n"
    )


def test_import__changed_file__is_a_new_version_unless_staff_published_their_own(
    tmp_path: Path, admin_user: User
) -> None:
    write(tmp_path, "a")
    write(tmp_path, "b")
    imported(tmp_path)
    publish(admin_user, slug="b")
    write(tmp_path, "a", "low")
    write(tmp_path, "b", "low")
    assert imported(tmp_path) == {"a": "new version, version 2", "b": "kept as staff published it, version 2"}
    assert policy_version_get("a").rules[0]["severity"] == "low"
    assert policy_version_get("b").rules == [RULE]


def test_import__one_bad_file__imports_nothing_and_names_it(tmp_path: Path) -> None:
    write(tmp_path, "a")
    write(tmp_path, "b", "grave")
    with pytest.raises(CommandError, match=r"(?s)b: .*/rules/0/severity: Use one of"):
        imported(tmp_path)
    (tmp_path / "b.yaml").write_text("slug: [")
    with pytest.raises(CommandError, match=r"b\.yaml: "):
        imported(tmp_path)
    (tmp_path / "b.yaml").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(CommandError, match=r"b\.yaml cannot be read"):
        imported(tmp_path)
    (tmp_path / "b.yaml").write_text((tmp_path / "a.yaml").read_text())
    with pytest.raises(CommandError, match="two policies"):
        imported(tmp_path)
    assert Policy.objects.count() == 0


def test_import__of_nothing__is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="holds no policy"):
        imported(tmp_path)
    with pytest.raises(CommandError, match="is not there"):
        imported(tmp_path / "nope")


def test_import__by_a_lawyer__is_refused(tmp_path: Path, lawyer: User) -> None:
    write(tmp_path, "a")
    with pytest.raises(Forbidden):
        policies_import(actor=lawyer, path=tmp_path)
    assert Policy.objects.count() == 0


def test_launcher__imports_the_policies_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    def manage(*words: str) -> None:
        ran.append(words[0])
        if words[0] == "import_policies":
            call_command(*words)

    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    monkeypatch.setattr(run, "_manage", manage)
    monkeypatch.setattr(run, "_demo_wanted", lambda: False)
    run.prepare()
    assert ran.count("import_policies") == 1
    assert Policy.objects.count() == len(list(LIBRARY.glob("*.yaml")))
    run.prepare()
    assert ran.count("import_policies") == 1
