"""The editor of a template's draft: what its form posts, and what its page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest

from core.errors import Fault
from documents.drafting.editing import editable
from documents.models import TemplateDraft
from documents.source import REQUIRED

FILE = "file:"
ABOUT = {
    "template.html": "Jinja and HTML: the inside of the page. data are the inputs, sections the texts.",
    "style.css": "Comes after the shared styles.",
    "schema.json": "JSON Schema 2020-12 of the data. Titles and descriptions become the form.",
    "sample.json": "Data that fits the schema, for preview and checks. Invented people only.",
    "manifest.yaml": "Title, category, how it is signed, paper, shared styles, drafted sections.",
    "README.md": "One line on what it is for.",
}
ABOUT_CLAUSE = "Stands in this section where no model and no lawyer has written."
ELSEWHERE = "new"  # faults that belong to no file that is shown


@dataclass(frozen=True)
class Panel:
    """One file in the editor: its name, its text as typed or saved, and what is wrong with it."""

    name: str
    text: str
    about: str
    rows: int
    removable: bool = False
    removed: bool = False
    faults: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """As short as it is still known by."""
        return self.name.removeprefix("clauses/").removesuffix(".md")

    @property
    def id(self) -> str:
        """As an address within the page."""
        return "file-" + "".join(one if one.isalnum() else "-" for one in self.name)


@dataclass(frozen=True)
class Typed:
    """What somebody typed: texts by file name, clauses to remove, a note, and the edition that was read."""

    texts: Mapping[str, str]
    removed: tuple[str, ...]
    note: str
    edition: int
    new_name: str = ""
    new_text: str = ""
    chosen: str = ""  # the file that is looked at

    def with_new(self) -> dict[str, str]:
        """The texts, the new clause among them."""
        return {**self.texts, self.new_name: self.new_text} if self.new_name else dict(self.texts)


@dataclass(frozen=True)
class Editor:
    """The page's panels, the files that are not edited, and the faults by place."""

    panels: Sequence[Panel]
    others: Sequence[tuple[str, int]]
    typed: Typed
    faults: Sequence[tuple[str, str]] = field(default=())  # (id of the panel, sentence), for the list on top
    new_faults: Sequence[str] = ()
    note_faults: Sequence[str] = ()


def typed_in(request: HttpRequest) -> Typed:
    """The posted form."""
    post = request.POST
    texts = {name.removeprefix(FILE): text for name, text in post.items() if name.startswith(FILE)}
    edition = post.get("edition", "")
    return Typed(
        texts=texts,
        removed=tuple(post.getlist("remove")),
        note=post.get("note", "").strip(),
        edition=int(edition) if edition.isascii() and edition.isdigit() and len(edition) < 9 else 0,
        new_name=post.get("new-name", "").strip(),
        new_text=post.get("new-text", ""),
        chosen=post.get("chosen", ""),
    )


def saved_in(draft: TemplateDraft, chosen: str = "") -> Typed:
    """The form as the draft was saved."""
    return Typed(editable(draft.contents()), (), draft.note, draft.edition, chosen=chosen)


def editor_of(draft: TemplateDraft, typed: Typed, faults: Sequence[Fault] = ()) -> Editor:
    """What the editor shows: everything as it was typed, each fault beside its file."""
    contents = draft.contents()
    texts = {**editable(contents), **{name: text for name, text in typed.texts.items() if name in contents}}
    by_place = _by_place(faults, [*texts])
    panels = [
        Panel(
            name=name,
            text=text,
            about=ABOUT.get(name, ABOUT_CLAUSE),
            rows=min(40, max(12, text.count("\n") + 2)),
            removable=name not in REQUIRED,
            removed=name in typed.removed,
            faults=tuple(by_place.get(name, ())),
        )
        for name, text in texts.items()
    ]
    places = {panel.name: panel.id for panel in panels}
    listed = [(places.get(name, name), said) for name, all_said in by_place.items() for said in _named(name, all_said)]
    others = [(name, len(content)) for name, content in contents.items() if name not in texts]
    return Editor(panels, others, typed, listed, by_place.get(ELSEWHERE, ()), by_place.get("note", ()))


def _named(name: str, said: Sequence[str]) -> list[str]:
    return list(said) if name in (ELSEWHERE, "note") else [f"{name}: {one}" for one in said]


def _by_place(faults: Sequence[Fault], names: Sequence[str]) -> dict[str, list[str]]:
    """Sentences by file name; `note` and what belongs to no file apart."""
    found: dict[str, list[str]] = {}
    for fault in faults:
        pointer = fault.pointer.removeprefix("/")
        place = next((name for name in names if pointer == name or pointer.startswith(f"{name}/")), "")
        if not place:
            place = "note" if pointer == "note" else ELSEWHERE
        inner = pointer.removeprefix(place) if place in names else ""
        said = f"{inner}: {fault.detail}" if inner else fault.detail
        if place == ELSEWHERE and pointer:
            said = f"{pointer}: {fault.detail}"
        found.setdefault(place, []).append(said)
    return found
