"""Texts of documents in the knowledge base: the latest for staff, the approved one for the client too."""

from __future__ import annotations

import copy

import pytest

from ai import selectors as knowledge
from ai.models import Source
from documents import rendering, services
from documents.events import RevisionProduced
from documents.models import Document
from documents.rendering import pool
from documents.services.ordering import Wish
from documents.texts import revision_text
from tests.practice import Practice

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]


def generated(practice: Practice) -> Document:
    wish = Wish(practice.version, copy.deepcopy(practice.inputs))
    return services.document_generate(actor=practice.lawyer, case=practice.case, wish=wish).document


def found(user, practice: Practice) -> list[str]:
    hits = knowledge.passages_found(user, practice.inputs["corporateName"], case=practice.case, limit=50)
    return [one.title for one in hits if one.case_id == practice.case.pk]


def test_latest_revision__is_found_by_its_lawyers__and_by_the_client_once_approved(practice: Practice) -> None:
    document = generated(practice)
    assert set(found(practice.lawyer, practice)) == {document.title}
    assert found(practice.client, practice) == []
    assert found(practice.other_lawyer, practice) == []
    revision = document.revisions.get()
    services.revision_submit(actor=practice.lawyer, revision=revision)
    services.revision_approve(actor=practice.reviewer, revision=revision)
    assert set(found(practice.client, practice)) == {document.title}
    assert Source.objects.get(case=practice.case).for_client is True


def test_text__is_what_a_reader_sees(practice: Practice) -> None:
    generated(practice)
    text = Source.objects.get(case=practice.case).text
    assert practice.inputs["corporateName"].upper() in text
    assert "<" not in text
    assert "font-family" not in text


def test_text__is_made_beside_this_process_within_the_limits_of_a_rendering(practice: Practice) -> None:
    revision = generated(practice).revisions.get()
    source = revision.made_from[0].source()
    here = rendering.text_of_html(
        rendering.render_html(source, revision.inputs, revision.sections, rendering.RenderOptions())
    )
    pool.close()
    assert revision_text(revision) == here
    assert pool.shared().pids() != []


def test_handler__may_run_twice(practice: Practice) -> None:
    document = generated(practice)
    before = Source.objects.get(case=practice.case)
    event = RevisionProduced(document_id=document.pk, revision_id=document.revisions.get().pk, case_id=practice.case.pk)
    services.hand_down_text(event)
    after = Source.objects.get(case=practice.case)
    assert (after.pk, after.updated_at) == (before.pk, before.updated_at)


def test_text_of_html__has_a_line_a_block_and_no_watermark() -> None:
    html = (
        "<html><head><title>T</title><style>p{}</style></head><body><div class='watermark'>DRAFT</div>"
        "<h2>First  <b>Article</b></h2><p>One&nbsp;&amp;\n two<br>three</p><ul><li>a</li><li>b</li></ul></body></html>"
    )
    assert rendering.text_of_html(html) == "## First Article\n\nOne & two\n\nthree\n\na\n\nb"
