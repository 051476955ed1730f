"""Where the answers of a form are from, as it is kept and as it is told beside them.

Nothing of this is taken from the browser: it is found anew from what the case, the earlier revision and the saved form
say, so that an answer has a source only where that source does hold it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from accounts.models import User
from core.clock import MANILA, manila_now
from core.ids import parse_id
from documents import selectors
from documents.origins import CASE, DOCUMENT, EARLIER, TYPED, Known, Origin, origins_for

NOBODY = "somebody"
TOLD = {"typed": "typed by {who}", "api": "sent through the API by {who}", "batch": "from a sheet, by {who}"}


def typed_origins(user: User, typed: Mapping[str, Any], known: Sequence[Known]) -> dict[str, dict[str, str]]:
    """The origin of every answer in `typed`: that of the first of `known` that holds it, else `user`, now."""
    now = {"source": TYPED, "by": str(user.pk), "at": manila_now().isoformat()}
    return origins_for(typed, otherwise=now, known=known)


def in_words(user: User, origins: Mapping[str, Origin], *, own: bool) -> dict[str, str]:
    """A few words on each origin, by its pointer; with `own` also on what the user typed in person."""
    titles = _titles(user, origins.values())
    names = _names(origins.values())
    names[str(user.pk)] = "you"
    found = {}
    for pointer, origin in origins.items():
        if own or origin["source"] != TYPED or origin["by"] != str(user.pk):
            found[pointer] = _told(origin, titles, names)
    return found


def _told(origin: Origin, titles: Mapping[str, str], names: Mapping[str, str]) -> str:
    source, ref = origin["source"], origin.get("ref", "")
    if source == CASE:
        return "from the case"
    if source == DOCUMENT:
        document, _, revision = ref.partition(" ")
        return f"from {titles.get(document, 'another document')} {revision}".strip()
    if source == EARLIER:
        return f"from revision {ref.removeprefix('r')}" if ref else "from the earlier revision"
    said = TOLD.get(source, "given by {who}").format(who=names.get(origin["by"], NOBODY))
    return f"{said}, {_day(origin['at'])}"


def _titles(user: User, origins: Iterable[Origin]) -> dict[str, str]:
    named = {one.get("ref", "").partition(" ")[0] for one in origins if one["source"] == DOCUMENT}
    known = [key for key in (parse_id(one) for one in named) if key]
    documents = selectors.visible_to(user).filter(pk__in=known).select_related("template") if known else ()
    return {str(one.pk): one.template.title if one.template else one.title for one in documents}


def _names(origins: Iterable[Origin]) -> dict[str, str]:
    known = [key for key in {parse_id(one["by"]) for one in origins} if key]
    return {str(one.pk): str(one) for one in User.objects.filter(pk__in=known)}


def _day(at: str) -> str:
    local = dt.datetime.fromisoformat(at).astimezone(MANILA)
    return f"{local.day} {local:%b %Y}"
