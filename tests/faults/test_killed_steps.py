"""Kill -9 at each step of a request, of a template's publication and of an event: what is there afterwards is what was
committed, all of it and once.
"""

from __future__ import annotations

import time

import pytest
from rest_framework.test import APIClient

from cases.models import Party
from cases.services import party_add
from core import jobs
from core.idempotency import leases
from core.models import AuditEntry, Job
from core.states import TransitionNotAllowed
from documents import services
from documents.models import Document, Order, Revision, TemplateDraft, TemplateVersion
from documents.services.ordering import Wish
from tests.documents import drafts
from tests.faults.stepping import LEASE_SECONDS, killed_at

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.real_only,
    pytest.mark.usefixtures("files", "embedded_jobs"),
]
KEY = {"Idempotency-Key": "generate-1", "Prefer": "wait=0"}


@pytest.fixture(autouse=True)
def _short_leases(settings, monkeypatch):
    settings.JOBS_LEASE_SECONDS = LEASE_SECONDS
    settings.JOBS_REDISPATCH_SECONDS = 0
    monkeypatch.setattr(leases, "LEASE_SECONDS", LEASE_SECONDS)
    yield
    leases._held.clear()


# --- a request that generates -------------------------------------------------------------------------------------


def wanted(practice) -> dict:
    return {
        "caseId": str(practice.case.pk),
        "templateId": practice.version.template.slug,
        "inputs": practice.inputs,
    }


def sent(practice):
    client = APIClient()
    client.force_authenticate(practice.lawyer)
    return client.post("/api/docs/generate", wanted(practice), headers=KEY)


@pytest.mark.parametrize(
    ("module", "name", "when", "committed"),
    [
        ("core.idempotency.claims", "_first", "after", 0),
        ("documents.services.ordering", "order_keep", "after", 0),
        ("core.idempotency", "bind", "after", 0),
        ("core.jobs.dispatching", "dispatch", "before", 1),
        ("core.api.views", "_keep", "before", 1),
    ],
)
def test_web_process_killed__at_any_step_of_generate__has_the_effect_of_what_it_committed_and_once(
    practice, module, name, when, committed
):
    act = {"user": str(practice.lawyer.pk), "path": "/api/docs/generate", "body": wanted(practice), "headers": KEY}
    killed_at(module, name, when, "post", **act)
    assert (Order.objects.count(), Job.objects.filter(kind="documents.produce").count()) == (committed, committed)
    early = sent(practice)
    assert (early.status_code, early.json()["code"]) == (409, "request-still-running"), "its lease is not over"
    time.sleep(LEASE_SECONDS + 0.2)
    again = sent(practice)
    assert again.status_code in (200, 202), again.json()
    jobs.sweep()
    assert (Order.objects.count(), Document.objects.count(), Revision.objects.count()) == (1, 1, 1)
    assert set(Job.objects.values_list("status", flat=True)) == {"succeeded"}


# --- the publication of a template --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("module", "name", "when", "published"),
    [
        ("documents.services.template_publishing", "_require_passed", "after", False),
        ("documents.services.publishing", "new_version", "after", False),
        ("documents.services.template_publishing", "_move", "after", False),
        ("documents.services.template_publishing", "template_draft_publish", "after", True),
    ],
)
def test_process_killed__at_any_step_of_a_publication__publishes_whole_or_not_at_all(db, module, name, when, published):
    people = drafts.people()
    draft = drafts.proposed(people["lawyer"])
    before = TemplateVersion.objects.count()
    killed_at(module, name, when, "publish_template", user=str(people["admin"].pk), draft=str(draft.pk))
    assert TemplateVersion.objects.count() == before + published
    assert TemplateDraft.objects.get(pk=draft.pk).status == ("published" if published else "proposed")
    found = TemplateDraft.objects.get(pk=draft.pk)
    try:
        services.template_draft_publish(actor=people["admin"], draft=found)
        done_now = True
    except TransitionNotAllowed:
        done_now = False
    assert done_now is not published
    assert TemplateVersion.objects.count() == before + 1
    assert AuditEntry.objects.filter(verb="template-draft.published").count() == 1


# --- an event -----------------------------------------------------------------------------------------------------


@pytest.fixture
def party(practice) -> Party:
    """A party of the case, whose name a document of the case holds."""
    one = practice.inputs["incorporators"][0]
    made = party_add(actor=practice.lawyer, case=practice.case, kind="person", role="incorporator", name=one["name"])
    wish = Wish(practice.version, practice.inputs, use_clauses=True)
    services.document_generate(actor=practice.lawyer, case=practice.case, wish=wish)
    return made


def handled() -> list[str]:
    return list(Job.objects.filter(kind="event.handle", payload__event="PartyChanged").values_list("status", flat=True))


@pytest.mark.parametrize(
    ("module", "name", "when", "committed"),
    [
        ("core.audit", "record", "after", False),
        ("core.events", "publish", "after", False),
        ("core.jobs.dispatching", "dispatch", "before", True),
        ("core.jobs.running", "take", "after", True),
        ("documents.services.outdating", "_flag_by_former", "before", True),
        ("documents.services.outdating", "_flag_by_former", "after", True),
    ],
)
def test_process_killed__at_any_step_of_an_event__handles_it_once_exactly_where_its_change_was_committed(
    practice, party, module, name, when, committed
):
    killed_at(module, name, when, "rename_party", user=str(practice.lawyer.pk), party=str(party.pk), name="Another One")
    party.refresh_from_db()
    assert (party.name == "Another One", len(handled())) == (committed, int(committed))
    time.sleep(LEASE_SECONDS + 0.2)
    jobs.sweep()
    assert handled() == ["succeeded"] * committed
    assert len(Revision.objects.get().outdated) == committed
