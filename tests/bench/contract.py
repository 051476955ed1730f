"""A contract of one page and one of ten: the same words as a template of ours and as one of docxtpl.

The looks are the library's own: its shared styles for a contract, in Word's terms the same face, sizes and margins.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from docx import Document
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from documents.source import TemplateSource, from_files, with_shared

FACE = "Liberation Serif"
SHORT, LONG = 1, 10  # pages
CLAUSES = {SHORT: 4, LONG: 29}
INSTALMENTS = {SHORT: 0, LONG: 24}

BODY = """
<header class="paper-title running" data-running="Service Agreement: {{ data.client }} and {{ data.provider }}">
<h1>SERVICE AGREEMENT</h1>
</header>
<p>This Agreement is made in {{ data.place }} between:</p>
<p class="parties"><b>{{ data.client | upper }}</b>, a corporation organized under the laws of the Republic of the
Philippines, with principal office at {{ data.clientOffice }} (the “Client”);</p>
<p class="and">– and –</p>
<p class="parties"><b>{{ data.provider | upper }}</b>, of legal age, Filipino, with residence at
{{ data.providerOffice }} (the “Provider”).</p>
<p><b>NOW, THEREFORE,</b> for and in consideration of the mutual undertakings stated below, the parties agree:</p>
{% for clause in data.clauses %}
<h2 class="clause">{{ clause.title }}</h2>
{% for text in clause.texts %}<p>{{ text }}</p>
{% endfor %}
{% if clause.points %}<ol class="lettered">
{% for point in clause.points %}<li>{{ point }};</li>
{% endfor %}</ol>
{% endif %}
{% endfor %}
{% if data.instalments %}
<h2 class="clause">Schedule of payments</h2>
<table><thead><tr><th scope="col">No.</th><th scope="col">What is delivered</th><th scope="col">Amount</th></tr></thead>
<tbody>
{% for one in data.instalments %}<tr><td>{{ one.number }}</td><td>{{ one.what }}</td>
<td class="figure">{{ one.amount }}</td></tr>
{% endfor %}</tbody></table>
{% endif %}
<p class="testimonium"><b>IN WITNESS WHEREOF,</b> the parties have signed this Agreement on {{ data.day }}.</p>
<div class="signatures parties-sign">
<div class="signature"><b>{{ data.client | upper }}</b><span>Client</span></div>
<div class="signature"><b>{{ data.provider | upper }}</b><span>Provider</span></div>
</div>
"""
TEXTS = (
    ("Services", "The Provider shall perform the services that the Client orders in writing under this Agreement, with "
     "the care that a prudent professional of the same trade takes, and shall follow the lawful instructions of the "
     "Client on their order and their place."),
    ("Fees", "The Client shall pay for each service the fee on which the parties agreed when it was ordered, within "
     "thirty (30) days from the receipt of a statement that names the service, the day and the fee. The fee includes "
     "all taxes that the law places on the Provider."),
    ("Confidentiality", "Each party shall keep secret what it learns of the business of the other, shall use it for "
     "this Agreement alone, and shall return or destroy it when the Agreement ends. This does not apply to what is "
     "public, or to what the law requires a party to disclose."),
    ("Term and termination", "This Agreement takes effect on the day of its signing and remains in force until a party "
     "ends it by a written notice of sixty (60) days. A party may end it at once where the other fails to cure a "
     "breach within fifteen (15) days from a written demand."),
    ("Personal data", "The parties shall process personal data in accordance with the Data Privacy Act of 2012 and the "
     "issuances of the National Privacy Commission, shall keep them safe by measures that fit the risk, and shall help "
     "each other to answer the requests of data subjects in time."),
    ("Liability", "A party answers for the damage that it causes by fraud, by negligence or by any contravention of "
     "the tenor of its obligations. No party answers for an event that could not be foreseen or that, though foreseen, "
     "was inevitable, for as long as it lasts and so far as it bears on the obligation."),
    ("Assignment", "Neither party may assign this Agreement, or a right or an obligation under it, without the prior "
     "written consent of the other, save to one who succeeds to its whole business and assumes its obligations. An "
     "assignment without this consent has no effect against the other."),
    ("Disputes", "This Agreement is governed by Philippine law. The parties shall first try to settle a dispute by "
     "negotiation in good faith. What is not settled within thirty (30) days from the written notice of the dispute "
     "shall be brought in the proper courts of Makati City, to the exclusion of other courts."),
)  # fmt: skip
MORE = (
    "The parties shall review this clause once a year and may amend it in a writing that both sign. A waiver of a "
    "breach is no waiver of another. A notice under this clause takes effect when it is received at the address that "
    "the other party last gave in writing, or when its receipt was refused there."
)
POINTS = (
    "keep complete records of what was done, by whom and when, and show them to the other party on request",
    "report at once whatever may delay or endanger the performance",
    "bear the expenses of its own personnel, counsel and advisers",
)


@cache
def template() -> TemplateSource:
    """The contract as a template of ours."""
    text = {"type": "string"}
    texts = {"type": "array", "items": text}
    clause = _object({"title": text, "texts": texts, "points": texts})
    row = _object({"number": {"type": "integer"}, "what": text, "amount": text})
    plain = dict.fromkeys(("client", "clientOffice", "provider", "providerOffice", "place", "day"), text)
    lists = {"clauses": {"type": "array", "items": clause}, "instalments": {"type": "array", "items": row}}
    manifest = (
        "slug: bench-contract\ntitle: Contract\ncategory: contract\nexecution: esign\nlocale: en\npaper: A4\n"
        "documentTitle: Service Agreement\nstyles: [page.css, signing.css, contract.css]\n"
    )
    files = {
        "manifest.yaml": manifest.encode(),
        "template.html": BODY.encode(),
        "style.css": b"/* All of its style is shared. */",
        "schema.json": json.dumps(_object({**plain, **lists})).encode(),
        "sample.json": json.dumps(data(SHORT)).encode(),
        "README.md": b"A contract.",
    }
    return from_files(with_shared(files))


def data(pages: int, number: int = 0) -> dict[str, Any]:
    """The data of the contract of so many pages; each `number` has a client of its own."""
    return {
        "client": f"Client Number {number:04d} Foods Inc.",
        "clientOffice": "8767 Paseo de Roxas, Makati City 1226",
        "provider": "Sinta Dalisay",
        "providerOffice": "12 Sampaguita Street, Quezon City 1100",
        "place": "Makati City",
        "day": "14 August 2026",
        "clauses": [_clause(at, whole=pages == LONG) for at in range(CLAUSES[pages])],
        "instalments": [
            {"number": at, "what": f"Report of week {at}, with its annexes", "amount": f"₱{12_500 + 250 * at:,}.00"}
            for at in range(1, INSTALMENTS[pages] + 1)
        ],
    }


def _object(members: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": list(members), "properties": members}


def _clause(at: int, *, whole: bool) -> dict[str, Any]:
    title, text = TEXTS[at % len(TEXTS)]
    return {
        "title": title if at < len(TEXTS) else f"{title}: Part {at // len(TEXTS) + 1}",
        "texts": [text, MORE] if whole else [text],
        "points": list(POINTS) if whole and at % 2 == 0 else [],
    }


def write_docx(path: Path) -> None:
    """The contract as a template of docxtpl: the same words in a Word file with Jinja's marks."""
    word = Document()
    style = word.styles["Normal"]
    style.font.name, style.font.size = FACE, Pt(11.5)
    style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(8), 1.25
    page = word.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.right_margin, page.bottom_margin, page.left_margin = Mm(25), Mm(24), Mm(24), Mm(30)
    _bold(word.add_paragraph(), "SERVICE AGREEMENT")
    word.add_paragraph("This Agreement is made in {{ place }} between:")
    _bold(word.add_paragraph(), "{{ client | upper }}").add_run(
        ", a corporation organized under the laws of the Republic of the Philippines, with principal office at "
        "{{ clientOffice }} (the “Client”);"
    )
    word.add_paragraph("– and –")
    _bold(word.add_paragraph(), "{{ provider | upper }}").add_run(
        ", of legal age, Filipino, with residence at {{ providerOffice }} (the “Provider”)."
    )
    _bold(word.add_paragraph(), "NOW, THEREFORE,").add_run(
        " for and in consideration of the mutual undertakings stated below, the parties agree:"
    )
    word.add_paragraph("{%p for clause in clauses %}")
    _bold(word.add_paragraph(), "{{ loop.index }}. {{ clause.title }}")
    for name in ("texts", "points"):
        word.add_paragraph(f"{{%p for one in clause.{name} %}}")
        word.add_paragraph("{{ one }}", style="List Number" if name == "points" else None)
        word.add_paragraph("{%p endfor %}")
    word.add_paragraph("{%p endfor %}")
    word.add_paragraph("{%p if instalments %}")
    _bold(word.add_paragraph(), "Schedule of payments")
    table = word.add_table(rows=4, cols=3, style="Table Grid")
    rows = (
        ("No.", "What is delivered", "Amount"),
        ("{%tr for one in instalments %}", "", ""),
        ("{{ one.number }}", "{{ one.what }}", "{{ one.amount }}"),
        ("{%tr endfor %}", "", ""),
    )
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
    word.add_paragraph("{%p endif %}")
    _bold(word.add_paragraph(), "IN WITNESS WHEREOF,").add_run(" the parties have signed this Agreement on {{ day }}.")
    word.add_paragraph("{{ client | upper }}, Client")
    word.add_paragraph("{{ provider | upper }}, Provider")
    word.save(str(path))


def _bold(paragraph: Paragraph, text: str) -> Paragraph:
    paragraph.add_run(text).bold = True
    return paragraph
