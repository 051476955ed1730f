"""A form made from a JSON Schema (draft 2020-12), so that a template's data can be typed in without writing JSON.

    tree = build(schema, initial)              # a FormTree; `{% include tree.template with tree=tree %}` draws it
    data = parse(schema, request.POST)         # the JSON data again: types coerced, empty optional members absent
    tree = build(schema, data, faults=error.errors)

The names of the inputs are the JSON Pointers of the data, so that a fault finds its field without a table between.
"""

from backoffice.schema_form.building import build
from backoffice.schema_form.names import ADD_ROW, REMOVE_ROW
from backoffice.schema_form.parsing import Posted, parse
from backoffice.schema_form.tree import FormTree

__all__ = ["ADD_ROW", "REMOVE_ROW", "FormTree", "Posted", "build", "parse"]
