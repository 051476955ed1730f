"""Edited files: what may be edited, what is refused, and that a refusal names the file."""

from __future__ import annotations

import pytest

from documents.drafting.editing import LONGEST_FILE, editable, edited
from documents.source import SourceInvalid
from tests.documents.articles import articles, small_files

FILES = small_files()
WITH_SECTION = {
    **small_files("<p>{{ data.name }} {{ sections.aim | prose }}</p>"),
    "manifest.yaml": FILES["manifest.yaml"] + b"sections: [{key: aim, title: Aim, brief: Say it}]\n",
    "clauses/aim/en/formal.md": b"To serve.",
}


def refused(texts, files=FILES, **more):
    with pytest.raises(SourceInvalid) as caught:
        edited(files, texts, slug="small", **more)
    return {(fault.pointer, fault.code) for fault in caught.value.errors}


def test_edited__puts_the_text_in_place_and_keeps_the_rest():
    source = edited(FILES, {"template.html": "<p>Dear {{ data.name }}</p>"}, slug="small")
    assert source.to_files() == {**FILES, "template.html": b"<p>Dear {{ data.name }}</p>"}


def test_edited__with_other_line_ends_alone__leaves_the_file_byte_for_byte():
    files = {**FILES, "style.css": b"p { margin: 0 }\r\nh1 { margin: 0 }\n"}
    source = edited(files, {"style.css": "p { margin: 0 }\nh1 { margin: 0 }\r\n"}, slug="small")
    assert source.to_files()["style.css"] == files["style.css"]


def test_edited__from_a_browser__keeps_line_feeds_alone():
    assert edited(FILES, {"style.css": "a{}\r\nb{}\r\n"}, slug="small").css == "a{}\nb{}\n"


@pytest.mark.parametrize(
    ("texts", "fault"),
    [
        ({"schema.json": "{"}, ("/schema.json", "json")),
        ({"sample.json": "[1]"}, ("/sample.json", "json")),
        ({"manifest.yaml": "- a"}, ("/manifest.yaml", "yaml")),
        ({"manifest.yaml": FILES["manifest.yaml"].decode() + "a: &a [x]\nb: *a\n"}, ("/manifest.yaml", "yaml")),
        ({"template.html": "a" * (LONGEST_FILE + 1)}, ("/template.html", "too-large")),
        ({"template.html": "a\x00b"}, ("/template.html", "control-character")),
        ({"run.sh": "rm"}, ("/run.sh", "file-name")),
        ({"assets/logo.png": "x"}, ("/assets/logo.png", "file-name")),
        ({"_shared/page.css": "x"}, ("/_shared/page.css", "file-name")),
        ({"clauses/../../x.md": "x"}, ("/clauses/../../x.md", "file-name")),
        ({"clauses/ghost/en/formal.md": "x"}, ("/clauses/ghost/en/formal.md", "unknown-section")),
        (
            {"manifest.yaml": FILES["manifest.yaml"].decode().replace("slug: small", "slug: large")},
            ("/manifest.yaml", "slug"),
        ),
    ],
)
def test_edited__of_bad_input__is_refused_at_its_file(texts, fault):
    assert fault in refused(texts)


def test_edited__names_the_faults_of_every_file_at_once():
    found = refused({"schema.json": "{", "sample.json": "{"})
    assert {("/schema.json", "json"), ("/sample.json", "json")} <= found


def test_removed__clause_and_its_section__leaves_both_out():
    texts = {name: FILES[name].decode() for name in ("manifest.yaml", "template.html")}
    source = edited(WITH_SECTION, texts, slug="small", removed=["clauses/aim/en/formal.md"])
    assert source.sections == ()
    assert "clauses/aim/en/formal.md" not in source.to_files()


def test_removed__clause_whose_section_stays__is_refused():
    found = refused({}, WITH_SECTION, removed=["clauses/aim/en/formal.md"])
    assert ("/clauses/aim/en/formal.md", "missing-file") in found


@pytest.mark.parametrize("name", ["template.html", "clauses/aim/fil/formal.md", "assets/x.png"])
def test_removed__anything_but_a_clause_that_is_there__is_refused(name):
    assert (f"/{name}", "file-name") in refused({}, WITH_SECTION, removed=[name])


def test_edited__that_names_another_shared_part__takes_it_in_from_the_library():
    source = edited(FILES, {"template.html": '{% include "_shared/notary.html" %}{{ data.name }}'}, slug="small")
    assert "_shared/notary.html" in source.partials


def test_editable__of_a_library_template__are_its_own_files_in_reading_order():
    names = list(editable(articles().to_files()))
    assert names[:3] == ["template.html", "style.css", "schema.json"]
    assert [name for name in names if name.startswith("_shared")] == []
    assert "clauses/primaryPurpose/en/formal.md" in names
