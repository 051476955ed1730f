"""How rules and findings look to staff."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ai import analysis
from ai.analysis import Finding, Rule
from ai.analysis.patterns import Pattern
from ai.analysis.rules import Check, DateBound, Day, Forbids, Near, NumberBound, Requires

_TONES = {"critical": "bad", "high": "bad", "medium": "warn", "low": "accent", "info": "accent"}
_BLOCKS = SafeString(' <span class="hain-pill hain-pill-bad">blocks</span>')
_PIECE = '<mark style="background: var(--hain-{}-wash); color: var(--hain-{})" title="Finding {}">{}</mark>'


def severity_pill(severity: str) -> SafeString:
    """A severity in its colour."""
    return format_html('<span class="hain-pill hain-pill-{}">{}</span>', _TONES[severity], severity)


def risk_pill(level: str) -> SafeString:
    """A risk level in its colour."""
    tone = "good" if level == "low" else _TONES[level]
    return format_html('<span class="hain-pill hain-pill-{}">{} risk</span>', tone, level)


def rules_list(rules: Iterable[Rule]) -> SafeString:
    """Rules, one below the other: how grave, what it says and why, and what is looked for."""
    told = (
        (
            severity_pill(rule.severity),
            _BLOCKS if rule.blocking else "",
            rule.id,
            rule.legal_basis,
            " (to be confirmed)" if rule.confirm else "",
            rule.message,
            rule.suggestion,
            looked_for(rule),
        )
        for rule in rules
    )
    one = (
        "<li class='hain-rule'><p>{}{} <code>{}</code> <span class='hain-quiet'>{}{}</span></p>"
        "<p>{} <span class='hain-quiet'>{}</span></p><p class='hain-quiet'>Looks for: {}</p></li>"
    )
    return format_html('<div class="hain-page"><ol>{}</ol></div>', format_html_join("", one, told))


def stretches(text: str, findings: Sequence[Finding]) -> SafeString:
    """The text, escaped, with the findings marked in it."""
    pieces = analysis.marked(text, findings)
    return format_html_join("", "{}", ((_piece(one),) for one in pieces))


def looked_for(rule: Rule) -> SafeString:
    """What the check of a rule looks for, in words and patterns."""
    when = format_html("if the text has {}; ", _patterns(rule.when)) if rule.when else ""
    return format_html("{}{}", when, _check(rule.check))


def _piece(stretch: analysis.Stretch) -> SafeString | str:
    if not stretch.number:
        return stretch.text
    tone = _TONES[stretch.severity]
    return format_html(_PIECE, tone, tone, stretch.number, stretch.text)


def _check(check: Check) -> SafeString:
    if isinstance(check, Requires):
        return format_html("must have one of {}", _patterns(check.patterns))
    if isinstance(check, Forbids):
        unless = format_html(", unless with {}", _patterns(check.unless)) if check.unless else ""
        return format_html("must not have {}{}", _patterns(check.patterns), unless)
    if isinstance(check, NumberBound):
        return format_html("{} {} {}", check.kind, _bounds(check), _near(check.near))
    return format_html("date {} {}", _days(check), _near(check.near))


def _near(near: Near) -> SafeString:
    side = "before or after" if near.side == "both" else near.side
    return format_html("within {} words {} {}", near.within, side, _patterns(near.patterns))


def _bounds(check: NumberBound) -> str:
    least = f"at least {check.least}" if check.least is not None else ""
    most = f"at most {check.most}" if check.most is not None else ""
    per = f"a {check.per}" if check.per else ""
    return " ".join(word for word in (least, "and" if least and most else "", most, check.unit, per) if word)


def _days(check: DateBound) -> str:
    said = ((name, day) for name, day in (("not before", check.not_before), ("not after", check.not_after)) if day)
    return " and ".join(f"{name} {_day(day)}" for name, day in said)


def _day(day: Day) -> str:
    if day.date is not None:
        return day.date.isoformat()
    return f"today {day.days:+d} days" if day.days else "today"


def _patterns(patterns: Iterable[Pattern]) -> SafeString:
    return format_html_join(" or ", "<code>{}</code>", ((one.source,) for one in patterns))
