"""Forms kept for later: for their owner alone, bounded, forgotten in time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from accounts.exceptions import StaffOnly
from documents import selectors, services
from documents.exceptions import FormTooLarge
from documents.models import SavedForm
from documents.services import saving

pytestmark = pytest.mark.django_db


def save(practice: Any, actor: Any = None, **changes: Any) -> SavedForm:
    wanted = {"case": practice.case, "document": None, "typed": {"corporateName": "Ani"}, "origins": {}, **changes}
    return services.form_save(actor=actor or practice.lawyer, version=practice.version, **wanted)


def purpose(practice: Any) -> str:
    return services.form_purpose(template=practice.version.template, case=practice.case)


def test_save__again_for_the_same_purpose__takes_the_place_of_what_was_kept(practice: Any) -> None:
    first = save(practice)
    second = save(practice, typed={"corporateName": "Ani Foods", "capital": "wrong"}, note="later")
    kept = SavedForm.objects.get()
    assert (kept.pk, kept.created_at) == (first.pk, first.created_at)
    assert (kept.typed, kept.note) == ({"corporateName": "Ani Foods", "capital": "wrong"}, "later")
    assert kept.updated_at == second.updated_at


def test_saved_form__is_seen_by_its_owner_alone(practice: Any) -> None:
    save(practice)
    others = (practice.admin, practice.reviewer, practice.other_lawyer, practice.client)
    assert selectors.saved_form(practice.lawyer, purpose(practice)) is not None
    assert [one.owner for one in selectors.saved_forms(practice.lawyer)] == [practice.lawyer]
    assert [selectors.saved_form(one, purpose(practice)) for one in others] == [None] * 4
    assert [list(selectors.saved_forms(one)) for one in others] == [[]] * 4


def test_discard__of_the_same_purpose__leaves_the_forms_of_others(practice: Any) -> None:
    save(practice)
    save(practice, actor=practice.admin)
    assert services.form_discard(actor=practice.lawyer, purpose=purpose(practice)) is True
    assert services.form_discard(actor=practice.lawyer, purpose=purpose(practice)) is False
    assert [one.owner for one in SavedForm.objects.all()] == [practice.admin]


def test_save__by_a_client__is_refused_and_keeps_nothing(practice: Any) -> None:
    with pytest.raises(StaffOnly):
        save(practice, actor=practice.client)
    assert not SavedForm.objects.exists()


def test_save__of_too_much__is_refused_and_keeps_what_was_there(practice: Any) -> None:
    save(practice)
    with pytest.raises(FormTooLarge):
        save(practice, typed={"primaryPurpose": "x" * saving.MOST_BYTES})
    assert SavedForm.objects.get().typed == {"corporateName": "Ani"}


def test_save__of_one_too_many__drops_the_one_that_was_left_longest(practice: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(saving, "MOST_FORMS", 1)
    save(practice)
    SavedForm.objects.update(purpose="an older one", updated_at=timezone.now() - dt.timedelta(days=1))
    save(practice)
    assert [one.purpose for one in SavedForm.objects.all()] == [purpose(practice)]


def test_purge__forgets_what_was_left_alone_and_what_closed_accounts_kept(practice: Any, settings: Any) -> None:
    settings.SAVED_FORMS_KEEP_DAYS = 60
    save(practice)
    old = save(practice, actor=practice.admin)
    gone = save(practice, actor=practice.reviewer)
    SavedForm.objects.filter(pk=old.pk).update(updated_at=timezone.now() - dt.timedelta(days=61))
    gone.owner.is_active = False
    gone.owner.save()
    assert services.forms_purge() == 2
    assert [one.owner for one in SavedForm.objects.all()] == [practice.lawyer]
    assert services.forms_purge() == 0
