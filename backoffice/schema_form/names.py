"""The names of inputs: JSON Pointers (RFC 6901), where a row's token stands in place of its index.

`/directors/0/name` is a field of the first row; the hidden input `/directors/-` repeats the tokens of the rows in
their order, so that rows may come and go on the page without being renumbered.
"""

from __future__ import annotations

import re

ADD_ROW = "_add_row"  # a submit button of this name carries the pointer of the list
REMOVE_ROW = "_remove_row"  # … and of these names, the pointer of the row
MOVE_UP = "_move_up"
MOVE_DOWN = "_move_down"
UNSEEN = "_unseen"  # a hidden input of this name stands in a part that is not to be seen, and carries its pointer


def child(pointer: str, member: str | int) -> str:
    """The pointer one step below `pointer`."""
    token = str(member).replace("~", "~0").replace("/", "~1")
    return f"{pointer}/{token}"


def rows_of(pointer: str) -> str:
    """The name of the hidden input that lists the rows of the list at `pointer`."""
    return f"{pointer}/-"


def placeholder(depth: int) -> str:
    """The token of the row that the page copies for a new one; one for each depth, so that lists may nest."""
    return f"__row{depth}__"


def html_id(pointer: str) -> str:
    """An id for the pointer's element, different for different pointers."""
    return "data" + re.sub(r"[^A-Za-z0-9_/]", lambda found: f"-{ord(found[0]):x}-", pointer).replace("/", ".")


def parent(pointer: str) -> str:
    """The pointer one step above; the parent of the whole ("") is itself."""
    return pointer.rpartition("/")[0]
