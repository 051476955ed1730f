"""From a draft to a version: checked, proposed by its authors, published by an admin who is none of them."""

from __future__ import annotations

import io
import threading

import pytest
from django.core.management import call_command
from django.db import connection

from core import audit
from core.errors import InvalidInput
from core.states import TransitionNotAllowed
from documents import services
from documents.archives import write_folder
from documents.exceptions import (
    ApproverIsAuthor,
    TemplateDraftChanged,
    TemplateDraftNotEditable,
    TemplateDraftOutdated,
    TemplateNotPublishable,
    TemplatePublisherNotAdmin,
)
from documents.models import TemplateDraft, TemplateVersion
from tests.documents import drafts
from tests.documents.articles import small
from tests.documents.drafts import proposed, save, start


@pytest.fixture
def people(db):
    return drafts.people()


def verbs(draft) -> list[str]:
    return [entry.verb for entry in reversed(audit.entries_of(draft))]


def publish(actor, draft, **more):
    return services.template_draft_publish(actor=actor, draft=draft, **more)


def test_propose_and_publish__by_another__makes_the_next_version(people):
    draft = proposed(people["lawyer"])
    version = publish(people["admin"], draft)
    assert (version.number, version.note, version.published_by) == (2, "A warmer greeting.", people["admin"])
    assert version.source().html == "<p>Dear {{ data.name }}.</p>\n"
    draft.refresh_from_db()
    assert (draft.status, draft.open_key, draft.version) == ("published", None, version)
    assert verbs(draft)[-2:] == ["template-draft.proposed", "template-draft.published"]
    assert audit.entries_of(version)[0].verb == "template.published"
    assert start(people["lawyer"]).base == version


@pytest.mark.parametrize("who", ["lawyer", "colleague"])
def test_publish__by_a_lawyer__is_refused_and_changes_nothing(people, who):
    draft = proposed(people["lawyer"])
    with pytest.raises(TemplatePublisherNotAdmin):
        publish(people[who], draft)
    draft.refresh_from_db()
    assert (draft.status, TemplateVersion.objects.count()) == ("proposed", 1)


@pytest.mark.parametrize("role", ["wrote", "proposed"])
def test_publish__by_an_admin_who_is_an_author__is_refused_also_with_a_reason(people, role):
    if role == "wrote":
        draft = proposed(people["admin"])
    else:
        draft = services.template_draft_propose(
            actor=people["admin"], draft=save(people["lawyer"], start(people["lawyer"]))
        )
    with pytest.raises(ApproverIsAuthor):
        publish(people["admin"], draft, reason="I am sure.")
    assert TemplateVersion.objects.count() == 1
    assert publish(people["other-admin"], draft).number == 2


def test_publish__by_its_author_in_a_solo_practice__asks_for_a_reason_and_records_it(people, settings):
    settings.REVIEW_TWO_PERSON = False
    draft = proposed(people["admin"])
    with pytest.raises(InvalidInput) as refused:
        publish(people["admin"], draft)
    assert [(one.pointer, one.code) for one in refused.value.errors] == [("/note", "reason-required")]
    publish(people["admin"], draft, reason="There is nobody else.")
    assert audit.entries_of(draft)[0].facts["note"] == "There is nobody else."


def test_propose__while_a_check_fails__is_refused_with_the_reasons_kept(people):
    draft = save(people["lawyer"], start(people["lawyer"]), "<p>{{ data.name }} {{ data.rank }}</p>")
    with pytest.raises(TemplateNotPublishable, match="data.rank"):
        services.template_draft_propose(actor=people["lawyer"], draft=draft)
    draft.refresh_from_db()
    assert draft.status == "editing"
    kept = {one["key"]: one["outcome"] for one in draft.checks}
    assert (kept["declared"], kept["renders"], draft.checks_of) == ("failed", "not-run", draft.checksum)


def test_propose__without_a_note_or_a_change__is_refused(people):
    draft = start(people["lawyer"])
    for changes, code in (({"note": ""}, "reason-required"), ({"texts": {}, "note": "Nothing."}, "unchanged")):
        with pytest.raises(InvalidInput) as refused:
            services.template_draft_propose(actor=people["lawyer"], draft=save(people["lawyer"], draft, **changes))
        assert refused.value.errors[0].code == code
        save(people["lawyer"], draft, drafts.BODY)
    assert draft.status == "editing"


def test_publish__of_what_was_not_proposed__is_refused(people):
    draft = save(people["lawyer"], start(people["lawyer"]))
    with pytest.raises(TransitionNotAllowed):
        publish(people["admin"], draft)


def test_proposed__stays_as_it_is_until_it_is_sent_back(people):
    draft = proposed(people["lawyer"])
    with pytest.raises(TemplateDraftNotEditable, match="Send it back"):
        save(people["lawyer"], draft, "<p>Other {{ data.name }}</p>")
    with pytest.raises(InvalidInput):
        services.template_draft_send_back(actor=people["admin"], draft=draft)
    services.template_draft_send_back(actor=people["admin"], draft=draft, note="Too warm.")
    assert (draft.status, audit.entries_of(draft)[0].facts["note"]) == ("editing", "Too warm.")
    assert save(people["lawyer"], draft, "<p>Other {{ data.name }}</p>").edition == 3
    services.template_draft_propose(actor=people["lawyer"], draft=draft)
    services.template_draft_send_back(actor=people["lawyer"], draft=draft)  # taken back: no reason needed
    assert draft.status == "editing"


def test_publish__of_another_edition_than_was_looked_at__is_refused(people):
    draft = proposed(people["lawyer"])
    looked_at = TemplateDraft.objects.get(pk=draft.pk)
    services.template_draft_send_back(actor=people["lawyer"], draft=draft)
    save(people["lawyer"], draft, "<p>Other {{ data.name }}</p>")
    services.template_draft_propose(actor=people["lawyer"], draft=draft)
    with pytest.raises(TemplateDraftChanged):
        publish(people["admin"], looked_at)
    assert TemplateVersion.objects.count() == 1


def test_import__while_a_draft_is_open__works_and_tells__and_the_draft_must_follow(people, tmp_path):
    draft = proposed(people["lawyer"])
    write_folder([small("<p>Imported {{ data.name }}</p>", **{"README.md": b"New."})], tmp_path)
    said = io.StringIO()
    call_command("import_templates", str(tmp_path), stdout=said)
    assert "small: new version, version 2" in said.getvalue()
    assert "A draft is open (Lawyer, saved" in said.getvalue()
    with pytest.raises(TemplateDraftOutdated, match="Version 2 was published since; the draft began from version 1"):
        publish(people["admin"], draft)
    services.template_draft_send_back(actor=people["lawyer"], draft=draft)
    assert services.template_draft_update(actor=people["lawyer"], draft=draft, edition=draft.edition) == [
        "template.html"
    ]
    services.template_draft_propose(actor=people["lawyer"], draft=draft)
    version = publish(people["admin"], draft)
    assert (version.number, version.source().readme) == (3, "New.")


@pytest.mark.django_db(transaction=True)
def test_publish__by_two_admins_at_once__makes_one_version(people):
    draft = proposed(people["lawyer"])
    ended: list[object] = []

    def go(who: str) -> None:
        try:
            ended.append(publish(people[who], TemplateDraft.objects.get(pk=draft.pk)).number)
        except Exception as error:
            ended.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(who,)) for who in ("admin", "other-admin")]
    [one.start() for one in threads]
    [one.join() for one in threads]
    assert sorted(TemplateVersion.objects.values_list("number", flat=True)) == [1, 2]
    assert 2 in ended
    assert {one for one in ended if one != 2} <= {TransitionNotAllowed, TemplateDraftOutdated}
    assert len(ended) == 2
