"""From an approved PDF to one with all its empty fields: the one revision that is made before anybody signs."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigFieldSpec, append_signature_field
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1

from core.errors import InvalidInput
from esign.placing import blocks_of, pages_of
from esign.sealing.added import LEFT, RIGHT, pages_of_signatures
from esign.sealing.exceptions import PdfNotSealable
from esign.sealing.revisions import Revision, readable
from esign.sealing.shapes import MOST_PARTIES, SEAL_FIELD, Box, Page, Party, Place, Prepared, SignerFields

DATE_WIDTH, DATE_HEIGHT = 52.0, 13.0
BETWEEN = 4.0  # from the signature to its date
EDGE = 12.0  # what printers leave white at the foot of a page
INITIALS_WIDTH, INITIALS_HEIGHT, INITIALS_AIR = 26.0, 10.0, 2.0
READ_ONLY = 1  # filled by us, not by whoever opens the file
PRINTED_AND_LOCKED = 4 | 128
SIGNATURES_AND_APPEND_ONLY = 3


@readable
def prepare(pdf: bytes, parties: Sequence[Party], *, initials: bool = False) -> Prepared:
    """As `esign.sealing.prepare`."""
    if not 1 <= len(parties) <= MOST_PARTIES:
        raise InvalidInput.at("/signers", "wrong-number", f"A paper is signed by one to {MOST_PARTIES} people.")
    revision = Revision.of(pdf)
    if any(reference.get_object().get("/FT") == "/Sig" for _, reference in revision.fields()):
        raise PdfNotSealable("The PDF has signature fields already; only an approved, unsigned file is prepared.")
    places = _places(revision, pdf, parties)
    _begin_form(revision)
    corners = _corners(len(parties), pages_of(pdf)) if initials else []
    fields = tuple(
        _add_signer(revision, number, party, place, [boxes[number - 1] for boxes in corners])
        for number, (party, place) in enumerate(zip(parties, places, strict=True), start=1)
    )
    # Every other field is locked by its signer's act already, and DocMDP forbids all but time stamps. FieldMDP over all
    # fields would add nothing, and pyHanko's rule for appearances then takes a later time stamp for a change of them.
    seal = SigFieldSpec(
        SEAL_FIELD,
        field_mdp_spec=FieldMDPSpec(FieldMDPAction.INCLUDE, fields=[SEAL_FIELD]),
        doc_mdp_update_value=MDPPerm.NO_CHANGES,
        readable_field_name="Seal over the whole paper",
    )
    append_signature_field(revision, seal)
    revision.register_extension(ESIC_EXTENSION_1)
    return Prepared(revision.written(), fields, SEAL_FIELD, len(pdf))


def _places(revision: Revision, pdf: bytes, parties: Sequence[Party]) -> list[Place]:
    found = blocks_of(pdf, [one.name for one in parties])
    homeless = [party for party, place in zip(parties, found, strict=True) if place is None]
    if not homeless:
        return [place for place in found if place is not None]
    pages = pages_of(pdf)
    content, places = pages_of_signatures(_title(revision), homeless, pages[-1], first=len(pages))
    _append_pages(revision, content)
    added = iter(places)
    return [next(added) if place is None else place for place in found]


def _title(revision: Revision) -> str:
    return str(revision.trailer["/Info"].get("/Title", "")) if "/Info" in revision.trailer else ""


def _append_pages(revision: Revision, pdf: bytes) -> None:
    source = PdfFileReader(io.BytesIO(pdf))
    for number in range(source.root["/Pages"]["/Count"]):
        page = source.find_page_for_modification(number)[0].get_object()
        kept = {key: page.raw_get(key) for key in ("/MediaBox", "/Contents", "/Resources")}
        imported = {pdf_name(key): _imported(revision, value, source) for key, value in kept.items()}
        revision.insert_page(generic.DictionaryObject({pdf_name("/Type"): pdf_name("/Page"), **imported}))


def _imported(revision: Revision, value: generic.PdfObject, source: PdfFileReader) -> generic.PdfObject:
    return revision.import_object(value) if isinstance(value, generic.IndirectObject) else value


def _begin_form(revision: Revision) -> None:
    root = revision.root
    if "/AcroForm" not in root:
        root[pdf_name("/AcroForm")] = revision.add_object(
            generic.DictionaryObject({pdf_name("/Fields"): generic.ArrayObject()})
        )
        revision.update_root()
    form = root["/AcroForm"]
    form[pdf_name("/SigFlags")] = generic.NumberObject(SIGNATURES_AND_APPEND_ONLY)
    form.pop("/NeedAppearances", None)
    revision.update_container(form)


def _corners(signers: int, pages: Sequence[Page]) -> list[list[Box]]:
    """For every page the boxes of all signers' initials: in rows below the page's text, narrower where many sign."""
    return [list(_row(signers, page)) for page in pages]


def _row(signers: int, page: Page) -> Iterable[Box]:
    step, room = INITIALS_HEIGHT + INITIALS_AIR, page.width - LEFT - RIGHT
    rows = max(1, int((page.lowest - EDGE) / step))
    columns = max(-(-signers // rows), min(signers, int(room / (INITIALS_WIDTH + INITIALS_AIR))))
    width = min(INITIALS_WIDTH, room / columns - INITIALS_AIR)
    for one in range(signers):
        row, column = divmod(one, columns)
        left, bottom = LEFT + column * (width + INITIALS_AIR), EDGE + row * step
        yield left, bottom, left + width, bottom + INITIALS_HEIGHT


def _add_signer(revision: Revision, number: int, party: Party, place: Place, corners: Sequence[Box]) -> SignerFields:
    name = f"signer-{number}"
    date, initials = f"{name}-date", tuple(f"{name}-initials-{page}" for page in range(1, len(corners) + 1))
    left, bottom, right, top = place.box
    dated = right - DATE_WIDTH
    append_signature_field(
        revision,
        SigFieldSpec(
            name,
            on_page=place.page,
            box=(left, bottom, dated - BETWEEN, top),  # type: ignore[arg-type]  # points need not be whole
            field_mdp_spec=FieldMDPSpec(FieldMDPAction.INCLUDE, fields=[name, date, *initials]),
            doc_mdp_update_value=MDPPerm.FILL_FORMS,
            readable_field_name=f"Signature of {party.name}",
        ),
    )
    height = min(DATE_HEIGHT, top - bottom)
    _add_text(revision, date, f"Date of {party.name}", place.page, (dated, bottom, right, bottom + height))
    for page, (field, box) in enumerate(zip(initials, corners, strict=True)):
        _add_text(revision, field, f"Initials of {party.name}", page, box)
    return SignerFields(name, date, initials, Place(place.page, (left, bottom, dated - BETWEEN, top)))


def _add_text(revision: Revision, name: str, said: str, page: int, box: Box) -> None:
    on_page = revision.page(page)
    field = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/FT"): pdf_name("/Tx"),
            pdf_name("/T"): generic.pdf_string(name),
            pdf_name("/TU"): generic.pdf_string(said),
            pdf_name("/F"): generic.NumberObject(PRINTED_AND_LOCKED),
            pdf_name("/Ff"): generic.NumberObject(READ_ONLY),
            pdf_name("/DA"): generic.pdf_string("/Helv 0 Tf 0 g"),
            pdf_name("/Rect"): generic.ArrayObject([generic.FloatObject(round(one, 2)) for one in box]),
            pdf_name("/P"): on_page,
            pdf_name("/AP"): generic.DictionaryObject(
                {pdf_name("/N"): revision.appearance((0, 0, box[2] - box[0], box[3] - box[1]))}
            ),
        }
    )
    reference = revision.add_object(field)
    form = revision.root["/AcroForm"]
    form["/Fields"].append(reference)
    revision.update_container(form["/Fields"])
    revision.register_annotation(on_page, reference)
