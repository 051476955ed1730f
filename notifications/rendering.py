"""Writing a mail from its template: subject, text and HTML in the reader's language.

Pure: it knows files and values, and no database. A template stands in templates/mail/<key>/ as `subject.<locale>.txt`
and `body.<locale>.html`; the text is made from the same body, so that the two never say different things.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import css_inline
import jinja2

from notifications import bodies, wording
from notifications.constants import LONGEST_SUBJECT
from notifications.exceptions import PlaceholderUnresolved
from notifications.kinds import COMMON, KINDS, Kind

FOLDER = Path(__file__).resolve().parents[1] / "templates" / "mail"
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
# Styles go into attributes, for mail programs that read no others; what depends on the screen stays where it is.
_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False)


@dataclass(frozen=True)
class Rendered:
    """A mail's subject on one line, and its two bodies."""

    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)


def rendered(key: str, locale: str, context: Mapping[str, Any]) -> Rendered:
    """The mail `key` in `locale` (en or fil; any other: en), with the values that `kinds.KINDS` names.

    Raises PlaceholderUnresolved for a value that is missing or empty, and for a place in a template that nothing fills;
    ValueError for a value that the kind does not know.
    """
    kind = KINDS[key]
    language = locale if locale in wording.LOCALES else wording.ENGLISH
    values = _checked(kind, context)
    with_values = functools.partial(_filled, _environment(FOLDER), {**values, "locale": language, "about": kind.about})
    subject = _one_line(with_values(f"{key}/subject.{language}.txt"))
    body = functools.partial(with_values, f"{key}/body.{language}.html", subject=subject)
    return Rendered(subject, bodies.text_of(body(plain=True)), _INLINER.inline(body(plain=False)))


def _checked(kind: Kind, context: Mapping[str, Any]) -> dict[str, Any]:
    """The context, whole: what may be empty is there as an empty text."""
    unknown = sorted(set(context) - kind.values - set(COMMON))
    if unknown:
        raise ValueError(f"{kind.key} does not know {', '.join(unknown)}.")
    names = {*kind.values, *COMMON, "link"}  # the layout asks for a link; some mails lead nowhere
    values = {name: "" if context.get(name) is None else context[name] for name in names}
    for name in sorted({*kind.needed, *COMMON}):
        if not str(values[name]).strip():
            raise _unresolved(kind.key, name)
    if values["link"] and not _ADDRESS.fullmatch(values["link"]):
        raise _unresolved(kind.key, "link")
    return values


def _filled(
    environment: jinja2.Environment, values: Mapping[str, Any], name: str, *, subject: str = "", plain: bool = True
) -> str:
    try:
        return environment.get_template(name).render({**values, "subject": subject, "plain": plain})
    except jinja2.UndefinedError as error:
        raise _unresolved(name, str(error)) from error


def _one_line(text: str) -> str:
    """A header's value: without line breaks and letters that nobody sees, and no longer than a subject may be."""
    seen = "".join(letter if unicodedata.category(letter) not in ("Cf", "Co", "Cs") else "" for letter in text)
    line = " ".join("".join(" " if unicodedata.category(one) == "Cc" else one for one in seen).split())
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1]}…"


def _unresolved(where: str, what: str) -> PlaceholderUnresolved:
    return PlaceholderUnresolved(f"{where}: {what} is not filled in. Nothing was sent.")


class _Files(jinja2.FileSystemLoader):
    """Refuses a template with a place that is no value, like [[name]]."""

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, path, fresh = super().get_source(environment, template)
        left = bodies.placeholder_in(_JINJA.sub("", source))
        if left is not None:
            raise _unresolved(template, left)
        return source, path, fresh


@functools.cache
def _environment(folder: Path) -> jinja2.Environment:
    made = jinja2.Environment(
        loader=_Files(folder),
        undefined=jinja2.StrictUndefined,
        autoescape=jinja2.select_autoescape(("html",)),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(day=wording.day, moment=wording.moment, pesos=wording.pesos, lines=wording.lines)
    return made
