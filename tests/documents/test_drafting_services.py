"""Writing a draft: one open draft, no save over another's, refusals that change nothing, every step recorded."""

from __future__ import annotations

import pytest

from accounts.exceptions import StaffOnly
from core import audit
from core.errors import InvalidInput
from core.states import TransitionNotAllowed
from documents import services
from documents.drafting import selectors
from documents.exceptions import TemplateDraftChanged, TemplateDraftNotEditable, TemplateDraftOpen
from documents.models import TemplateDraft, TemplateVersion
from documents.source import SourceInvalid
from tests.documents import drafts
from tests.documents.drafts import save, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return drafts.people()


def verbs(draft) -> list[str]:
    return [entry.verb for entry in reversed(audit.entries_of(draft))]


def test_start__begins_as_the_newest_version_and_records_who(people):
    drafts.publish()
    newest = drafts.publish("<p>Second {{ data.name }}</p>")
    draft = start(people["lawyer"])
    assert (draft.base, draft.checksum, draft.status, draft.edition) == (newest, newest.checksum, "editing", 1)
    assert selectors.author_ids(draft) == {people["lawyer"].pk}
    assert verbs(draft) == ["template-draft.started"]


def test_start__beside_an_open_draft__is_refused_and_says_whose_it_is(people):
    start(people["lawyer"])
    with pytest.raises(TemplateDraftOpen, match="by Lawyer"):
        start(people["colleague"])
    assert TemplateDraft.objects.count() == 1


def test_start__after_the_last_was_discarded__is_possible(people):
    first = start(people["lawyer"])
    services.template_draft_discard(actor=people["colleague"], draft=first, note="No longer needed.")
    assert start(people["lawyer"]).pk != first.pk
    assert (first.status, first.open_key) == ("discarded", None)
    assert verbs(first)[-1] == "template-draft.discarded"


def test_draft__by_a_client__is_refused_and_changes_nothing(people):
    drafts.publish()
    with pytest.raises(StaffOnly):
        services.template_draft_start(actor=people["client"], template=drafts.template())
    draft = start(people["lawyer"])
    for attempt in (
        lambda: save(people["client"], draft),
        lambda: services.template_draft_check(actor=people["client"], draft=draft),
        lambda: services.template_draft_discard(actor=people["client"], draft=draft),
        lambda: services.template_impact_request(actor=people["client"], draft=draft),
    ):
        with pytest.raises(StaffOnly):
            attempt()
    draft.refresh_from_db()
    assert (draft.edition, draft.status) == (1, "editing")
    assert not selectors.visible_to(people["client"]).exists()


def test_save__keeps_files_note_and_author_and_names_the_files(people):
    draft = save(people["colleague"], start(people["lawyer"]))
    draft.refresh_from_db()
    assert draft.source().html == "<p>Dear {{ data.name }}.</p>\n"
    assert (draft.edition, draft.note, draft.saved_by) == (2, "A warmer greeting.", people["colleague"])
    assert selectors.author_ids(draft) == {people["lawyer"].pk, people["colleague"].pk}
    entry = audit.entries_of(draft)[0]
    assert (entry.verb, entry.facts["files"]) == ("template-draft.saved", ["template.html"])
    assert draft.base.source().html == drafts.BODY


def test_save__of_nothing_new__records_nothing_and_makes_nobody_an_author(people):
    draft = start(people["lawyer"])
    save(people["colleague"], draft, drafts.BODY, note="")
    assert (draft.edition, verbs(draft)) == (1, ["template-draft.started"])
    assert selectors.author_ids(draft) == {people["lawyer"].pk}


def test_save__of_a_draft_that_somebody_saved_meanwhile__is_refused_and_says_who(people):
    mine = start(people["lawyer"])
    theirs = selectors.draft_get(people["colleague"], mine.pk)
    save(people["colleague"], theirs, "<p>Theirs {{ data.name }}</p>")
    with pytest.raises(TemplateDraftChanged, match="Colleague saved this draft on") as refused:
        save(people["lawyer"], mine, "<p>Mine {{ data.name }}</p>")
    assert refused.value.extra["edition"] == 2
    mine.refresh_from_db()
    assert mine.source().html == "<p>Theirs {{ data.name }}</p>"


def test_save__with_the_edition_that_was_read_last__goes_over_it(people):
    mine = start(people["lawyer"])
    save(people["colleague"], selectors.draft_get(people["colleague"], mine.pk))
    fresh = selectors.draft_get(people["lawyer"], mine.pk)
    assert save(people["lawyer"], fresh, "<p>Mine {{ data.name }}</p>").edition == 3


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"texts": {"schema.json": "{"}}, SourceInvalid),
        ({"texts": {"../x.html": "a"}}, SourceInvalid),
        ({"removed": ["template.html"]}, SourceInvalid),
        ({"note": "n" * 501}, InvalidInput),
    ],
)
def test_save__of_bad_input__changes_nothing(people, more, error):
    draft = start(people["lawyer"])
    with pytest.raises(error):
        save(people["lawyer"], draft, **more)
    stored = TemplateDraft.objects.get(pk=draft.pk)
    assert (stored.checksum, stored.edition, stored.note) == (draft.base.checksum, 1, "")
    assert verbs(draft) == ["template-draft.started"]


def test_closed_draft__is_neither_edited_nor_moved(people):
    draft = start(people["lawyer"])
    services.template_draft_discard(actor=people["lawyer"], draft=draft)
    with pytest.raises(TemplateDraftNotEditable, match="discarded"):
        save(people["lawyer"], draft)
    for move in (services.template_draft_propose, services.template_draft_discard):
        with pytest.raises(TransitionNotAllowed):
            move(actor=people["lawyer"], draft=draft)


def test_update__takes_over_what_only_the_new_version_changed_and_names_what_both_did(people):
    draft = save(people["lawyer"], start(people["lawyer"]), texts={"template.html": "<p>Mine {{ data.name }}</p>"})
    third = drafts.publish("<p>Theirs {{ data.name }}</p>", **{"README.md": b"Theirs.", "style.css": b"p{margin:0}"})
    both = services.template_draft_update(actor=people["lawyer"], draft=draft, edition=draft.edition)
    assert both == ["template.html"]
    source = draft.source()
    assert (source.html, source.readme, source.css) == ("<p>Mine {{ data.name }}</p>", "Theirs.", "p{margin:0}")
    assert (draft.base, verbs(draft)[-1]) == (third, "template-draft.updated")


def test_update__of_a_draft_that_is_up_to_date__changes_nothing(people):
    draft = start(people["lawyer"])
    assert services.template_draft_update(actor=people["lawyer"], draft=draft, edition=1) == []
    assert draft.edition == 1


def test_published_version__is_untouched_by_its_drafts(people):
    version = drafts.publish()
    save(people["lawyer"], start(people["lawyer"]))
    stored = TemplateVersion.objects.get(pk=version.pk)
    assert (stored.checksum, stored.files, TemplateVersion.objects.count()) == (version.checksum, version.files, 1)
