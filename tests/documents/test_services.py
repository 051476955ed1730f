"""The main job: draft, render, store, record; and what happens when a step is cut off."""

from __future__ import annotations

import copy
import dataclasses

import pytest
from django.db import transaction

from accounts.exceptions import StaffOnly
from ai.events import DraftEdited
from ai.models import Draft
from ai.services import draft_edit
from core import storage
from core.models import AuditEntry, Job
from documents import rendering, selectors, services
from documents.exceptions import TemplateDataInvalid, TemplateVersionPublished
from documents.models import Document, Order, Rendering, Revision, TemplateVersion
from documents.services import producing
from documents.services.ordering import Wish
from tests.racing import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]


def generate(practice, **changes) -> Revision:
    inputs = {**copy.deepcopy(practice.inputs), **changes}
    return services.document_generate(actor=practice.lawyer, case=practice.case, wish=Wish(practice.version, inputs))


def test_generate__stores_records_and_links_one_document(practice):
    revision = generate(practice)
    assert Document.objects.get().case == practice.case
    assert (revision.number, revision.status, revision.created_by) == (1, "draft", practice.lawyer)
    content = storage.read(revision.rendering.checksum)
    assert content.startswith(b"%PDF-")
    assert (len(content), storage.checksum_of(content)) == (revision.rendering.size, revision.rendering.checksum)
    entry = AuditEntry.objects.get(verb="document.generated")
    assert entry.case_id == practice.case.pk
    assert entry.facts["checksum"] == revision.rendering.checksum
    assert revision.draft is not None
    assert set(revision.sections) == {section["key"] for section in practice.version.sections}


def test_generate__with_the_same_inputs_again__differs_by_its_code_alone(practice):
    first, second = generate(practice), generate(practice)
    assert first.document_id != second.document_id
    assert first.rendering.checksum != second.rendering.checksum
    again = rendering.render_pdf(
        second.template_version.source(),
        second.inputs,
        second.sections,
        rendering.RenderOptions(verify_at=first.order.verify_at),
    )
    assert again.checksum == first.rendering.checksum


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"corporateName": 7}, "/inputs/corporateName", "type"),
        ({"unheardOf": "x"}, "/inputs/unheardOf", "additional-property"),
    ],
)
def test_generate__with_bad_data__names_the_place_and_changes_nothing(practice, change, pointer, code):
    with pytest.raises(TemplateDataInvalid) as refused:
        generate(practice, **change)
    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [(pointer, code)]
    assert not Order.objects.exists()
    assert not Document.objects.exists()


def test_generate__without_a_required_member__names_the_member(practice):
    practice.inputs.pop("corporateName")
    with pytest.raises(TemplateDataInvalid) as refused:
        generate(practice)
    assert [fault.pointer for fault in refused.value.errors] == ["/inputs/corporateName"]


def test_generate__by_a_client__is_refused_and_changes_nothing(practice):
    with pytest.raises(StaffOnly):
        services.document_generate(
            actor=practice.client, case=practice.case, wish=Wish(practice.version, practice.inputs)
        )
    assert not Order.objects.exists()


def test_render__of_the_same_again__is_served_from_storage(practice):
    wish = Wish(practice.version, practice.inputs, use_clauses=True)
    job = services.document_render(actor=practice.lawyer, wish=wish)
    assert isinstance(job, Job)
    again = services.document_render(actor=practice.lawyer, wish=wish)
    assert isinstance(again, Revision)
    assert Revision.objects.count() == Rendering.objects.count() == 1


def test_render__whose_object_was_lost__is_rendered_again(practice):
    from django.core.files.storage import default_storage

    wish = Wish(practice.version, practice.inputs, use_clauses=True)
    services.document_render(actor=practice.lawyer, wish=wish)
    rendering = Rendering.objects.get()
    default_storage.delete(storage.key_of(rendering.checksum))
    job = services.document_render(actor=practice.lawyer, wish=wish)
    job.refresh_from_db()
    assert job.status == "succeeded"
    assert storage.exists(rendering.checksum)


def test_render__whose_object_was_lost__by_a_renderer_that_makes_other_bytes__names_the_file_it_stored(
    practice, monkeypatch
):
    from django.core.files.storage import default_storage

    wish = Wish(practice.version, practice.inputs, use_clauses=True)
    services.document_render(actor=practice.lawyer, wish=wish)
    first = Revision.objects.get()
    default_storage.delete(storage.key_of(first.checksum))
    really = producing.rendering.render_pdf

    def upgraded(*args):
        pdf = really(*args)
        return dataclasses.replace(pdf, content=pdf.content + b"\n", fingerprint="weasyprint next")

    monkeypatch.setattr(producing.rendering, "render_pdf", upgraded)
    services.document_render(actor=practice.lawyer, wish=wish)
    second = Revision.objects.exclude(pk=first.pk).get()
    assert storage.checksum_of(storage.read(second.checksum)) == second.checksum != first.checksum
    assert second.rendering.fingerprint == "weasyprint next"
    assert Revision.objects.get(pk=first.pk).checksum == first.checksum
    again = services.document_render(actor=practice.lawyer, wish=wish)
    assert again == second


def revised(practice, revision, **changes) -> Revision:
    document = Document.objects.get(pk=revision.document_id)
    wish = services.next_wish(document=document, latest=revision, **changes)
    services.revision_request(actor=practice.lawyer, document=document, wish=wish)
    return document.revisions.latest("number")


def test_next_wish__with_new_inputs_and_some_texts__keeps_no_text_of_the_old_inputs(practice):
    first = generate(practice)
    wish = services.next_wish(
        document=first.document,
        latest=first,
        inputs={**practice.inputs, "corporateName": "Mayon Foods Inc."},
        sections={},
    )
    assert (wish.sections, wish.draft) == ({}, None)


def test_revision__from_new_inputs_and_some_texts__drafts_the_others_from_the_new_inputs(practice):
    first = generate(practice)
    inputs = {**practice.inputs, "corporateName": "Mayon Foods Inc."}
    second = revised(practice, first, inputs=inputs, sections={})
    assert second.draft is not None
    assert second.draft != first.draft
    assert second.draft.inputs["corporateName"] == "Mayon Foods Inc."
    assert second.sections == {one["key"]: one["text"] for one in second.draft.sections}


def test_revision__from_texts_alone__keeps_the_draft_and_the_other_texts(practice):
    first = generate(practice)
    key = practice.version.sections[0]["key"]
    second = revised(practice, first, sections={key: "To weave."})
    assert (second.draft, second.inputs) == (first.draft, first.inputs)
    assert second.sections == {**first.sections, key: "To weave."}


def test_next_wish__for_a_version_that_declares_a_further_section__drafts_it(practice, monkeypatch):
    first = generate(practice)
    newer = copy.copy(practice.version)
    newer.sections = [*practice.version.sections, {"key": "extra", "title": "Extra", "brief": "Say more."}]
    monkeypatch.setattr(selectors, "latest_version", lambda document: newer)
    wish = services.next_wish(document=first.document, latest=first, sections={})
    assert "extra" not in wish.sections
    assert wish.draft is None


def test_revision__of_a_document_made_from_the_clause_library__is_made_from_it_too(practice):
    services.document_render(actor=practice.client, wish=Wish(practice.version, practice.inputs, use_clauses=True))
    first = Revision.objects.get()
    second = revised(practice, first, inputs={**practice.inputs, "corporateName": "Mayon Foods Inc."})
    assert (second.number, second.draft, Draft.objects.count()) == (2, None, 0)


@pytest.mark.parametrize("step", ["_rendering", "_record", "_write"])
def test_fulfil__cut_off_at_any_step_and_run_again__makes_one_document(practice, monkeypatch, step):
    with transaction.atomic():
        order = Order.objects.create(
            case=practice.case,
            template_version=practice.version,
            ordered_by=practice.lawyer,
            inputs=practice.inputs,
        )

    class Cut(BaseException):
        pass

    def cut(*args, **kwargs):
        raise Cut

    with monkeypatch.context() as patch:
        patch.setattr(producing, step, cut)
        with pytest.raises(Cut):
            services.order_fulfil(order)
    assert not Document.objects.exists()
    assert not Revision.objects.exists()
    order.refresh_from_db()
    draft = order.draft_id
    first = services.order_fulfil(order)
    assert services.order_fulfil(Order.objects.get(pk=order.pk)) == first
    assert (Document.objects.count(), Revision.objects.count()) == (1, 1)
    assert first.draft_id == draft


def test_fulfil__by_four_threads_at_once__makes_one_document(practice):
    order = Order.objects.create(
        case=practice.case, template_version=practice.version, ordered_by=practice.lawyer, inputs=practice.inputs
    )
    made, failures = at_once(*[lambda: services.order_fulfil(Order.objects.get(pk=order.pk)).pk] * 4)
    assert failures == []
    assert len(made) == 4
    assert len(set(made)) == 1
    assert (Document.objects.count(), Revision.objects.count()) == (1, 1)


def test_storage_down__leaves_no_document_and_a_job_that_is_tried_again(practice, monkeypatch):
    def down(*args, **kwargs):
        raise storage.StorageUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(storage, "put", down)
        job = services.document_request(
            actor=practice.lawyer, case=practice.case, wish=Wish(practice.version, practice.inputs)
        )
    job.refresh_from_db()
    assert (job.status, job.error["code"]) == ("queued", "storage-unavailable")
    assert not Document.objects.exists()
    assert not Rendering.objects.exists()


def test_published_version__saved_updated_or_deleted__is_refused(practice):
    version = practice.version
    version.schema = {}
    for change in (
        version.save,
        version.delete,
        lambda: TemplateVersion.objects.update(checksum="x"),
        lambda: TemplateVersion.objects.filter(pk=version.pk).delete(),
    ):
        with pytest.raises(TemplateVersionPublished):
            change()
    assert TemplateVersion.objects.get(pk=version.pk).schema != {}


def test_visible_to__shows_each_role_what_is_theirs(practice):
    revision = generate(practice)
    document = revision.document
    assert document in selectors.visible_to(practice.lawyer)
    assert document in selectors.visible_to(practice.admin)
    assert document not in selectors.visible_to(practice.other_lawyer)
    assert document not in selectors.visible_to(practice.client)
    assert document not in selectors.visible_to(practice.other_client)
    services.revision_submit(actor=practice.lawyer, revision=revision)
    services.revision_approve(actor=practice.admin, revision=revision)
    assert document in selectors.visible_to(practice.client)
    assert document not in selectors.visible_to(practice.other_client)


def test_draft_edited_afterwards__flags_the_revision__until_the_next_one_has_the_new_text(practice):
    revision = generate(practice)
    key = practice.version.sections[0]["key"]
    edited = [{"key": key, "text": "To weave."}]
    draft_edit(actor=practice.lawyer, draft=revision.draft, sections=edited, note="shorter")
    revision.refresh_from_db()
    assert [one["reason"] for one in revision.outdated] == [
        "A section of its draft was edited after this revision was made."
    ]
    texts = {**revision.sections, key: "To weave."}
    services.revision_request(
        actor=practice.lawyer,
        document=revision.document,
        wish=Wish(practice.version, practice.inputs, sections=texts, draft=revision.draft),
    )
    latest = Revision.objects.get(number=2)
    services.flag_outdated_by_draft(DraftEdited(draft_id=revision.draft_id, case_id=practice.case.pk))
    latest.refresh_from_db()
    assert (latest.draft, latest.outdated) == (revision.draft, [])
