"""The run over open cases: unchanged, changed words, new faults; bounded, repeatable, seen by who may see the case."""

from __future__ import annotations

import pytest

from cases.services import case_transition
from core.errors import ServiceUnavailable
from core.models import Job
from documents import rendering, services
from documents.drafting import selectors
from documents.exceptions import TemplateDraftNotEditable
from documents.models import ImpactFinding, ImpactRun, Revision
from documents.services import template_impact
from tests.documents import drafts
from tests.documents.drafts import save, start


@pytest.fixture
def people(db, files, embedded_jobs):
    drafts.publish()
    return drafts.people()


@pytest.fixture
def revision(people):
    return drafts.document(people["lawyer"], drafts.case_of(people["lawyer"], people["client"]))


def run(actor, draft) -> ImpactRun:
    """Ask, and run the job as a worker does."""
    asked = services.template_impact_request(actor=actor, draft=draft)
    services.template_impact_run(run_id=asked.pk, progress=lambda percent: None)
    asked.refresh_from_db()
    return asked


def found(asked: ImpactRun) -> dict[str, str]:
    return {str(one.revision_id): one.outcome for one in asked.findings.all()}


def test_request__runs_as_a_job_with_progress_and_keeps_its_result(
    people, revision, django_capture_on_commit_callbacks
):
    draft = save(people["lawyer"], start(people["lawyer"]))
    with django_capture_on_commit_callbacks(execute=True):
        asked = services.template_impact_request(actor=people["lawyer"], draft=draft)
    job = Job.objects.get(pk=asked.job_id)
    assert (job.status, job.queue, job.progress) == ("succeeded", "pdf", 100)
    assert job.result == {"unchanged": 0, "changed": 1, "faulty": 0}
    asked.refresh_from_db()
    assert (asked.total, asked.left_out, asked.checksum) == (1, 0, draft.checksum)
    assert asked.finished_at is not None


def test_run__marks_the_words_that_change(people, revision):
    draft = save(people["lawyer"], start(people["lawyer"]), "<h1>Notice</h1>\n<p>To {{ data.name }}, welcome.</p>\n")
    finding = run(people["lawyer"], draft).findings.get()
    assert finding.outcome == "changed"
    marked = [(part["op"], part["text"]) for part in finding.parts if part["op"] != "same"]
    assert marked == [("deleted", "greetings"), ("inserted", "welcome")]


def test_run__of_a_change_in_looks_alone__finds_the_text_unchanged(people, revision):
    draft = save(people["lawyer"], start(people["lawyer"]), texts={"style.css": "p { margin: 1cm }"})
    assert found(run(people["lawyer"], draft)) == {str(revision.pk): "unchanged"}


def test_run__with_a_field_that_is_now_required__names_the_new_fault(people, revision):
    schema = drafts.schema(required=["name", "note"])
    draft = save(
        people["lawyer"],
        start(people["lawyer"]),
        texts={"schema.json": schema, "sample.json": '{"name": "A", "note": "b"}'},
    )
    finding = run(people["lawyer"], draft).findings.get()
    assert (finding.outcome, finding.faults) == ("faulty", ["/note: This is missing."])


def test_run__where_the_draft_does_not_render__says_why(people, revision):
    draft = save(people["lawyer"], start(people["lawyer"]), "<p>{{ data.name }} {{ data.rank }}</p>")
    finding = run(people["lawyer"], draft).findings.get()
    assert finding.outcome == "faulty"
    assert "rank" in finding.faults[0]


def test_run__looks_at_the_latest_revisions_of_open_cases_alone(people, revision):
    closed = drafts.case_of(people["lawyer"], people["client"], "Closed")
    drafts.document(people["lawyer"], closed)
    for status in ("active", "closed"):
        case_transition(actor=people["lawyer"], case=closed, to=status)
    draft = save(people["lawyer"], start(people["lawyer"]))
    assert found(run(people["lawyer"], draft)) == {str(revision.pk): "changed"}


def test_run__leaves_out_what_is_void(people, revision):
    Revision.objects.update(status="void")
    draft = save(people["lawyer"], start(people["lawyer"]))
    assert found(run(people["lawyer"], draft)) == {}


def test_run__takes_the_newest_documents_and_says_how_many_it_left_out(people, revision, monkeypatch):
    newest = drafts.document(people["lawyer"], revision.document.case, "Ligaya")
    monkeypatch.setattr(template_impact, "MOST_DOCUMENTS", 1)
    asked = run(people["lawyer"], save(people["lawyer"], start(people["lawyer"])))
    assert (asked.total, asked.left_out, list(found(asked))) == (1, 1, [str(newest.pk)])


def test_run__cut_off_and_run_again__goes_on_where_it_was(people, revision, monkeypatch):
    drafts.document(people["lawyer"], revision.document.case, "Ligaya")
    draft = save(people["lawyer"], start(people["lawyer"]))
    asked = services.template_impact_request(actor=people["lawyer"], draft=draft)
    real, calls = rendering.render_text, []

    def busy(*args):
        calls.append(args)
        if len(calls) == 3:  # two texts for each document
            raise ServiceUnavailable("All renderers are busy.")
        return real(*args)

    monkeypatch.setattr(rendering, "render_text", busy)
    with pytest.raises(ServiceUnavailable):
        services.template_impact_run(run_id=asked.pk, progress=lambda percent: None)
    assert ImpactFinding.objects.count() == 1
    services.template_impact_run(run_id=asked.pk, progress=lambda percent: None)
    assert (len(calls), sorted(found(asked).values())) == (5, ["changed", "changed"])


def test_request__while_one_is_under_way__gives_that_one(people, revision):
    draft = start(people["lawyer"])
    first = services.template_impact_request(actor=people["lawyer"], draft=draft)
    assert services.template_impact_request(actor=people["colleague"], draft=draft) == first
    Job.objects.filter(pk=first.job_id).update(status="failed")
    assert services.template_impact_request(actor=people["colleague"], draft=draft) != first


def test_run__of_a_later_state__replaces_the_earlier_result(people, revision):
    draft = start(people["lawyer"])
    run(people["lawyer"], draft)
    later = run(people["lawyer"], save(people["lawyer"], draft))
    assert list(ImpactRun.objects.all()) == [later]
    assert selectors.impact_of(draft) == later


def test_findings__are_shown_to_who_may_see_the_documents_case(people, revision):
    asked = run(people["lawyer"], save(people["lawyer"], start(people["lawyer"])))
    seen = {who: selectors.findings_visible_to(people[who], asked).count() for who in people}
    assert seen == {"admin": 1, "other-admin": 1, "lawyer": 1, "colleague": 0, "client": 0}


def test_request__of_a_draft_that_is_closed__is_refused(people):
    draft = start(people["lawyer"])
    services.template_draft_discard(actor=people["lawyer"], draft=draft)
    with pytest.raises(TemplateDraftNotEditable):
        services.template_impact_request(actor=people["lawyer"], draft=draft)
    assert not ImpactRun.objects.exists()
