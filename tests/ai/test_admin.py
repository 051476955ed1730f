"""Drafts in the admin: who may open them, and that an edit goes through the service."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from ai import services
from ai.models import Draft, DraftEdit, DraftType
from cases.models import Case
from core import audit
from tests.ai.conftest import INPUTS, TYPE

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(draft_type: DraftType, lawyer: User, case: Case) -> Draft:
    return services.draft(
        actor=lawyer, type=TYPE, inputs={**INPUTS, "corporateName": "<script>alert(1)</script>"}, case=case
    )


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="accounts.backends.RoleBackend")
    return client


def url_of(draft: Draft) -> str:
    return reverse("admin:ai_draft_change", args=[draft.pk])


def test_lawyer_of_the_case__reads_the_sections(draft: Draft, lawyer: User) -> None:
    page = logged_in(lawyer).get(url_of(draft)).content.decode()
    assert "Primary purpose" in page
    assert "118 Kalabasa Avenue" in page
    assert "<script>alert(1)" not in page


def test_other_lawyer_and_client__find_nothing(draft: Draft, other_lawyer: User, client_user: User) -> None:
    for user in (other_lawyer, client_user):
        response = logged_in(user).get(url_of(draft))
        assert response.status_code in (302, 403, 404)
    listed = logged_in(other_lawyer).get(reverse("admin:ai_draft_changelist"))
    assert str(draft.pk) not in listed.content.decode()


def test_edit__is_kept_and_recorded(draft: Draft, lawyer: User) -> None:
    texts = {f"section_{index}": one["text"] for index, one in enumerate(draft.sections)}
    response = logged_in(lawyer).post(
        url_of(draft), {**texts, "section_1": "Elsewhere.\r\nSecond line.", "note": "moved"}
    )
    assert response.status_code == 302
    edit = DraftEdit.objects.get()
    assert (edit.editor, edit.note, edit.after[1]["text"]) == (lawyer, "moved", "Elsewhere.\nSecond line.")
    assert edit.after[0] == draft.sections[0]
    assert [one.verb for one in audit.entries_of(draft)] == ["draft.edited", "draft.created"]


def test_save_without_a_change__keeps_no_edit(draft: Draft, lawyer: User) -> None:
    texts = {f"section_{index}": one["text"] for index, one in enumerate(draft.sections)}
    logged_in(lawyer).post(url_of(draft), {**texts, "note": ""})
    assert DraftEdit.objects.count() == 0


def test_add_and_delete__are_not_offered(draft: Draft, admin_user: User) -> None:
    client = logged_in(admin_user)
    assert client.get(reverse("admin:ai_draft_add")).status_code == 403
    assert client.post(reverse("admin:ai_draft_delete", args=[draft.pk]), {"post": "yes"}).status_code == 403
    assert Draft.objects.count() == 1
