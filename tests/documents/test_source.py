"""A template as files: whole, checked, and the same after a round through the database."""

from __future__ import annotations

import shutil

import pytest

from documents.source import SourceInvalid, from_files, read_folder
from tests.documents.articles import LIBRARY, SLUG, articles, small, small_files


def faults_of(files):
    with pytest.raises(SourceInvalid) as refused:
        from_files(files)
    return [(fault.pointer, fault.code) for fault in refused.value.errors]


def test_read_folder__takes_in_the_shared_partials_it_uses():
    used = {"signatures", "acknowledgment", "caption", "notary"}
    assert set(articles().partials) == {f"_shared/{name}.html" for name in used}
    assert list(articles().styles) == ["page.css", "signing.css", "articles.css"]


def test_from_files__of_to_files__gives_the_same_template():
    again = from_files(articles().to_files())
    assert (again.checksum, again) == (articles().checksum, articles())


@pytest.mark.parametrize("name", ["template.html", "style.css", "sample.json", "_shared/page.css"])
def test_checksum__changes_with_every_file(name):
    files = articles().to_files()
    changed = from_files({**files, name: files[name] + b"\n"})
    assert changed.checksum != articles().checksum


def test_checksum__does_not_depend_on_the_order_of_the_files():
    assert from_files(dict(reversed(articles().to_files().items()))).checksum == articles().checksum


def test_sections__have_a_formal_english_clause_each():
    assert [section.key for section in articles().sections] == [
        "primaryPurpose",
        "incidentalPowers",
        "shareFeatures",
        "otherMatters",
    ]
    assert all("en/formal" in section.clauses for section in articles().sections)


def test_from_files__of_an_empty_folder__names_every_missing_file():
    assert {code for _, code in faults_of({})} == {"missing-file"}
    assert ("/schema.json", "missing-file") in faults_of({})


@pytest.mark.parametrize(
    ("file", "content", "fault"),
    [
        ("schema.json", b"{", ("/schema.json", "json")),
        ("sample.json", b"[]", ("/sample.json", "json")),
        ("manifest.yaml", b"- a", ("/manifest.yaml", "yaml")),
        ("manifest.yaml", b"!!python/object/apply:os.system [id]", ("/manifest.yaml", "yaml")),
        ("template.html", b"\xff\xfe", ("/template.html", "encoding")),
        ("run.sh", b"", ("/run.sh", "unknown-file")),
        ("assets/../../x.png", b"", ("/'assets/../../x.png'", "file-name")),
        ("clauses/ghost/en/formal.md", b"x", ("/clauses/ghost/en/formal.md", "unknown-section")),
    ],
)
def test_from_files__of_a_broken_file__names_it(file, content, fault):
    assert fault in faults_of({**small_files(), file: content})


def test_from_files__of_a_section_without_clause__asks_for_it():
    files = small_files()
    files["manifest.yaml"] += b"sections: [{key: aim, title: Aim, brief: Say it}]\n"
    assert faults_of(files) == [("/clauses/aim/en/formal.md", "missing-file")]


def test_read_folder__with_a_link_in_it__is_refused(tmp_path):
    folder = tmp_path / SLUG
    shutil.copytree(LIBRARY / SLUG, folder)
    (folder / "assets").mkdir()
    (folder / "assets" / "logo.png").symlink_to("/etc/passwd")
    with pytest.raises(SourceInvalid, match="is a link"):
        read_folder(folder)


def test_read_folder__of_another_slug__is_refused(tmp_path):
    shutil.copytree(LIBRARY / SLUG, tmp_path / "other")
    with pytest.raises(SourceInvalid, match="the folder is other"):
        read_folder(tmp_path / "other")


def test_small__is_a_template():
    assert small().readme == "A small template."
