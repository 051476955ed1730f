"""Which rows name which objects: each room that stores files registers its own, in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

# The checksum a row names, the size in bytes that it says, and words by which staff find the row. A label goes to logs
# and reports, so it names rows by id and never a person or a company.
NamedObject = tuple[str, int, str]
Source = Callable[[], Iterable[NamedObject]]

_sources: dict[str, Source] = {}


def referenced(name: str, source: Source) -> None:
    """Register under `name` (`documents.renderings`) a function that gives every object the room's rows name.

    It is called anew for each verification, may give one object several times and in any order, and should read its
    rows page by page. Raises ValueError for a second source of one name.
    """
    if _sources.get(name, source) is not source:
        raise ValueError(f"Two sources of stored objects are called {name!r}")
    _sources[name] = source


def named_objects() -> Iterator[NamedObject]:
    """What the rows of all rooms name, room after room."""
    for source in list(_sources.values()):
        yield from source()
