"""Sources, passages and their search, on both databases."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from accounts.models import User
from ai import selectors, services
from ai.models import Passage, Source
from cases.models import Assignment, Case
from config import run
from core import audit
from core.errors import Conflict, Forbidden, InvalidInput
from tests.ai.conftest import make_user

# A FULLTEXT index shows committed rows only.
pytestmark = pytest.mark.django_db(transaction=True)

LIBRARY = settings.BASE_DIR / "ai" / "knowledge" / "library"
TEXT = "## Penguins [RA 1 s.2]\nPenguins walk in Tondo.\n\n## Geese [RA 1 s.3]\nGeese swim at Ñañez beach.\n"


@pytest.fixture
def source(lawyer: User) -> Source:
    return services.source_put(actor=lawyer, title="Birds", citation="RA 1", text=TEXT)


@pytest.fixture
def cleared_client(client_user: User) -> User:
    client_user.email_confirmed_at = timezone.now()
    client_user.save()
    return client_user


def texts(user: User, query: str, **options: object) -> list[str]:
    return [one.text for one in selectors.passages_found(user, query, **options)]


def verbs(source: Source) -> list[str]:
    return [one.verb for one in audit.entries_of(source)]


# --- keeping sources


def test_put__passages_stand_word_for_word_in_their_source(source: Source) -> None:
    passages = list(source.passages.all())
    assert [(one.number, one.heading, one.citation) for one in passages] == [
        (1, "Penguins", "RA 1 s.2"),
        (2, "Geese", "RA 1 s.3"),
    ]
    assert all(source.text[one.start : one.end] == one.text for one in passages)


def test_put__same_content__changes_nothing(source: Source, other_lawyer: User) -> None:
    before = list(source.passages.values_list("pk", flat=True))
    services.source_put(actor=other_lawyer, title="Birds", citation="RA 1", text=TEXT + "\r\n", source=source)
    assert list(source.passages.values_list("pk", flat=True)) == before
    assert verbs(source) == ["source.added"]


def test_put__changed_text__makes_passages_and_index_anew(source: Source, lawyer: User) -> None:
    services.source_put(actor=lawyer, title="Birds", citation="RA 1", text="Ostriches run.", source=source)
    assert texts(lawyer, "penguins") == []
    assert texts(lawyer, "ostrich") == ["Ostriches run."]
    assert verbs(source) == ["source.changed", "source.added"]


def test_put__failure_halfway__leaves_the_old_passages(source: Source, lawyer: User, monkeypatch) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("ai.services.knowledge.audit.record", fail)
    with pytest.raises(RuntimeError):
        services.source_put(actor=lawyer, title="Birds", citation="RA 1", text="Ostriches run.", source=source)
    assert texts(lawyer, "penguins") == ["Penguins walk in Tondo."]
    assert texts(lawyer, "ostrich") == []


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"title": " "}, "/title"),
        ({"text": "\n"}, "/text"),
        ({"kind": "poem"}, "/kind"),
        ({"url": "javascript:1"}, "/url"),
    ],
)
def test_put__bad_input__is_named_and_writes_nothing(lawyer: User, change: dict[str, str], pointer: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        services.source_put(actor=lawyer, **{"title": "T", "text": "Some words.", **change})
    assert [one.pointer for one in refused.value.errors] == [pointer]
    assert Source.objects.count() == 0


def test_put_and_retire__by_client__are_refused(source: Source, cleared_client: User) -> None:
    with pytest.raises(Forbidden):
        services.source_put(actor=cleared_client, title="T", text="Some words.")
    with pytest.raises(Forbidden):
        services.source_retire(actor=cleared_client, source=source)
    assert texts(cleared_client, "penguins") == ["Penguins walk in Tondo."]


def test_retire__nothing_is_found_until_restored(source: Source, lawyer: User) -> None:
    services.source_retire(actor=lawyer, source=source)
    services.source_retire(actor=lawyer, source=source)
    assert texts(lawyer, "penguins geese") == []
    services.source_put(actor=lawyer, title="Birds", text="Penguins rest.", source=source)
    assert texts(lawyer, "penguins") == []
    services.source_restore(actor=lawyer, source=source)
    assert texts(lawyer, "penguins") == ["Penguins rest."]
    assert verbs(source) == ["source.restored", "source.changed", "source.retired", "source.added"]


# --- texts of documents


def test_case_text__is_found_with_its_case_alone(
    case: Case, lawyer: User, other_lawyer: User, admin_user: User
) -> None:
    other = Case.objects.create(number="2026-000002", title="Another", kind="contract")
    Assignment.objects.create(case=other, lawyer=lawyer, role="lead")
    services.case_text_put(case=case, origin="r1", title="Lease", text="The lessee keeps penguins.")
    assert (
        texts(lawyer, "penguins", case=case)
        == texts(admin_user, "penguins", case=case)
        == ["The lessee keeps penguins."]
    )
    assert texts(lawyer, "penguins") == texts(lawyer, "penguins", case=other) == []
    assert texts(other_lawyer, "penguins", case=case) == texts(admin_user, "penguins", case=other) == []


def test_case_text__reaches_the_client_only_when_marked(case: Case, cleared_client: User, lawyer: User) -> None:
    put = {"case": case, "origin": "r1", "title": "Lease", "text": "The lessee keeps penguins."}
    services.case_text_put(**put)
    assert texts(cleared_client, "penguins", case=case) == []
    services.case_text_put(**put, for_client=True)
    assert texts(cleared_client, "penguins", case=case) == texts(lawyer, "penguins", case=case) != []
    assert texts(make_user("client", "Someone Else"), "penguins", case=case) == []


def test_case_text__put_again_changes_nothing_and_removed_is_forgotten(case: Case, lawyer: User) -> None:
    put = {"case": case, "origin": "r1", "title": "Lease", "text": "The lessee keeps penguins."}
    first, again = services.case_text_put(**put), services.case_text_put(**put)
    assert first == again
    assert verbs(first) == ["source.added"]
    assert services.case_text_remove(case=case, origin="R1") is False
    assert services.case_text_remove(case=case, origin="r1") is True
    assert services.case_text_remove(case=case, origin="r1") is False
    assert texts(lawyer, "penguins", case=case) == []
    assert Passage.objects.count() == 0
    assert {one.staff_only for one in audit.entries_of(first)} == {True}
    assert not audit.entries_of_case(case.pk).exists()  # the document's own entries tell of it


def test_case_text__cannot_be_changed_as_a_source(case: Case, lawyer: User) -> None:
    text = services.case_text_put(case=case, origin="r1", title="Lease", text="The lessee keeps penguins.")
    with pytest.raises(Forbidden):
        services.source_put(actor=lawyer, title="Lease", text="Other words.", source=text)
    with pytest.raises(Conflict):
        services.source_retire(actor=lawyer, source=text)


# --- who may see


def test_knowledge__uncleared_and_closed_accounts__find_nothing(
    source: Source, client_user: User, lawyer: User
) -> None:
    client_user.email_confirmed_at = None
    assert texts(client_user, "penguins") == []
    lawyer.is_active = False
    assert texts(lawyer, "penguins") == []


def test_sources__in_lists__are_for_staff_and_case_texts_for_the_case(
    source: Source, case: Case, lawyer: User, other_lawyer: User, admin_user: User, cleared_client: User
) -> None:
    text = services.case_text_put(case=case, origin="r1", title="Lease", text="Penguins.", for_client=True)
    seen = {
        user: set(selectors.sources_visible_to(user)) for user in (lawyer, other_lawyer, admin_user, cleared_client)
    }
    assert seen == {lawyer: {source, text}, other_lawyer: {source}, admin_user: {source, text}, cleared_client: set()}


# --- searching

HOSTILE = [
    '"', "*", "(", ")", "-", "+", "~", "@", "NEAR", "AND",
    "OR NOT", '"penguin" AND NOT geese*', "penguin* NEAR(geese, 2)",
    "+penguins -geese", "(penguins", "terms:penguins", "penguins'; DROP TABLE ai_passage; --", "@distance 77",
    "%s %(a)s",
    "", "the of", "😀", "\0", "sxknowledge", "wx", "\ud800 penguins", "a" * 10_000, "penguins " * 1_200, "<>!^{}[]\\/|",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_search__hostile_query__never_raises_and_means_its_words(source: Source, lawyer: User, query: str) -> None:
    wanted = [word for word in ("penguin", "geese") if word in query.lower()]
    found = [text.split()[0].lower().rstrip("s") for text in texts(lawyer, query)]
    assert sorted(found) == sorted(word.rstrip("s") for word in wanted)


@pytest.mark.parametrize("query", ["nanez", "ÑAÑEZ", "Nan\u0303ez"])
def test_search__accents_and_case__are_levelled(source: Source, lawyer: User, query: str) -> None:
    assert texts(lawyer, query) == ["Geese swim at Ñañez beach."]


@pytest.mark.parametrize("query", ["RA 1", "s.3", "who will la com de"])
def test_search__short_words_and_the_databases_own_stop_words__are_found(lawyer: User, query: str) -> None:
    services.source_put(actor=lawyer, title="Rule", citation="RA 1 s.3", text="Com la de.")
    assert texts(lawyer, query) == ["Com la de."]


def test_search__heading_and_citation__outweigh_text(lawyer: User) -> None:
    services.source_put(actor=lawyer, title="One", text="Penguins are birds of the south, among others.")
    services.source_put(actor=lawyer, title="Two", text="## Penguins\nBirds of the south, among others are they.")
    assert texts(lawyer, "penguins")[0].startswith("Birds")


def test_search__equal_passages__come_in_a_steady_order_within_the_limit(lawyer: User) -> None:
    sources = [services.source_put(actor=lawyer, title="Same", text="Penguins.") for _ in range(5)]
    found = [selectors.passages_found(lawyer, "penguins", limit=3) for _ in range(3)]
    assert [one.source_id for one in found[0]] == [str(one.pk) for one in sources[:3]]
    assert found[0] == found[1] == found[2]
    assert selectors.passages_found(lawyer, "penguins", limit=0) == []


def test_search__many_texts_of_other_cases__crowd_nothing_out(case: Case, source: Source, lawyer: User) -> None:
    services.case_text_put(case=case, origin="r1", title="Long", text="\n\n".join(["## H\nPenguins penguins."] * 400))
    assert texts(lawyer, "penguins tondo") == ["Penguins walk in Tondo."]


def test_search__one_question__takes_three_queries_and_asked_again_two(
    source: Source, case: Case, lawyer: User, django_assert_num_queries
) -> None:
    with django_assert_num_queries(3):
        first = selectors.passages_found(lawyer, "penguins", case=case)
    with django_assert_num_queries(2):
        assert selectors.passages_found(lawyer, "penguins", case=case) == first


def test_search__of_the_knowledge_base_alone__asked_again__is_one_query(
    source: Source, lawyer: User, django_assert_num_queries
) -> None:
    first = selectors.passages_found(lawyer, "penguins of Tondo")
    with django_assert_num_queries(1):
        assert selectors.passages_found(lawyer, "penguins of Tondo") == first
    assert selectors.passages_found(lawyer, "penguins of Tondo", limit=1) == first[:1]


def test_search__asked_again__finds_what_was_added_changed_and_retired_since(
    source: Source, lawyer: User, admin_user: User
) -> None:
    def found() -> list[str]:
        return [one.title for one in selectors.passages_found(lawyer, "penguins")]

    before = found()
    added = services.source_put(
        actor=admin_user, title="More penguins", kind="memo", citation="", url="", locale="en", text="More penguins."
    )
    assert found() == ["More penguins", *before] or found() == [*before, "More penguins"]
    services.source_put(
        actor=admin_user, source=added, title="Less", kind="memo", citation="", url="", locale="en", text="Fewer birds."
    )
    assert found() == before
    services.source_retire(actor=admin_user, source=source)
    assert found() == []


def test_search__asked_again_by_who_may_not_see_the_case_any_more__finds_nothing_of_it(
    case: Case, lawyer: User
) -> None:
    services.case_text_put(case=case, origin="doc:1", title="Penguins", text="The penguins of this case.")
    assert [one.title for one in selectors.passages_found(lawyer, "penguins", case=case)] == ["Penguins"]
    case.assignments.all().delete()
    assert selectors.passages_found(lawyer, "penguins", case=case) == []


# --- the index


def test_migration__back_and_forth__leaves_a_working_index(source: Source, lawyer: User) -> None:
    executor = MigrationExecutor(connection)
    ahead = executor.loader.graph.leaf_nodes()  # of every room: those above go back with it
    executor.migrate([("ai", "0001_initial")])
    MigrationExecutor(connection).migrate(ahead)
    assert Source.objects.count() == 0
    services.source_put(actor=lawyer, title="Birds", text=TEXT)
    assert texts(lawyer, "penguins") == ["Penguins walk in Tondo."]


@pytest.mark.embedded_only
def test_sqlite_index__is_whole_after_adding_changing_and_deleting(source: Source, lawyer: User) -> None:
    Passage.objects.filter(number=1).update(terms="sxknowledge wxswan")
    Passage.objects.filter(number=2).delete()
    assert [len(texts(lawyer, word)) for word in ("swan", "penguins", "geese")] == [1, 0, 0]
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO ai_passage_search(ai_passage_search, rank) VALUES ('integrity-check', 1)")


# --- libraries


def test_import__twice__writes_once_and_tells(tmp_path: Path, lawyer: User) -> None:
    folder = tmp_path / "lib"
    shutil.copytree(LIBRARY, folder)
    assert set(_imported(folder, dry_run=True).values()) == {"would be new"}
    assert Source.objects.count() == 0
    assert set(_imported(folder).values()) == {"new"}
    assert set(_imported(folder).values()) == {"unchanged"}
    opc = folder / "opc.en.md"
    opc.write_text(opc.read_text() + "\n## More\nPenguins may form one too.\n")
    assert _imported(folder, dry_run=True)["opc.en.md"] == "would be changed"
    assert [name for name, said in _imported(folder).items() if said == "changed"] == ["opc.en.md"]
    assert texts(lawyer, "penguins") == ["Penguins may form one too."]


def test_import__source_changed_by_staff__is_kept(tmp_path: Path, lawyer: User) -> None:
    file = tmp_path / "a.md"
    file.write_text("---\nkind: memo\ntitle: A\nlocale: en\n---\nFirst words.\n")
    _imported(tmp_path)
    ours = services.source_put(actor=lawyer, title="A", text="Our own words.", source=Source.objects.get())
    file.write_text(file.read_text() + "Second words.\n")
    assert _imported(tmp_path) == {"a.md": "kept as staff changed it"}
    ours.refresh_from_db()
    assert ours.text == "Our own words."


@pytest.mark.parametrize(
    "content",
    ["no head", "---\nkind: memo\n---\nWords", "---\nkind: poem\ntitle: T\nlocale: en\n---\nWords",
     "---\nkind: memo\ntitle: T\nlocale: en\n---\n", "---\n: [\n---\nWords",
    "---\nkind: memo\ntitle: T\nlocale: en\ncolour: red\n---\nW"],
)  # fmt: skip
def test_import__one_bad_file__imports_nothing_and_names_it(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.md").write_text("---\nkind: memo\ntitle: A\nlocale: en\n---\nFirst words.\n")
    (tmp_path / "bad.md").write_text(content)
    with pytest.raises(CommandError, match=r"bad\.md"):
        _imported(tmp_path)
    assert Source.objects.count() == 0


def test_launcher__imports_the_starter_library_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    def manage(*words: str) -> None:
        ran.append(words[0])
        if words[0] == "import_knowledge":
            call_command(*words)

    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    monkeypatch.setattr(run, "_manage", manage)
    monkeypatch.setattr(run, "_demo_wanted", lambda: False)
    run.prepare()
    assert ran.count("import_knowledge") == 1
    assert Source.objects.filter(origin__startswith="library/").count() == len(list(LIBRARY.glob("*.md")))
    run.prepare()
    assert ran.count("import_knowledge") == 1


def _imported(path: Path, **options: object) -> dict[str, str]:
    out = io.StringIO()
    call_command("import_knowledge", str(path), stdout=out, **options)
    return dict(line.split(": ", 1) for line in out.getvalue().splitlines())
