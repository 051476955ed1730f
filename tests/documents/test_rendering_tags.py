"""The structure of a tagged PDF: list items have a body, heading cells say whom they head."""

from __future__ import annotations

import io

import pikepdf

from documents.rendering.engine import print_html

PAGE = '<html lang="en"><title>T</title><body><h1>T</h1>{}'
LIST = "<ol><li><p>One.</p><p>More.</p></li><li>Two.<table><tr><td>a</td></tr></table></li></ol>"
TABLE = (
    '<table><thead><tr><th colspan="2">Owner</th></tr></thead><tr><th>Name</th><td>Sinta</td></tr>'
    "<tr><th>Share</th><th>Class</th></tr></table>"
)


def elements(body: str, kind: str, variant: str = "pdf/ua-1") -> list[pikepdf.Object]:
    content, _ = print_html(PAGE.format(body), assets={}, pdf_variant=variant)
    pdf = pikepdf.open(io.BytesIO(content))
    pdfs.append(pdf)  # its objects live as long as it
    found = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/StructElem"]
    return [one for one in found if one.S == kind]


pdfs: list[pikepdf.Pdf] = []


def test_items__of_a_list__hold_a_label_and_a_body_alone():
    items = elements(LIST, "/LI")
    assert len(items) == 2
    for item in items:
        kinds = [str(kid.S) for kid in item.K]
        assert set(kinds) <= {"/Lbl", "/LBody"}
        for body in [kid for kid in item.K if kid.S == "/LBody"]:
            assert body.P == item
            assert all(kid.P == body for kid in body.K)
    first = [str(kid.S) for body in items[0].K if body.S == "/LBody" for kid in body.K]
    assert first.count("/P") == 2


def test_heading_cells__of_a_table__say_whom_they_head():
    scopes = [str(one.A.Scope) for one in elements(TABLE, "/TH")]
    assert scopes == ["/Column", "/Row", "/Column", "/Column"]


def test_a_pdf__without_tags__is_left_as_it_is():
    assert elements(LIST, "/LI", "pdf/a-3b") == []
