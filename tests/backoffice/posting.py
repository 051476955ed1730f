"""What a browser would post of a drawn form: for tests that go the whole way from data to page to data."""

from __future__ import annotations

from html.parser import HTMLParser

from django.http import QueryDict
from django.template.loader import render_to_string

from backoffice.schema_form import FormTree


class _Inputs(HTMLParser):
    """Collects names and values of the successful controls, leaving out what stands in <template>."""

    def __init__(self) -> None:
        super().__init__()
        self.posted = QueryDict(mutable=True)
        self.templates = 0
        self.select: str | None = None
        self.options: list[tuple[str, bool]] = []
        self.area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {key: value or "" for key, value in attrs}
        if tag == "template":
            self.templates += 1
        elif self.templates:
            return
        elif tag == "input" and (have.get("type") != "checkbox" or "checked" in have):
            self.posted.appendlist(have["name"], have.get("value", ""))
        elif tag == "select":
            self.select, self.options = have["name"], []
        elif tag == "option":
            self.options.append((have["value"], "selected" in have))
        elif tag == "textarea":
            self.area = (have["name"], [])

    def handle_data(self, data: str) -> None:
        if self.area:
            self.area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self.templates -= 1
        elif tag == "select" and not self.templates and self.select:
            chosen = [value for value, selected in self.options if selected] or [self.options[0][0]]
            self.posted.appendlist(self.select, chosen[-1])
        elif tag == "textarea" and self.area:
            name, parts = self.area
            text = "".join(parts).removeprefix("\n")  # HTML drops the first line break of a textarea
            self.posted.appendlist(name, text.replace("\n", "\r\n"))
            self.area = None


def drawn(tree: FormTree) -> str:
    """The form's HTML."""
    return render_to_string(tree.template, {"tree": tree})


def posted(tree: FormTree) -> QueryDict:
    """The form as the browser posts it, nothing changed by hand."""
    reader = _Inputs()
    reader.feed(drawn(tree))
    reader.close()
    return reader.posted


def sent(post: QueryDict) -> dict[str, list[object]]:
    """The form for Django's test client, which would send only the last value of a QueryDict's name."""
    return dict(post.lists())
