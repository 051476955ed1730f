"""The rows of this room that name stored files, as the verification of storage reads them."""

from __future__ import annotations

import pytest

from core import storage
from core.storage import registry
from core.storage.verifying import verify
from documents.models import Document, Order, Rendering, Revision, TemplateVersion, Upload
from documents.services import stored
from tests.core.stores import empty, flipped, lay

pytestmark = pytest.mark.usefixtures("files")


@pytest.fixture
def only_renderings(monkeypatch):
    empty()
    monkeypatch.setattr(registry, "_sources", {"documents.renderings": stored.renderings})
    yield
    empty()


def rendering(practice, content: bytes, key: str) -> Rendering:
    """A rendering as producing leaves it: the object first, then its row."""
    put = storage.put(content, content_type="application/pdf")
    version = TemplateVersion.objects.get(pk=practice.version.pk)
    return Rendering.objects.create(
        key=key, template_version=version, checksum=put.checksum, size=put.size, pages=1, fingerprint="f"
    )


def revised(practice, made: Rendering, number: int) -> Revision:
    """A revision of a document of its own that has this file."""
    fields = {"template_version": practice.version, "inputs": {}}
    order = Order.objects.create(ordered_by=practice.lawyer, case=practice.case, **fields)
    document = Document.objects.create(
        case=practice.case, template=practice.version.template, title="Tala", kind="x", created_by=practice.lawyer
    )
    return Revision.objects.create(
        document=document, number=number, rendering=made, order=order, created_by=practice.lawyer, **fields
    )


def test_renderings__are_registered():
    assert registry._sources["documents.renderings"] is stored.renderings


def test_uploads__also_in_quarantine__are_named_by_ids_alone(practice):
    put = storage.put(b"%PDF- upload", content_type="application/pdf")
    upload = Upload.objects.create(
        case=practice.case, filename="Tala.pdf", content_type="application/pdf", checksum=put.checksum, size=put.size,
        scan="infected", uploaded_by=practice.lawyer,
    )  # fmt: skip
    document = Document.objects.create(case=practice.case, title="Tala", kind="upload", created_by=practice.lawyer)
    Revision.objects.create(document=document, number=1, upload=upload, inputs={}, created_by=practice.lawyer)
    label = f"documents.upload {upload.pk} (document {document.pk})"
    assert registry._sources["documents.uploads"] is stored.uploads
    assert list(stored.uploads()) == [(put.checksum, put.size, label)]


def test_renderings__of_every_page__are_given_once_and_by_ids_alone(practice, monkeypatch):
    monkeypatch.setattr(stored, "PAGE", 2)
    made = [rendering(practice, b"paper %d" % number, f"k{number}") for number in range(5)]
    revision = revised(practice, made[3], 4)
    given = {checksum: (size, label) for checksum, size, label in stored.renderings()}
    assert len(list(stored.renderings())) == 5
    assert given[made[0].checksum] == (7, f"documents.rendering {made[0].pk}")
    assert given[made[3].checksum] == (
        7,
        f"documents.rendering {made[3].pk} (document {revision.document_id} revision 4)",
    )
    assert not any("Tala" in label for _, label in given.values())


def test_renderings__of_many_revisions__name_the_first(practice):
    made = rendering(practice, b"paper", "k")
    first = [revised(practice, made, number) for number in range(1, 6)][:3]
    ((_, _, label),) = stored.renderings()
    assert label.count("document ") == 3
    assert all(f"document {one.document_id} revision {one.number}" in label for one in first)


def test_renderings__of_more_pages_than_one__cost_two_questions_a_page(
    practice, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(stored, "PAGE", 3)
    for number in range(6):
        rendering(practice, b"paper %d" % number, f"k{number}")
    with django_assert_num_queries(5):  # two pages and their revisions, and an empty one
        list(stored.renderings())


def test_verify__of_documents__names_the_document_of_a_damaged_file(practice, only_renderings):
    damaged, whole = rendering(practice, b"%PDF-1.7 one", "k1"), rendering(practice, b"%PDF-1.7 two", "k2")
    revision = revised(practice, damaged, 1)
    assert verify().clean
    lay(storage.key_of(damaged.checksum), flipped(b"%PDF-1.7 one"))
    report = verify()
    assert [(fault.kind.value, fault.checksum) for fault in report.faults] == [("damaged", damaged.checksum)]
    assert report.faults[0].rows == (f"documents.rendering {damaged.pk} (document {revision.document_id} revision 1)",)
    assert whole.checksum not in str(report.faults)
