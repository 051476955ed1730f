"""A ZIP taken in by a person becomes drafts, all or none; nothing is published by it."""

from __future__ import annotations

import io
import zipfile

import pytest

from accounts.exceptions import StaffOnly
from documents import services
from documents.archives import write_zip
from documents.exceptions import TemplateDraftOpen
from documents.models import Template, TemplateDraft, TemplateVersion
from documents.services import template_importing
from documents.source import SourceInvalid, from_files
from tests.documents import drafts
from tests.documents.articles import small, small_files


@pytest.fixture
def people(db):
    drafts.publish()
    return drafts.people()


def other(slug: str = "other"):
    files = small_files(drafts.BODY)
    return from_files(
        {**files, "manifest.yaml": files["manifest.yaml"].replace(b"slug: small", f"slug: {slug}".encode())}
    )


CHANGED = small("<p>Changed {{ data.name }}</p>")


def test_compare__tells_what_an_import_would_do_and_writes_nothing(people):
    unchanged = small(drafts.BODY)
    found = services.library_compare(actor=people["lawyer"], content=write_zip([CHANGED, other()]))
    assert [(one.slug, one.outcome, one.number) for one in found] == [("other", "new", 1), ("small", "new version", 2)]
    assert [one.name for one in found[1].differences] == ["template.html"]
    same = services.library_compare(actor=people["lawyer"], content=write_zip([unchanged]))
    assert [(one.outcome, one.differences) for one in same] == [("unchanged", ())]
    assert (Template.objects.count(), TemplateDraft.objects.count()) == (1, 0)


def test_take_in__makes_drafts_of_what_differs_and_publishes_nothing(people):
    made = services.library_take_in(actor=people["lawyer"], content=write_zip([CHANGED, other()]))
    assert [(one.template.slug, one.base and one.base.number, one.status) for one in made] == [
        ("other", None, "editing"),
        ("small", 1, "editing"),
    ]
    assert (made[1].checksum, TemplateVersion.objects.count()) == (CHANGED.checksum, 1)
    assert set(made[1].authors.all()) == {people["lawyer"]}
    assert services.library_take_in(actor=people["lawyer"], content=write_zip([small(drafts.BODY)])) == []


def test_take_in__of_a_new_template__can_be_published_by_another(people):
    draft = services.library_take_in(actor=people["lawyer"], content=write_zip([other()]))[0]
    services.template_draft_propose(actor=people["lawyer"], draft=draft)
    version = services.template_draft_publish(actor=people["admin"], draft=draft)
    assert (version.template.slug, version.number) == ("other", 1)


def test_take_in__beside_an_open_draft__takes_in_nothing(people):
    drafts.start(people["colleague"])
    content = write_zip([other(), CHANGED])
    assert services.library_compare(actor=people["lawyer"], content=content)[1].draft.startswith("Colleague, saved")
    with pytest.raises(TemplateDraftOpen, match="by Colleague"):
        services.library_take_in(actor=people["lawyer"], content=content)
    assert (TemplateDraft.objects.count(), Template.objects.count()) == (1, 1)


def bad_zips():
    slip, broken = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(slip, "w") as archive:
        archive.writestr("../small/manifest.yaml", "slug: small")
    with zipfile.ZipFile(broken, "w") as archive:
        for name, content in {**small_files(), "schema.json": b"{"}.items():
            archive.writestr(f"small/{name}", content)
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    return {
        "no ZIP": (b"%PDF-1.7", "no ZIP"),
        "0 bytes": (b"", "no ZIP"),
        "truncated": (write_zip([CHANGED])[:-30], "no ZIP"),
        "slip": (slip.getvalue(), "leads out"),
        "broken template": (broken.getvalue(), "schema.json"),
        "without a template": (empty.getvalue(), "holds no template"),
    }


@pytest.mark.parametrize("kind", bad_zips())
def test_zip__that_is_bad__is_refused_and_changes_nothing(people, kind):
    content, said = bad_zips()[kind]
    for service in (services.library_compare, services.library_take_in):
        with pytest.raises(SourceInvalid, match=said):
            service(actor=people["lawyer"], content=content)
    assert (Template.objects.count(), TemplateDraft.objects.count()) == (1, 0)


def test_zip__that_is_too_large__is_refused_unread(people, monkeypatch):
    monkeypatch.setattr(template_importing, "MOST_ZIP_BYTES", 10)
    with pytest.raises(SourceInvalid, match="larger than"):
        services.library_compare(actor=people["lawyer"], content=write_zip([CHANGED]))


def test_zip__of_a_client__is_refused(people):
    for service in (services.library_compare, services.library_take_in):
        with pytest.raises(StaffOnly):
            service(actor=people["client"], content=write_zip([CHANGED]))
