"""A draft's page: editing with everything kept as typed, preview, checks, the steps, the run over open cases."""

from __future__ import annotations

import pytest
from django.urls import reverse

from documents.models import Document, ImpactRun, Rendering, TemplateDraft, TemplateVersion
from tests.documents import drafts

NEW_BODY = "<p>Dear {{ data.name }}.</p>"


@pytest.fixture
def draft(desk) -> TemplateDraft:
    return desk.draft()


def page(desk, draft) -> str:
    return desk.url("templatedraft_change", draft.pk)


def form(draft, **changes) -> dict[str, object]:
    """The editor's form as a browser posts it."""
    texts = {f"file:{name}": content.decode() for name, content in draft.contents().items()}
    typed = {f"file:{name.replace('__', '.')}": text for name, text in changes.pop("files", {}).items()}
    return {**texts, **typed, "edition": str(draft.edition), "note": draft.note, "chosen": "template.html", **changes}


def post(desk, draft, step="change", who="lawyer", **data):
    address = desk.url(f"templatedraft_{step}", draft.pk)
    return desk.browser(who).post(address, {"edition": str(draft.edition), **data}, follow=True)


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_page__holds_every_file_to_the_letter(desk, draft):
    text = desk.read("lawyer", page(desk, draft))
    assert 'name="file:template.html"' in text
    assert "&lt;h1&gt;Notice&lt;/h1&gt;\n&lt;p&gt;To {{ data.name }}, greetings.&lt;/p&gt;\n</textarea>" in text
    assert 'name="file:_shared' not in text


def test_save__keeps_what_was_typed_and_returns_to_the_file(desk, draft):
    answer = desk.browser("colleague").post(
        page(desk, draft), form(draft, files={"template.html": NEW_BODY}, note="Warm.")
    )
    assert answer["Location"] == f"{page(desk, draft)}?file=template.html"
    draft.refresh_from_db()
    assert (draft.source().html, draft.note, draft.edition) == (NEW_BODY, "Warm.", 2)


def test_save__of_the_page_as_it_was_drawn__changes_no_byte(desk, draft):
    before = draft.checksum
    answer = desk.browser("lawyer").post(page(desk, draft), form(draft), follow=True)
    assert "Nothing was changed" in said(answer)
    draft.refresh_from_db()
    assert (draft.checksum, draft.edition) == (before, 1)


def test_save__of_bad_input__stands_beside_its_file_with_all_as_typed(desk, draft):
    typed = form(draft, files={"schema.json": "{broken", "template.html": NEW_BODY}, note="Kept note")
    answer = desk.browser("lawyer").post(page(desk, draft), typed)
    text = said(answer)
    assert answer.status_code == 422
    assert "Nothing was saved: one thing needs your attention" in text
    assert "schema.json: The file is no JSON" in text
    assert "{broken</textarea>" in text
    assert "&lt;p&gt;Dear {{ data.name }}.&lt;/p&gt;</textarea>" in text
    assert 'value="Kept note"' in text
    draft.refresh_from_db()
    assert draft.edition == 1


def test_save__over_a_newer_edition__says_who_saved_it_and_keeps_what_was_typed(desk, draft):
    mine = form(draft, files={"template.html": NEW_BODY})
    drafts.save(desk.users["colleague"], TemplateDraft.objects.get(pk=draft.pk), "<p>Theirs {{ data.name }}</p>")
    answer = desk.browser("lawyer").post(page(desk, draft), mine)
    text = said(answer)
    assert answer.status_code == 409
    assert "Colleague saved this draft on" in text
    assert "&lt;p&gt;Dear {{ data.name }}.&lt;/p&gt;</textarea>" in text
    assert 'name="edition" value="2"' in text  # the button that saves over it
    draft.refresh_from_db()
    assert draft.source().html == "<p>Theirs {{ data.name }}</p>"
    over = desk.browser("lawyer").post(page(desk, draft), {**mine, "edition": ["1", "2"]})
    draft.refresh_from_db()
    assert (over.status_code, draft.source().html, draft.edition) == (302, NEW_BODY, 3)


def test_clause__is_added_with_its_section_and_a_bad_name_is_told(desk, draft):
    manifest = draft.contents()["manifest.yaml"].decode() + "sections: [{key: aim, title: Aim, brief: Say it}]\n"
    files = {"manifest.yaml": manifest, "template.html": "<p>{{ data.name }} {{ sections.aim | prose }}</p>"}
    bad = form(draft, files=files, **{"new-name": "../x.md", "new-text": "To serve."})
    answer = desk.browser("lawyer").post(page(desk, draft), bad)
    assert "A clause is called clauses/" in said(answer)
    good = {**bad, "new-name": "clauses/aim/en/formal.md"}
    assert desk.browser("lawyer").post(page(desk, draft), good).status_code == 302
    draft.refresh_from_db()
    assert draft.contents()["clauses/aim/en/formal.md"] == b"To serve."
    assert 'value="clauses/aim/en/formal.md"' in desk.read("lawyer", page(desk, draft))  # it can be removed


def test_preview__of_what_was_saved_and_of_what_is_typed__is_a_pdf_that_nobody_keeps(desk, draft):
    address = desk.url("templatedraft_preview", draft.pk)
    saved = desk.browser("lawyer").get(address)
    typed = desk.browser("lawyer").post(address, form(draft, files={"template.html": NEW_BODY}))
    for answer in (saved, typed):
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer["Cache-Control"].startswith("private, no-store")
        assert answer.content.startswith(b"%PDF-")
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert saved.content != typed.content
    draft.refresh_from_db()
    assert (draft.edition, Rendering.objects.count(), Document.objects.count()) == (1, 0, 0)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"template.html": "<p>{{ data.name</p>"}, "The template is not valid"),
        ({"sample.json": '{"name": 3}'}, "sample.json/name: This must be text."),
        ({"schema.json": '{"type": "array"}'}, "its type must be object"),
        ({"template.html": "<p>{{ data.name.__class__ }}</p>"}, "Python internals"),
        ({"manifest.yaml": "- a"}, "manifest.yaml: The file must hold a mapping."),
    ],
)
def test_preview__of_what_makes_no_document__says_why(desk, draft, files, told):
    answer = desk.browser("lawyer").post(desk.url("templatedraft_preview", draft.pk), form(draft, files=files))
    assert answer.status_code == 422
    assert "There is no preview yet" in said(answer)
    assert told in said(answer)
    assert "no-store" in answer["Cache-Control"]


def test_checks__are_listed_with_their_reasons(desk, draft):
    drafts.save(desk.users["lawyer"], draft, "<p>{{ data.name }} {{ data.rank }}</p>")
    text = said(post(desk, draft, "check"))
    assert "1 of 7 checks failed" in text
    assert "template.html: It uses data.rank, which the schema does not declare." in text
    assert "not run" in text
    refused = said(post(desk, draft, "propose"))
    assert "Not every check passes" in refused
    assert TemplateDraft.objects.get(pk=draft.pk).status == "editing"
    drafts.save(desk.users["lawyer"], draft, NEW_BODY)
    assert "The draft was saved after these checks" in desk.read("lawyer", page(desk, draft))


def test_steps__go_from_the_author_to_an_admin_who_is_none(desk, draft):
    drafts.save(desk.users["lawyer"], draft, NEW_BODY)
    assert "Proposed." in said(post(desk, draft, "propose"))
    assert "To publish" in desk.read("admin", reverse("admin:index"))
    assert "To publish" not in desk.read("lawyer", reverse("admin:index"))
    mine = desk.read("lawyer", page(desk, draft))
    assert "Take it back" in mine
    assert ">Publish<" not in mine
    assert "Ask an admin" in said(post(desk, draft, "publish"))
    assert "Say what its authors should change" in said(post(desk, draft, "send_back", "admin"))
    theirs = desk.read("admin", page(desk, draft))
    assert ">Publish<" in theirs
    assert "readonly" in theirs
    text = said(post(desk, draft, "publish", "admin"))
    assert "Published as version 2" in text
    assert "Lawyer proposed it. <span" in text
    assert TemplateVersion.objects.get(number=2).source().html == NEW_BODY


def test_step__on_a_page_that_is_out_of_date__is_refused(desk, draft):
    drafts.save(desk.users["colleague"], TemplateDraft.objects.get(pk=draft.pk))
    assert "Colleague saved this draft on" in said(post(desk, draft, "propose"))
    assert TemplateDraft.objects.get(pk=draft.pk).status == "editing"


def test_draft__whose_version_is_no_longer_the_newest__offers_to_take_it_in(desk, draft):
    drafts.save(desk.users["lawyer"], draft, NEW_BODY)
    drafts.publish(drafts.BODY, **{"README.md": b"Newer."})
    assert "Version 2 was published since this draft began" in desk.read("lawyer", page(desk, draft))
    assert "It is up to date" in said(post(desk, draft, "update"))
    assert TemplateDraft.objects.get(pk=draft.pk).source().readme == "Newer."


def test_discard__closes_the_draft_and_frees_the_template(desk, draft):
    assert "Discarded." in said(post(desk, draft, "discard", note="Not needed."))
    assert "Start a draft" in desk.read("lawyer", desk.url("template_change", draft.template_id))
    assert "“Not needed.”" in desk.read("lawyer", page(desk, draft))


@pytest.mark.parametrize("step", ["check", "propose", "send_back", "publish", "update", "discard"])
def test_steps__are_posted(desk, draft, step):
    assert desk.browser("admin").get(desk.url(f"templatedraft_{step}", draft.pk)).status_code == 405


def test_impact__is_shown_to_who_sees_the_case_and_says_when_it_is_older(
    desk, draft, files, django_capture_on_commit_callbacks
):
    users = desk.users
    drafts.document(users["lawyer"], drafts.case_of(users["lawyer"], users["client"]), "Sinta <b>Reyes</b>")
    drafts.save(users["lawyer"], draft, drafts.BODY.replace("greetings", "welcome"))
    with django_capture_on_commit_callbacks(execute=True):
        assert "Under way" in said(post(desk, draft, "impact"))
    text = desk.read("lawyer", desk.url("templatedraft_impact", draft.pk))
    assert "<del>greetings</del><ins>welcome</ins>" in text
    assert "Sinta &lt;b&gt;Reyes&lt;/b&gt;" in text
    assert "Text changes: 1" in desk.read("lawyer", page(desk, draft))
    others = desk.read("colleague", desk.url("templatedraft_impact", draft.pk))
    assert "Sinta" not in others
    assert "Text changes: 0" in others
    drafts.save(users["lawyer"], TemplateDraft.objects.get(pk=draft.pk), NEW_BODY)
    assert "The draft was saved after this run" in desk.read("lawyer", page(desk, draft))


def test_impact__of_a_closed_draft__is_not_asked_for(desk, draft):
    post(desk, draft, "discard")
    assert "there is nothing to try out any more" in said(post(desk, draft, "impact"))
    assert not ImpactRun.objects.exists()


def test_lists__show_drafts_and_their_status(desk, draft):
    assert "Being edited" in desk.read("lawyer", desk.url("templatedraft_changelist"))
    assert "Being edited" in desk.read("lawyer", desk.url("template_changelist"))
