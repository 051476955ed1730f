"""Analysing a text by a policy: rules first, then a model's findings where one is there, then the record."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from accounts.exceptions import EmailUnconfirmed
from accounts.models import User
from ai import analysis, backends, knowledge, privacy, selectors
from ai.analysis import Asker, Chunk, Finding, Question, Reading, Rule
from ai.models import Analysis, AnalysisOrder, PolicyVersion
from ai.selectors.analysis import policy_version_get
from ai.services.asking import model_asker
from ai.services.provider import heard, refusal_record
from cases.models import Case
from core import audit
from core.clock import manila_today
from core.errors import InvalidInput
from core.pii import Known, PlaceholderMap, Scrubber, restore, unresolved

LONGEST_TEXT = 200_000  # characters


@dataclass(frozen=True)
class Made:
    """An analysis as its caller is told of it: the row as kept, and the findings with their quotes."""

    row: Analysis
    findings: list[Finding]

    @property
    def suggestions(self) -> list[str]:
        """What the findings suggest, each once."""
        return analysis.suggestions(self.findings)


def require_analysable(actor: User | None, text: str) -> None:
    """Raise EmailUnconfirmed, and InvalidInput at /text for more than 200,000 characters."""
    if actor is not None and not actor.is_cleared:
        raise EmailUnconfirmed
    if len(text) > LONGEST_TEXT:
        raise InvalidInput.at("/text", "max-length", f"A text has at most {LONGEST_TEXT:,} characters.")


def made_of(row: Analysis, text: str | None = None) -> Made:
    """A kept analysis as its caller is told of it; `text`, where the caller has it, gives quotes that were not kept."""
    findings = row.found()
    if text is not None:
        findings = [one if one.start is None else replace(one, quote=text[one.start : one.end]) for one in findings]
    return Made(row, findings)


@dataclass(frozen=True)
class _Heard:
    """What came from the model: findings in place, how many did not hold, and the code of its refusal."""

    findings: tuple[Finding, ...] = ()
    dropped: int = 0
    degraded: bool = False
    refusal: str = ""


def analyze(
    *,
    actor: User | None,
    text: str,
    policy: str,
    case: Case | None = None,
    subject: str = "",
    asker: Asker | None = None,
    order: AnalysisOrder | None = None,
    progress: Callable[[int], None] | None = None,
) -> Made:
    """Hold `text` against the newest version of the policy `policy` (a slug), and keep what was found.

    The caller has found `case` through the cases that `actor` may see. `subject` is the caller's name for what was
    analysed, by which `selectors.analysis.blocking_findings` finds it. Offsets count code points of `text`. A model
    that refuses for good, that rests, or that no budget is left for, leaves an analysis by the rules, `degraded`.
    `order` is what asked for it, closed with it; `progress` is told the percentage of the text that was read.

    Raises EmailUnconfirmed; InvalidInput at /text for more than 200,000 characters; PolicyNotFound; ScrubFailed, and
    Retryable or RateLimited with `retry_after`, where a model was to be asked. Then nothing is kept. With a model, call
    it outside a transaction.
    """
    require_analysable(actor, text)
    version = order.policy_version if order is not None else policy_version_get(policy)
    rules = version.read()
    by_rules = analysis.evaluated(text, rules, today=manila_today())
    asker = asker or model_asker(actor, case, version)
    if asker is not None and progress is not None:
        asker = _Counted(asker, progress, len(text))
    found = _asked(asker, text, rules, actor, case) if asker is not None else _Heard(degraded=True)
    findings = analysis.merged([*by_rules.findings, *found.findings])
    row = Analysis(
        policy_version=version,
        actor=actor,
        case=case,
        subject=subject,
        text=text if case is not None else "",
        text_checksum=f"sha256:{hashlib.sha256(text.encode()).hexdigest()}",
        findings=[_kept(one, case).as_json() for one in findings],
        risk_level=analysis.risk_level(findings),
        degraded=found.degraded,
        dropped=found.dropped,
        omitted=by_rules.omitted,
    )
    _store(row, version, found, actor, order)
    return Made(row, findings)


@dataclass(frozen=True)
class _Counted:
    """An asker that tells how much of the text of `length` characters has been read."""

    asker: Asker
    progress: Callable[[int], None]
    length: int

    def __call__(self, questions: Sequence[Question], chunk: Chunk) -> Reading:
        reading = self.asker(questions, chunk)
        self.progress(min(99, 100 * chunk.end // self.length))
        return reading


def _kept(finding: Finding, case: Case | None) -> Finding:
    """A finding as it is kept: of a text that is not kept neither are quotes; its places still say where."""
    return finding if case is not None else replace(finding, quote=None)


def _asked(asker: Asker, text: str, rules: Sequence[Rule], actor: User | None, case: Case | None) -> _Heard:
    questions = analysis.questions_of(rules)
    if not questions:
        return _Heard()
    asked = {rule.id: rule for rule in rules if rule.question}
    known = _known(actor, case)
    allowed = _laws(actor, case, text, rules)
    end = heard(backends.configured(), lambda: _heard(asker, questions, text, asked, known, allowed))
    return end.answer if end.answer is not None else _Heard(degraded=True, refusal=end.refusal)


def _heard(
    asker: Asker,
    questions: Sequence[Question],
    text: str,
    rules: dict[str, Rule],
    known: Sequence[Known],
    laws: knowledge.Laws,
) -> _Heard:
    """What the model finds, chunk by chunk. It sees placeholders; its quotes come back to the words of the text."""
    scrubber = Scrubber(known)
    found: list[Finding] = []
    dropped = 0
    for chunk in analysis.chunks_of(text):
        scrubbed = scrubber.scrub(chunk.text)
        reading = asker(questions, Chunk(chunk.start, scrubbed.text))
        dropped += reading.dropped
        for one in reading.findings:
            rule = rules.get(one.rule_id)
            place = analysis.place_of(restore(one.quote, scrubbed.mapping), chunk.text)
            if rule is None or place is None:
                dropped += 1
                continue
            span = (chunk.start + place[0], chunk.start + place[1])
            message, suggestion = (_own_words(said, scrubbed.mapping, laws) for said in (one.message, one.suggestion))
            found.append(
                analysis.finding_of(
                    rule, text, span, message=message, suggestion=suggestion, found_by=analysis.BY_MODEL
                )
            )
    return _Heard(tuple(found), dropped)


def _own_words(words: str, mapping: PlaceholderMap, laws: knowledge.Laws) -> str:
    """What the model says with the real values in it; nothing, and the rule's own words stand, where it speaks of
    somebody who is not in the text or cites a law that no source has.
    """
    cited = knowledge.citations_in(words)
    if unresolved(words, mapping) or not all(knowledge.is_borne_out(one, laws) for one in cited):
        return ""
    return restore(words, mapping)


def _laws(actor: User | None, case: Case | None, text: str, rules: Sequence[Rule]) -> knowledge.Laws:
    """What a finding may cite: the laws of the text, of the rules and of the sources."""
    said = [text, *(words for rule in rules for words in (rule.legal_basis, rule.message, rule.suggestion))]
    spoken, cited = knowledge.laws_in(said), selectors.laws_cited(actor, case=case)
    return knowledge.united(spoken, cited)


def _known(actor: User | None, case: Case | None) -> list[Known]:
    """The people of the case and whoever asks."""
    asks = privacy.known_of_user(actor) if actor is not None else []
    return [*(privacy.known_of_case(case) if case is not None else ()), *asks]


def warnings_for_draft(policy: str, text: str) -> list[str]:
    """A sentence for each thing that the rules of the policy `policy` have against a draft; no model is asked.

    Raises PolicyNotFound.
    """
    version = policy_version_get(policy)
    found = analysis.evaluated(text, version.read(), today=manila_today()).findings
    return [f"{version.policy.title} ({one.severity}): {one.message}" for one in found]


def _store(
    row: Analysis, version: PolicyVersion, found: _Heard, actor: User | None, order: AnalysisOrder | None
) -> None:
    facts = {
        "policy": version.policy.slug,
        "version": version.number,
        "riskLevel": row.risk_level,
        "findings": len(row.findings),
        "dropped": row.dropped,
        "degraded": row.degraded,
        "subject": row.subject,
    }
    with transaction.atomic():
        row.save()
        if order is not None:
            order.analysis, order.text = row, ""
            order.save(update_fields=["analysis", "text"])
        audit.record(actor=actor, verb="analysis.made", subject=row, case_id=row.case_id, facts=facts, staff_only=True)
        refusal_record(subject=row, case_id=row.case_id, code=found.refusal)
