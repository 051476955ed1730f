"""Drafting without a provider: the clause library, warnings, types and their versions, edits."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from ai import selectors, services
from ai.exceptions import CaseDraftsForStaff, DraftTypeNotFound, PolicyNotFound
from ai.models import Draft, DraftEdit, DraftType
from ai.services.types import DraftTypePublished
from cases.models import Case
from core import audit
from core.errors import InvalidInput
from core.models import AuditEntry
from tests.ai.conftest import INPUTS, SCHEMA, SECTIONS, TYPE

pytestmark = pytest.mark.django_db


def test_draft__no_provider__comes_from_the_clause_library_and_says_so(draft_type: DraftType, lawyer: User) -> None:
    draft = services.draft(actor=lawyer, type=TYPE, inputs=INPUTS)
    assert draft.sections == [
        {
            "key": "purpose",
            "title": "Primary purpose",
            "text": "The primary purpose of Kanaryo Harvest Foods Inc. is to grow and sell vegetables.",
        },
        {
            "key": "office",
            "title": "Principal office",
            "text": "The principal office is at 118 Kalabasa Avenue, Quezon City.",
        },
    ]
    assert (draft.degraded, draft.cached, draft.backend, draft.model, draft.warnings) == (
        True,
        False,
        "offline",
        "offline",
        [],
    )
    assert (draft.prompt, draft.prompt_version, draft.type_version) == ([], "clauses-1", 1)


def test_draft__is_recorded_once(draft_type: DraftType, lawyer: User, case: Case) -> None:
    draft = services.draft(actor=lawyer, type=TYPE, inputs=INPUTS, case=case)
    (entry,) = audit.entries_of(draft)
    assert (entry.verb, entry.case_id, entry.actor_id) == ("draft.created", case.pk, lawyer.pk)
    assert entry.facts == {
        "type": TYPE, "version": 1, "model": "offline", "promptVersion": "clauses-1", "degraded": True, "cached": False,
    }  # fmt: skip


def test_draft__locale_without_a_clause__falls_back_section_by_section(draft_type: DraftType, lawyer: User) -> None:
    draft = services.draft(actor=lawyer, type=TYPE, inputs=INPUTS, locale="fil", tone="plain")
    assert [one["text"][:12] for one in draft.sections] == ["Ang pangunah", "The principa"]


def test_draft__incomplete_inputs__are_warnings_and_blanks(draft_type: DraftType, lawyer: User) -> None:
    draft = services.draft(
        actor=lawyer, type=TYPE, inputs={"principalOffice": {"city": "Cebu City"}, "shares": "not a number"}
    )
    assert draft.warnings == [
        "The inputs do not give /corporateName.",
        "The inputs do not give /primaryPurpose.",
        "The inputs do not give /principalOffice/line1.",
        "The inputs do not give /treasurer.",
        "“Primary purpose” has a blank for corporateName, which the inputs do not give.",
        "“Primary purpose” has a blank for primaryPurpose, which the inputs do not give.",
        "“Principal office” has a blank for line1, which the inputs do not give.",
        "Left open: ________ (in “Primary purpose”); ________ (in “Principal office”).",
    ]


def test_draft__policy_that_is_not_there__is_told_and_nothing_is_drafted(draft_type: DraftType, lawyer: User) -> None:
    with pytest.raises(PolicyNotFound):
        services.draft(actor=lawyer, type=TYPE, inputs=INPUTS, policy="corporate")
    assert not Draft.objects.exists()


def test_draft__broken_clause__is_a_warning(lawyer: User) -> None:
    sections = [
        {"key": "a", "title": "A", "brief": "", "requiredPoints": [], "clauses": {"en": "{{ x|nosuchfilter }}"}}
    ]
    services.draft_type_publish(slug="broken", version=1, title="B", sections=sections, input_schema={})
    draft = services.draft(actor=lawyer, type="broken", inputs={})
    assert draft.sections[0]["text"] == ""
    assert draft.warnings == [
        "The clause for “A” could not be used (TemplateAssertionError); write it by hand.",
        "Left open: nothing was written (in “A”).",
    ]


def test_draft__freeform__needs_no_template(lawyer: User) -> None:
    draft = services.draft(
        actor=lawyer, type="freeform", inputs={"instructions": "A demand letter.", "amount": "5000.00"}
    )
    assert draft.text == "A demand letter.\n\namount: 5000.00"
    assert (draft.type, draft.type_version) == ("freeform", 0)


@pytest.mark.parametrize(("slug", "version"), [("no-such-template", None), (TYPE, 9), ("freeform", 1)])
def test_draft__unknown_type_or_version__is_not_found_and_nothing_is_stored(
    draft_type: DraftType, lawyer: User, slug: str, version: int | None
) -> None:
    with pytest.raises(DraftTypeNotFound):
        services.draft(actor=lawyer, type=slug, version=version, inputs={})
    assert Draft.objects.count() == 0


def test_draft__by_a_client_on_a_case__is_refused(draft_type: DraftType, client_user: User, case: Case) -> None:
    with pytest.raises(CaseDraftsForStaff):
        services.draft(actor=client_user, type=TYPE, inputs=INPUTS, case=case)
    assert Draft.objects.count() == 0


def test_draft__newest_version_unless_one_is_named(draft_type: DraftType, lawyer: User) -> None:
    newer = [{**SECTIONS[0], "clauses": {"en": "Newer."}}]
    services.draft_type_publish(slug=TYPE, version=2, title="Articles", sections=newer, input_schema=SCHEMA)
    assert services.draft(actor=lawyer, type=TYPE, inputs=INPUTS).text == "Newer."
    assert services.draft(actor=lawyer, type=TYPE, inputs=INPUTS, version=1).text.startswith(
        "Primary purpose\n\nThe primary"
    )


def test_draft_type_publish__the_same_again__changes_nothing(draft_type: DraftType) -> None:
    again = services.draft_type_publish(slug=TYPE, version=1, title="Articles", sections=SECTIONS, input_schema=SCHEMA)
    assert again == draft_type
    assert DraftType.objects.count() == 1


def test_draft_type_publish__other_content_under_a_published_version__is_refused(draft_type: DraftType) -> None:
    with pytest.raises(DraftTypePublished):
        services.draft_type_publish(slug=TYPE, version=1, title="Other", sections=SECTIONS, input_schema=SCHEMA)
    draft_type.refresh_from_db()
    assert draft_type.title == "Articles"


@pytest.fixture
def draft(draft_type: DraftType, lawyer: User, case: Case) -> Draft:
    return services.draft(actor=lawyer, type=TYPE, inputs=INPUTS, case=case)


def test_draft_edit__changes_one_section_and_keeps_the_edit(draft: Draft, lawyer: User) -> None:
    before = [dict(one) for one in draft.sections]
    services.draft_edit(actor=lawyer, draft=draft, sections=[{"key": "office", "text": "Elsewhere."}], note="moved")
    draft.refresh_from_db()
    assert draft.sections == [before[0], {**before[1], "text": "Elsewhere."}]
    edit = DraftEdit.objects.get(draft=draft)
    assert (edit.editor, edit.before, edit.after, edit.note) == (lawyer, before, draft.sections, "moved")
    assert [one.verb for one in audit.entries_of(draft)] == ["draft.edited", "draft.created"]
    assert draft.updated_at > draft.created_at


def test_draft_edit__second_edit__keeps_both(draft: Draft, lawyer: User) -> None:
    for text in ("One.", "Two."):
        services.draft_edit(actor=lawyer, draft=draft, sections=[{"key": "office", "text": text}])
    assert [one.after[1]["text"] for one in draft.edits.all()] == ["One.", "Two."]


def test_draft_edit__nothing_new__leaves_no_trace(draft: Draft, lawyer: User) -> None:
    services.draft_edit(actor=lawyer, draft=draft, sections=[{"key": "office", "text": draft.sections[1]["text"]}])
    assert (DraftEdit.objects.count(), AuditEntry.objects.filter(verb="draft.edited").count()) == (0, 0)


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ([{"key": "office", "text": "x"}, {"key": "nope", "text": "y"}], "/sections/1/key"),
        ([{"key": "office", "text": "x" * 200_001}], "/sections/0/text"),
    ],
)
def test_draft_edit__section_that_is_not_there_or_too_long__changes_nothing(
    draft: Draft, lawyer: User, given: list[dict[str, Any]], pointer: str
) -> None:
    before = list(draft.sections)
    with pytest.raises(InvalidInput) as caught:
        services.draft_edit(actor=lawyer, draft=draft, sections=given)
    assert [one.pointer for one in caught.value.errors] == [pointer]
    draft.refresh_from_db()
    assert (draft.sections, DraftEdit.objects.count()) == (before, 0)


def test_draft_edit_row__is_never_changed(draft: Draft, lawyer: User) -> None:
    services.draft_edit(actor=lawyer, draft=draft, sections=[{"key": "office", "text": "x"}])
    edit = DraftEdit.objects.get()
    with pytest.raises(TypeError):
        edit.save()


def test_visible_to__matrix(
    draft: Draft, draft_type: DraftType, lawyer: User, other_lawyer: User, admin_user: User, client_user: User
) -> None:
    own = {
        one.full_name: services.draft(actor=one, type="freeform", inputs={})
        for one in (lawyer, other_lawyer, client_user)
    }
    seen = {one.full_name: set(selectors.visible_to(one)) for one in (lawyer, other_lawyer, client_user, admin_user)}
    assert seen == {
        lawyer.full_name: {draft, own[lawyer.full_name]},
        other_lawyer.full_name: {own[other_lawyer.full_name]},
        client_user.full_name: {own[client_user.full_name]},
        admin_user.full_name: {draft, *own.values()},
    }


def test_visible_to__closed_account__sees_nothing(draft: Draft, admin_user: User) -> None:
    admin_user.is_active = False
    assert list(selectors.visible_to(admin_user)) == []
