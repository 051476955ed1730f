"""Templates in the admin: their page, what differs between versions, import and export."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from backoffice import template_importing
from documents.archives import read_zip, write_zip
from documents.models import Template, TemplateDraft, TemplateVersion
from tests.documents import drafts
from tests.documents.articles import small


def url(desk, name):
    return desk.url(f"template_{name}", drafts.template().pk)


def text_of(answer) -> str:
    return answer.content.decode()


def test_page__shows_versions_and_the_way_to_a_draft(desk):
    drafts.publish("<p>Second {{ data.name }}</p>")
    text = text_of(desk.browser("lawyer").get(url(desk, "change")))
    assert "Version 2" in text
    assert "What changed since version 1" in text
    assert "Start a draft" in text


def test_start__makes_one_draft_and_goes_to_it(desk):
    browser = desk.browser("lawyer")
    answer = browser.post(url(desk, "start"))
    draft = TemplateDraft.objects.get()
    assert answer["Location"] == desk.url("templatedraft_change", draft.pk)
    again = text_of(desk.browser("colleague").post(url(desk, "start"), follow=True))
    assert "has an open draft by" in again
    assert TemplateDraft.objects.count() == 1
    assert browser.get(url(desk, "start")).status_code == 405


@pytest.mark.parametrize("who", ["client", None])
def test_pages__of_templates__are_closed_to_others(desk, who):
    from django.test import Client

    draft = drafts.start(desk.users["lawyer"])
    browser = desk.browser(who) if who else Client()
    for address in (
        url(desk, "change"),
        url(desk, "compare"),
        url(desk, "export_one"),
        desk.url("template_import"),
        desk.url("template_export"),
        desk.url("templatedraft_change", draft.pk),
        desk.url("templatedraft_preview", draft.pk),
        desk.url("templatedraft_impact", draft.pk),
    ):
        assert browser.get(address).status_code in (302, 403), address


def test_compare__marks_words_in_the_source_and_in_the_text(desk):
    drafts.publish(drafts.BODY.replace("greetings", "<b>welcome</b>"))
    text = text_of(desk.browser("lawyer").get(url(desk, "compare") + "?old=1&new=2"))
    assert "<del>greetings</del><ins>&lt;b&gt;welcome&lt;/b&gt;</ins>" in text
    assert "<del>greetings</del><ins>welcome</ins>" in text
    assert "1 word put in, 1 taken out" in text


def test_compare__of_hostile_source__shows_it_as_text(desk):
    drafts.publish("<script>alert(1)</script>{{ data.name }}")
    text = text_of(desk.browser("lawyer").get(url(desk, "compare") + "?old=1&new=2"))
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in re.sub(r"</?ins>|<del>.*?</del>", "", text, flags=re.DOTALL)


def test_compare__without_choice__takes_the_draft_against_the_version_in_use(desk):
    drafts.save(desk.users["lawyer"], drafts.start(desk.users["lawyer"]))
    text = text_of(desk.browser("colleague").get(url(desk, "compare")))
    assert "of version 1" in text
    assert "by the draft" in text
    assert "Dear" in text


def test_compare__of_a_draft_that_does_not_render__still_shows_the_source_and_says_why(desk):
    drafts.save(desk.users["lawyer"], drafts.start(desk.users["lawyer"]), "<p>{{ data.rank }} {{</p>")
    text = text_of(desk.browser("lawyer").get(url(desk, "compare")))
    assert "It cannot be shown: The template is not valid" in text
    assert "data.rank" in text


@pytest.mark.parametrize("asked", ["?old=1&new=9", "?old=1&new=draft", "?old=x&new=1", "?old=1&new=99999999999"])
def test_compare__of_what_is_not_there__is_404(desk, asked):
    assert desk.browser("lawyer").get(url(desk, "compare") + asked).status_code == 404


def test_export__gives_a_zip_that_an_import_takes(desk):
    version = TemplateVersion.objects.get()
    one = desk.browser("lawyer").get(url(desk, "export_one"))
    assert [source.checksum for source in read_zip(one.content)] == [version.checksum]
    assert one["Content-Disposition"] == 'attachment; filename="small.zip"'
    every = desk.browser("lawyer").get(desk.url("template_export"))
    assert [source.slug for source in read_zip(every.content)] == ["small"]


def upload(desk, content: bytes, who: str = "lawyer"):
    file = SimpleUploadedFile("library.zip", content, content_type="application/zip")
    return desk.browser(who).post(desk.url("template_import"), {"file": file})


def test_import__shows_first_what_would_change_and_then_makes_drafts(desk):
    content = write_zip([small("<p>Other {{ data.name }}</p>")])
    shown = upload(desk, content)
    assert "new version 2" in " ".join(text_of(shown).split())
    assert "template.html" in text_of(shown)
    assert not TemplateDraft.objects.exists()
    token = shown.context["token"]
    address = desk.url("template_import")
    answer = desk.browser("lawyer").post(address, {"token": token, "note": "From the library."})
    draft = TemplateDraft.objects.get()
    assert answer["Location"] == desk.url("templatedraft_change", draft.pk)
    assert (draft.note, draft.source().html, draft.saved_by) == (
        "From the library.", "<p>Other {{ data.name }}</p>", desk.users["lawyer"],
    )  # fmt: skip
    assert TemplateVersion.objects.filter(template__slug="small").count() == 1


def test_import__with_another_persons_token_or_too_late__asks_for_the_file_again(desk):
    token = upload(desk, write_zip([small("<p>Other {{ data.name }}</p>")])).context["token"]
    answer = desk.browser("colleague").post(desk.url("template_import"), {"token": token})
    assert template_importing.TOO_LATE in text_of(answer)
    assert not TemplateDraft.objects.exists()


def test_import__beside_an_open_draft__says_whose_and_offers_nothing(desk):
    drafts.start(desk.users["colleague"])
    answer = upload(desk, write_zip([small("<p>Other {{ data.name }}</p>")]))
    assert "A draft is open:" in text_of(answer)
    assert "Make 1 draft" not in text_of(answer)


def slip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../evil/manifest.yaml", "slug: evil")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"), [(b"no zip", "The file is no ZIP"), (b"", "The file is no ZIP"), (slip(), "leads out of it")]
)
def test_import__of_a_bad_file__says_why_and_changes_nothing(desk, content, said):
    before = Template.objects.count()
    answer = upload(desk, content) if content else desk.browser("lawyer").post(
        desk.url("template_import")
    )  # fmt: skip
    assert answer.status_code == 422
    assert (said if content else "Choose a ZIP first.") in text_of(answer)
    assert (Template.objects.count(), TemplateDraft.objects.count()) == (before, 0)


def test_import__of_what_is_published_already__says_that_there_is_nothing_to_do(desk):
    version = TemplateVersion.objects.get()
    assert "There is nothing to import" in text_of(upload(desk, write_zip([version.source()])))
