"""Analysis without a database: rules read, held against a text, and what a model adds to that.

read_rules(policy["rules"]) → evaluated(text, rules, today=…) → risk_level(findings)
"""

from ai.analysis.answers import ModelFinding, Reading, place_of, read_findings
from ai.analysis.asking import Asker, Question, questions_of
from ai.analysis.chunks import Chunk, chunks_of
from ai.analysis.evaluation import Evaluation, evaluated
from ai.analysis.findings import BY_MODEL, BY_RULE, Finding, finding_of, merged, suggestions
from ai.analysis.language import read_rules
from ai.analysis.marking import Stretch, marked
from ai.analysis.risk import LEVELS, risk_level
from ai.analysis.rules import SEVERITIES, Rule
from ai.analysis.samples import sample_faults

__all__ = [
    "BY_MODEL",
    "BY_RULE",
    "LEVELS",
    "SEVERITIES",
    "Asker",
    "Chunk",
    "Evaluation",
    "Finding",
    "ModelFinding",
    "Question",
    "Reading",
    "Rule",
    "Stretch",
    "chunks_of",
    "evaluated",
    "finding_of",
    "marked",
    "merged",
    "place_of",
    "questions_of",
    "read_findings",
    "read_rules",
    "risk_level",
    "sample_faults",
    "suggestions",
]
