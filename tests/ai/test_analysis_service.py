"""`analyze`: what is kept, who sees it, what a model may add, and what happens when it fails."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.utils import timezone

from accounts.exceptions import EmailUnconfirmed
from accounts.models import User
from ai.analysis import Chunk, ModelFinding, Question, Reading
from ai.exceptions import BudgetSpent, PolicyNotFound
from ai.models import Analysis
from ai.selectors.analysis import BlockingFinding, analysis_get, blocking_findings, visible_to
from ai.services import analysis as service
from ai.services.policies import policy_publish
from cases.models import Case
from core import audit
from core.backends import NotAuthorised, Rejected, Resting, Retryable
from core.errors import InvalidInput, NotFound
from core.pii import ScrubFailed
from tests.ai.conftest import make_user

pytestmark = pytest.mark.django_db
RULES: list[dict[str, Any]] = [
    {"id": "rent-stated", "severity": "high", "message": "No rent.", "suggestion": "State it.", "legalBasis": "L",
     "requires": ["rent"], "question": "Is the rent clear?"},
    {"id": "waiver", "severity": "critical", "blocking": True, "message": "A waiver.", "legalBasis": "L",
     "forbids": ["waive* <3> rights"]},
]  # fmt: skip
TEXT = "🙂 The lessee waives all rights.\n\nPedro M. Magbanua Jr. pays when he can."


@dataclass
class FakeAsker:
    """Answers every chunk alike, or fails, and remembers what it was shown."""

    answer: Reading = field(default_factory=Reading)
    error: Exception | None = None
    asked: list[tuple[Sequence[Question], Chunk]] = field(default_factory=list)

    def __call__(self, questions: Sequence[Question], chunk: Chunk) -> Reading:
        self.asked.append((questions, chunk))
        if self.error is not None:
            raise self.error
        return self.answer


@pytest.fixture
def policy(db: Any) -> str:
    policy_publish(actor=None, slug="lease", title="Leases", rules=RULES)
    return "lease"


def test_analyze__on_a_case__keeps_text_findings_and_a_record(policy: str, lawyer: User, case: Case) -> None:
    made = service.analyze(actor=lawyer, text=TEXT, policy=policy, case=case, subject="revision:1")
    row = Analysis.objects.get()
    assert made.row == row
    assert [(one.rule_id, one.quote, one.start, one.end) for one in made.findings] == [
        ("waiver", "waives all rights", 13, 30),
        ("rent-stated", None, None, None),
    ]
    assert row.found() == made.findings
    assert made.suggestions == ["State it."]
    assert (row.actor, row.case, row.subject, row.text) == (lawyer, case, "revision:1", TEXT)
    assert row.text_checksum == f"sha256:{hashlib.sha256(TEXT.encode()).hexdigest()}"
    assert (row.risk_level, row.degraded, row.dropped, row.omitted) == ("critical", True, 0, 0)
    (entry,) = audit.entries_of(row)
    assert (entry.verb, entry.actor_id, entry.case_id, entry.staff_only) == (
        "analysis.made", lawyer.pk, case.pk, True,
    )  # fmt: skip
    assert entry.facts == {
        "policy": "lease", "version": 1, "riskLevel": "critical", "findings": 2, "dropped": 0, "degraded": True,
        "subject": "revision:1",
    }  # fmt: skip


def test_analyze__without_a_case__keeps_no_word_of_the_text(policy: str, client_user: User) -> None:
    made = service.analyze(actor=client_user, text=TEXT, policy=policy)
    row = Analysis.objects.get()
    assert made.findings[0].quote == "waives all rights"
    assert row.text == ""
    assert [(one.quote, one.start, one.end) for one in row.found()] == [(None, 13, 30), (None, None, None)]
    assert "waives" not in str(row.findings)


def test_analyze__the_longest_text_is_taken_and_one_more_is_refused(policy: str, lawyer: User) -> None:
    assert service.analyze(actor=lawyer, text=" " * 200_000, policy=policy).row.risk_level == "high"
    with pytest.raises(InvalidInput) as refused:
        service.analyze(actor=lawyer, text="x" * 200_001, policy=policy)
    assert [(one.pointer, one.code) for one in refused.value.errors] == [("/text", "max-length")]
    assert Analysis.objects.count() == 1


def test_analyze__unknown_policy_or_unconfirmed_address__keeps_nothing(policy: str, lawyer: User) -> None:
    with pytest.raises(PolicyNotFound):
        service.analyze(actor=lawyer, text="x", policy="nope")
    stranger = make_user("client", "Nemo Nobody")
    stranger.email_confirmed_at = None
    with pytest.raises(EmailUnconfirmed):
        service.analyze(actor=stranger, text="x", policy=policy)
    assert Analysis.objects.count() == 0


def test_analyze__holds_against_the_newest_version(policy: str, lawyer: User) -> None:
    policy_publish(actor=None, slug="lease", title="Leases", rules=[{**RULES[0], "requires": ["lessee"]}])
    made = service.analyze(actor=lawyer, text=TEXT, policy=policy)
    assert (made.row.policy_version.number, made.findings, made.row.risk_level) == (2, [], "low")


def test_analysis__is_kept_as_it_was_made(policy: str, lawyer: User) -> None:
    row = service.analyze(actor=lawyer, text=TEXT, policy=policy).row
    with pytest.raises(TypeError):
        row.save()


def test_visible__to_those_of_the_case_and_to_whoever_made_it(
    policy: str, case: Case, lawyer: User, other_lawyer: User, admin_user: User, client_user: User
) -> None:
    client_user.email_confirmed_at = timezone.now()
    of_case = service.analyze(actor=lawyer, text=TEXT, policy=policy, case=case).row
    of_client = service.analyze(actor=client_user, text=TEXT, policy=policy, case=case).row
    loose = service.analyze(actor=client_user, text=TEXT, policy=policy).row
    of_other = service.analyze(actor=other_lawyer, text=TEXT, policy=policy).row
    seen = {one.full_name.split()[0]: set(visible_to(one)) for one in (lawyer, other_lawyer, admin_user, client_user)}
    assert seen == {
        "Lorenzo": {of_case, of_client},
        "Olivia": {of_other},
        "Amelia": {of_case, of_client, loose, of_other},
        "Clara": {of_client, loose},
    }
    assert analysis_get(lawyer, of_case.pk) == of_case
    with pytest.raises(NotFound):
        analysis_get(other_lawyer, of_case.pk)
    lawyer.is_active = False
    assert list(visible_to(lawyer)) == []


def test_blocking_findings__are_those_of_the_newest_analysis_of_each_policy(
    policy: str, lawyer: User, case: Case
) -> None:
    policy_publish(actor=None, slug="nda", title="NDAs", rules=[{**RULES[1], "id": "nda-waiver"}])
    good = "The lessee pays rent."
    first = service.analyze(actor=lawyer, text=TEXT, policy="lease", case=case, subject="r:1")
    other = service.analyze(actor=lawyer, text=TEXT, policy="nda", case=case, subject="r:1")
    service.analyze(actor=lawyer, text=TEXT, policy="lease", case=case, subject="R:1")
    service.analyze(actor=lawyer, text=TEXT, policy="lease", case=case)
    assert sorted(blocking_findings("r:1"), key=lambda one: one.policy) == [
        BlockingFinding(first.row.pk, "lease", 1, first.findings[0]),
        BlockingFinding(other.row.pk, "nda", 1, other.findings[0]),
    ]
    service.analyze(actor=lawyer, text=good, policy="lease", case=case, subject="r:1")
    assert [one.policy for one in blocking_findings("r:1")] == ["nda"]
    assert (blocking_findings("r:2"), blocking_findings("")) == ([], [])


# --- with a model ---------------------------------------------------------------------------------------------------
committed = pytest.mark.django_db(transaction=True)


def finding(quote: str, rule: str = "rent-stated", **more: str) -> ModelFinding:
    return ModelFinding(rule, quote, **more)


@committed
def test_model__adds_findings_at_their_place_in_the_text(policy: str, lawyer: User, case: Case) -> None:
    asker = FakeAsker(Reading((finding("[[PERSON_1]] pays  when", message="Says [[PERSON_1]]."),), dropped=2))
    made = service.analyze(actor=lawyer, text=TEXT, policy=policy, case=case, asker=asker)
    (questions, chunk), = asker.asked  # fmt: skip
    assert [(one.rule_id, one.text) for one in questions] == [("rent-stated", "Is the rent clear?")]
    assert (chunk.start, chunk.text) == (0, TEXT.replace("Pedro M. Magbanua Jr.", "[[PERSON_1]]"))
    heard = next(one for one in made.findings if one.found_by == "model")
    assert (heard.quote, heard.message, heard.severity, heard.suggestion) == (
        "Pedro M. Magbanua Jr. pays when", "Says Pedro M. Magbanua Jr..", "high", "State it.",
    )  # fmt: skip
    assert TEXT[heard.start : heard.end] == heard.quote
    assert (made.row.degraded, made.row.dropped) == (False, 2)


@committed
def test_model__what_it_invents__is_dropped_and_counted(policy: str, lawyer: User) -> None:
    invented = (finding("he can"), finding("she cannot"), finding("he can", rule="nope"), finding("he can", "waiver"))
    made = service.analyze(actor=lawyer, text=TEXT, policy=policy, asker=FakeAsker(Reading(invented)))
    assert [one.quote for one in made.findings if one.found_by == "model"] == ["he can"]
    assert made.row.dropped == 3


@committed
def test_model__reads_a_long_text_in_chunks_and_each_thing_is_told_once(policy: str, lawyer: User) -> None:
    text = "The lessee pays the fee.\n\n" * 600 + "Then he owes the rental charge.\n\n" + "And so on it goes.\n\n" * 700
    asker = FakeAsker(Reading((finding("owes the rental charge"),)))
    made = service.analyze(actor=lawyer, text=text, policy=policy, asker=asker)
    chunks = [chunk for _, chunk in asker.asked]
    assert len(chunks) >= 3
    assert all(len(one.text) <= 12_000 for one in chunks)
    start = text.index("owes the rental charge")
    assert [(one.start, one.end) for one in made.findings if one.found_by == "model"] == [(start, start + 22)]
    holding = sum("owes the rental charge" in one.text for one in chunks)
    assert made.row.dropped == len(chunks) - holding


@committed
@pytest.mark.parametrize("error", [Rejected("no"), NotAuthorised("no"), BudgetSpent("spent"), Resting("tired")])
def test_model__that_will_not_answer__leaves_the_rules(policy: str, lawyer: User, error: Exception) -> None:
    made = service.analyze(actor=lawyer, text=TEXT, policy=policy, asker=FakeAsker(error=error))
    assert [one.found_by for one in made.findings] == ["rule", "rule"]
    assert made.row.degraded is True
    verbs = [one.verb for one in audit.entries_of(made.row)]
    refused = isinstance(error, Rejected | NotAuthorised)
    assert sorted(verbs) == (["ai.provider-refused", "analysis.made"] if refused else ["analysis.made"])


@committed
def test_model__that_does_not_answer_now__is_a_503_with_retry_after_and_nothing_is_kept(
    policy: str, lawyer: User
) -> None:
    with pytest.raises(Retryable) as failed:
        service.analyze(actor=lawyer, text=TEXT, policy=policy, asker=FakeAsker(error=Retryable("down")))
    assert (failed.value.status, failed.value.retry_after) == (503, 5)
    assert Analysis.objects.count() == 0


@committed
def test_scrubber_that_fails__sends_nothing_and_keeps_nothing(
    policy: str, lawyer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ScrubFailed

    monkeypatch.setattr("core.pii.scrubber.Scrubber._replace", fail)
    asker = FakeAsker()
    with pytest.raises(ScrubFailed):
        service.analyze(actor=lawyer, text=TEXT, policy=policy, asker=asker)
    assert (asker.asked, Analysis.objects.count()) == ([], 0)


def test_model__is_never_asked_inside_a_transaction(policy: str, lawyer: User) -> None:
    asker = FakeAsker()
    with pytest.raises(RuntimeError, match="transaction"):
        service.analyze(actor=lawyer, text=TEXT, policy=policy, asker=asker)
    assert asker.asked == []


@committed
def test_policy_without_questions__needs_no_model(lawyer: User) -> None:
    policy_publish(actor=None, slug="plain", title="Plain", rules=[RULES[1]])
    asker = FakeAsker()
    made = service.analyze(actor=lawyer, text=TEXT, policy="plain", asker=asker)
    assert (asker.asked, made.row.degraded) == ([], False)
