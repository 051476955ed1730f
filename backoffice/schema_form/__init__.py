"""A form made from a JSON Schema (draft 2020-12), so that a template's data can be typed in without writing JSON.

    tree = build(schema, initial)              # a FormTree; `{% include tree.template with tree=tree %}` draws it
    data = parse(schema, request.POST)         # the JSON data again: types coerced, empty optional members absent
    sent = read(schema, request.POST)          # the same, with what was typed into parts that are not asked for now
    tree = build(schema, data, faults=error.errors)

The names of the inputs are the JSON Pointers of the data, so that a fault finds its field without a table between.

A member that only `if`/`then` requires is shown while its condition holds: by the server when the form is drawn, and at
once on the page. What stands in it otherwise is kept while the form is open, and is no part of the data.
"""

from backoffice.schema_form.building import build
from backoffice.schema_form.names import ADD_ROW, MOVE_DOWN, MOVE_UP, REMOVE_ROW
from backoffice.schema_form.parsing import Posted, Sent, parse, read, stated, without_field
from backoffice.schema_form.tree import FormTree

__all__ = [
    "ADD_ROW",
    "MOVE_DOWN",
    "MOVE_UP",
    "REMOVE_ROW",
    "FormTree",
    "Posted",
    "Sent",
    "build",
    "parse",
    "read",
    "stated",
    "without_field",
]
