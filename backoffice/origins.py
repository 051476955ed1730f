"""The card "Where this came from": the kept record of a revision (docs/provenance.md) in people's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from accounts.models import User
from ai.models import PromptVersion
from backoffice.schema_form.shape import label_of
from core.ids import parse_id
from documents import selectors
from documents.facts import tokens_of
from documents.models import Revision

NOBODY = "somebody who is not known any more"
SOURCES = {
    "case": "The case's own data",
    "document": "Another document of the case",
    "typed": "Typed in by {who}",
    "api": "Sent through the API by {who}",
    "given": "Given by {who}",
    "batch": "A row of a batch by {who}",
    "earlier": "The revision before",
}
ORDER = tuple(SOURCES)


@dataclass(frozen=True)
class Told:
    """One text with where it came from, in a sentence; links are (words, address)."""

    title: str
    said: str
    since: str = ""
    links: tuple[tuple[str, str], ...] = ()


@dataclass
class Group:
    """The answers that came from one source, by the names of their fields."""

    said: str
    link: str = ""
    fields: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Card:
    """Everything on the card. `recorded` is false for revisions of before origins were kept."""

    recorded: bool
    template: str = ""
    checksum: str = ""
    sections: tuple[Told, ...] = ()
    groups: tuple[Group, ...] = ()


def card_of(user: User, revision: Revision) -> Card:
    """The card of a revision that `user` may see."""
    kept = revision.provenance
    if not kept:
        return Card(recorded=False)
    sections, data = kept.get("sections", []), kept.get("data", {})
    names = _names(one.get("by") for one in (*sections, *data.values()))
    template, version = kept["template"], revision.template_version
    titles = {one["key"]: one.get("title") or one["key"] for one in (version.sections if version is not None else [])}
    return Card(
        recorded=True,
        template=f"{revision.document.template or template['slug']}, version {template['version']}",
        checksum=template["checksum"],
        sections=tuple(_section(user, one, titles, names) for one in sections),
        groups=tuple(_groups(user, data, names)),
    )


def _names(ids: Iterable[str | None]) -> dict[str, str]:
    known = {parse_id(one) for one in ids if one}
    return {str(user.pk): user.full_name for user in User.objects.filter(pk__in=[one for one in known if one])}


def _section(user: User, one: Mapping[str, Any], titles: Mapping[str, str], names: Mapping[str, str]) -> Told:
    who, when = names.get(one.get("by", ""), NOBODY), day_of(one.get("at", ""))
    origin = one["origin"]
    if origin == "ai-draft":
        said = f"Drafted by {'the clause library' if one['degraded'] else one['model'] or one['backend']}, {when}"
    elif origin == "clause-library":
        said = f"Clause library of the template, version {one['templateVersion']}, {one['tone']}"
    elif origin == "edited":
        began = {"ai-draft": "a draft", "clause-library": "a clause of the library"}.get(
            one.get("beganAs", ""), "a text"
        )
        said = f"Edited by {who}, {when}; it began as {began}"
    else:
        said = f"Given by {who}, {when}"
    since = f"Unchanged since revision {one['keptFrom']}" if one.get("keptFrom") else ""
    return Told(titles.get(one["key"], label_of(one["key"])), said, since, tuple(_links(user, one)))


def _links(user: User, one: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if one.get("draft"):
        yield "The draft", reverse("admin:ai_draft_change", args=[one["draft"]])
    version = one.get("prompt", {}).get("version", "")
    purpose, _, number = version.rpartition("-r")
    if version and user.role == User.Role.ADMIN and purpose and number.isdigit():
        row = PromptVersion.objects.filter(purpose=purpose, number=int(number)).first()
        if row is not None:
            yield f"Prompt {version}", reverse("admin:ai_promptversion_change", args=[row.pk])
            return
    if version and not one.get("degraded"):
        yield f"Prompt {version}", ""


def _groups(user: User, data: Mapping[str, Mapping[str, Any]], names: Mapping[str, str]) -> list[Group]:
    found: dict[tuple[str, ...], Group] = {}
    for pointer, origin in data.items():
        source = str(origin.get("source", ""))
        document = str(origin.get("ref", "")) if source == "document" else ""
        kept = str(origin.get("keptFrom", ""))
        key = (source, str(origin.get("by", "")) if "{who}" in SOURCES.get(source, "") else "", document, kept)
        if key not in found:
            found[key] = _group(user, source, names.get(key[1], NOBODY), document, origin)
        found[key].fields.append(place_in_words(pointer))
    order = sorted(found, key=lambda key: (ORDER.index(key[0]) if key[0] in ORDER else len(ORDER), key[3]))
    return [found[key] for key in order]


def _group(user: User, source: str, who: str, document: str, origin: Mapping[str, Any]) -> Group:
    said = SOURCES.get(source, label_of(source) or "Not known").format(who=who)
    link = ""
    named, _, revision = document.partition(" ")
    known = selectors.visible_to(user).filter(pk=named).first() if parse_id(named) else None
    if known is not None:
        said = f"{known.title} {revision}".strip()
        link = reverse("admin:documents_document_change", args=[known.pk])
    if "{who}" in SOURCES.get(source, "") and origin.get("at"):
        said = f"{said}, {day_of(origin['at'])}"
    if origin.get("keptFrom"):
        said = f"{said}; unchanged since revision {origin['keptFrom']}"
    return Group(said, link)


def place_in_words(pointer: str) -> str:
    """`/capital/classes/0/parValue` as "Capital › Classes › 1 › Par value"."""
    return " › ".join(str(int(one) + 1) if one.isdigit() else label_of(one) for one in tokens_of(pointer))


def day_of(at: str) -> str:
    """An ISO time as "23 Nov 2026", in the practice's own time."""
    try:
        moment = dt.datetime.fromisoformat(at)
    except ValueError:
        return "at a time not recorded"
    local = moment.astimezone() if moment.tzinfo else moment
    return f"{local.day} {local:%b %Y}"
