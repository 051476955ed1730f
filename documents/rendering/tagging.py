"""What WeasyPrint leaves out of a tagged PDF: the body of a list item around its blocks, and whom a heading cell heads.

Without them a reading program says neither where an item's text begins nor which heading belongs to a cell, and the
file is no PDF/UA-1 (ISO 14289-1, 7.5; ISO 32000-1, 14.8.4.3.3).
"""

from __future__ import annotations

from typing import Any

import pydyf
from weasyprint.document import Document

Elements = dict[bytes, pydyf.Dictionary]
_OF_AN_ITEM = ("/Lbl", "/LBody")


def complete_tags(_document: Document, pdf: pydyf.PDF) -> None:
    """Complete the structure tree in place, before the file is written; nothing to do where the PDF has no tags."""
    elements: Elements = {
        one.reference: one
        for one in pdf.objects
        if isinstance(one, pydyf.Dictionary) and one.get("Type") == "/StructElem"
    }
    for element in list(elements.values()):
        if element["S"] == "/LI":
            _give_body(pdf, elements, element)
        elif element["S"] == "/TH":
            element["A"]["Scope"] = _scope(elements, element)


def _give_body(pdf: pydyf.PDF, elements: Elements, item: pydyf.Dictionary) -> None:
    """Put what stands in an item beside its label and its body into a body of its own, where it stands."""
    kept: list[Any] = []
    body: pydyf.Dictionary | None = None
    for kid in item["K"]:
        inner = elements.get(kid) if isinstance(kid, bytes) else None
        if inner is None or inner["S"] in _OF_AN_ITEM:
            kept.append(kid)
            body = None
            continue
        if body is None:
            body = pydyf.Dictionary(
                {
                    "Type": "/StructElem",
                    "S": "/LBody",
                    "K": pydyf.Array([]),
                    "Pg": item["Pg"],
                    "P": item.reference,
                }
            )
            pdf.add_object(body)
            kept.append(body.reference)
        body["K"].append(kid)
        inner["P"] = body.reference
    item["K"] = pydyf.Array(kept)


def _scope(elements: Elements, cell: pydyf.Dictionary) -> str:
    """A heading cell heads its row where it stands beside plain cells, else its column."""
    row = elements[cell["P"]]
    group = elements.get(row["P"])
    if group is not None and group["S"] == "/THead":
        return "/Column"
    beside = [elements[kid]["S"] for kid in row["K"] if kid in elements]
    return "/Row" if "/TD" in beside else "/Column"
