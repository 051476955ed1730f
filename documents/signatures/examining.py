"""The whole examination of a file, in the process that may break over it: `worker` calls `report_of`."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from asn1crypto import parser, x509
from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from documents.signatures import crypto, ranges
from documents.signatures.certificates import certificates_in
from documents.signatures.changes import Signed, Step, steps_after
from documents.signatures.fields import Field, TooManyFieldsError, at, fields_of
from documents.signatures.problems import Problem
from documents.signatures.report import NO_SIGNATURES, Changes, Kind, SignatureFact, SignatureReport
from documents.uploads.kinds import FileError

MOST_SIGNATURES = 200
_RANGES = re.compile(rb"/ByteRange[\x00\t\n\f\r ]*\[")
_END = re.compile(rb"startxref[\r\n\t ]+\d+[\r\n\t ]+%%EOF(\r\n|\n|\r)?\Z")
_OBJECT = re.compile(rb"(?<![0-9A-Za-z])(\d{1,10})[\r\n\t ]+(\d{1,5})[\r\n\t ]+obj\b")
_FORMATS = {"/adbe.pkcs7.detached", "/ETSI.CAdES.detached", "/ETSI.RFC3161"}
# What a parser raises over a file that is not as the standard has it; no memory or depth that ran out is among them.
BAD_FILE = (misc.PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, OSError)


@dataclass
class _Found:
    """A signature on the way to its fact."""

    field: Field
    fact: SignatureFact
    revision: int | None = None
    end: int = 0
    lock: Any = None
    most: Any = None


def report_of(content: bytes, trusted: Sequence[bytes] = ()) -> SignatureReport:
    """The report on a PDF; `trusted` are certificates in PEM or DER. Raises FileError for one that asks for a
    password, and ValueError for a certificate that is none.
    """
    anchors = [one for given in trusted for one in certificates_in(given)]
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=True)
        if reader.encrypted:
            raise FileError("file-encrypted", "The PDF asks for a password. Save it without one and send that.")
        fields = fields_of(reader)
        if reader.xrefs.hybrid_xrefs_present:
            return _malformed(content)
        return _examined(content, reader, fields, anchors)
    except TooManyFieldsError:
        raise FileError("file-too-complex", "The PDF has more form fields than a paper has.") from None
    except BAD_FILE:
        return _malformed(content)


def _malformed(content: bytes) -> SignatureReport:
    count = len(_RANGES.findall(content))
    return SignatureReport(count, False if count else None, False, (), (), (Problem("file-malformed"),))


def _examined(
    content: bytes, reader: PdfFileReader, fields: Sequence[Field], anchors: Sequence[x509.Certificate]
) -> SignatureReport:
    found = [_looked_at(content, reader, one, anchors) for one in fields if one.is_signature and one.is_filled]
    if len(found) > MOST_SIGNATURES:
        raise FileError("file-too-complex", f"The PDF has more than {MOST_SIGNATURES} signatures.")
    found.sort(key=lambda one: (one.revision is None, one.revision or 0, one.field.name))
    problems = [*_of_the_form(fields), *_of_the_past(content, reader, found)]
    signed = [Signed(one.revision, one.lock, one.most) for one in found if one.revision is not None]
    steps = steps_after(reader, signed) if signed else []
    facts = [_with_changes(one, steps) for one in found]
    for fact in facts:
        if fact.problem is not None:
            problems.append(fact.problem)
    problems.extend(problem for step in steps for problem in step.problems)
    if signed:
        problems.extend(_behind(content, reader, found))
    unfilled = tuple(one.name for one in fields if one.is_signature and not one.is_filled)
    if not facts and not problems:
        return replace(NO_SIGNATURES, unfilled=unfilled)
    count = sum(one.kind != "timestamp" for one in facts)
    unique = tuple(dict.fromkeys(problems))
    whole = bool(found) and max(one.end for one in found) == len(content)
    return SignatureReport(count, not unique if count else None, whole, unfilled, tuple(facts), unique)


def _looked_at(content: bytes, reader: PdfFileReader, field: Field, anchors: Sequence[x509.Certificate]) -> _Found:
    value = field.value.get_object() if isinstance(field.value, generic.IndirectObject) else field.value
    kind = _kind(field, value)
    nothing = SignatureFact(
        field.name, kind, "", "", False, False, False, None, "claimed", "", False, False, False, "none"
    )

    def broken(code: str) -> _Found:
        return _Found(field, replace(nothing, problem=Problem(code, field.name)))

    if not isinstance(value, generic.DictionaryObject) or not isinstance(field.value, generic.IndirectObject):
        return broken("signature-unreadable")
    if at(value, "/SubFilter") not in _FORMATS:
        return broken("format-refused")
    try:
        return _measured(content, EmbeddedPdfSignature(reader, field.dictionary, field.name), field, nothing, anchors)
    except SignatureValidationError as error:
        return broken(crypto.refused(error))
    except (RecursionError, MemoryError):
        raise
    except Exception:  # whatever a signature is that stops the libraries, it is none that holds
        return broken("signature-unreadable")


def _measured(
    content: bytes,
    signature: EmbeddedPdfSignature,
    field: Field,
    nothing: SignatureFact,
    anchors: Sequence[x509.Certificate],
) -> _Found:
    numbers = [one for one in signature.byte_range if isinstance(one, int)]
    held = signature.pkcs7_content
    gap_sound = ranges.is_sound(content, list(signature.byte_range), held) and not any(held[parser.peek(held) :])
    verdict = crypto.judged(signature, anchors)
    covers = gap_sound and signature.evaluate_signature_coverage() >= SignatureCoverageLevel.ENTIRE_REVISION
    code = verdict.problem or ("" if gap_sound else "range-gap") or ("" if covers else "range-short")
    fact = replace(
        nothing,
        signer=verdict.signer,
        organization=verdict.organization,
        self_made=verdict.self_made,
        trusted=verdict.trusted,
        pinned=verdict.pinned,
        signed_at=verdict.signed_at,
        time_from="timestamp" if verdict.stamped else "claimed",
        algorithm=verdict.algorithm,
        algorithm_ok=verdict.algorithm_ok,
        intact=verdict.intact,
        covers_revision=covers,
        problem=Problem(code, field.name) if code else None,
    )
    end = ranges.end_of(numbers) if gap_sound else 0
    return _Found(field, fact, signature.signed_revision, end, signature.fieldmdp, signature.docmdp_level)


def _kind(field: Field, value: Any) -> Kind:
    if isinstance(value, generic.DictionaryObject) and at(value, "/Type") == "/DocTimeStamp":
        return "timestamp"
    return "seal" if field.name.casefold().startswith("seal") else "signature"


def _with_changes(found: _Found, steps: Sequence[Step]) -> SignatureFact:
    after = [one for one in steps if found.revision is not None and one.revision > found.revision]
    changes: Changes = "none" if not after else "allowed" if all(one.allowed for one in after) else "forbidden"
    return replace(found.fact, changes_after=changes)


def _of_the_form(fields: Sequence[Field]) -> Iterator[Problem]:
    names = [one.name for one in fields]
    yield from (Problem("field-twice", name) for name in dict.fromkeys(names) if names.count(name) > 1)
    values = [one.value for one in fields if one.is_signature and one.is_filled]
    if any(values.count(one) > 1 for one in values if isinstance(one, generic.IndirectObject)):
        yield Problem("signature-twice")


def _of_the_past(content: bytes, reader: PdfFileReader, found: Sequence[_Found]) -> Iterator[Problem]:
    """Signatures that earlier revisions had, or that lie in the file without a field."""
    now = {(one.field.name, one.field.value) for one in found}
    earlier: set[tuple[str, Any]] = set()
    for number in range(reader.xrefs.total_revisions - 1):
        fields = fields_of(reader.get_historical_resolver(number))
        earlier |= {(one.name, one.value) for one in fields if one.is_signature and one.is_filled}
    gone = sorted({name for name, value in earlier if (name, value) not in now})
    yield from (Problem("signature-removed", name) for name in gone)
    if len(_RANGES.findall(content)) > len({value for _, value in now | earlier}):
        yield Problem("signature-hidden")


def _behind(content: bytes, reader: PdfFileReader, found: Sequence[_Found]) -> Iterator[Problem]:
    """What stands behind the last signature without being an update, or in no table of contents."""
    end = max(one.end for one in found)
    last = max(one.revision for one in found if one.revision is not None)
    if end and end < len(content) and (reader.xrefs.total_revisions == last + 1 or not _END.search(content)):
        yield Problem("bytes-appended")
    start = min((one.end for one in found if one.end), default=0)
    if start and _unlisted(content, reader, start):
        yield Problem("object-hidden")


def _unlisted(content: bytes, reader: PdfFileReader, start: int) -> bool:
    """Whether an object begins behind `start` where no revision's table says that one does."""
    listed: set[int] = set()
    for number in range(reader.xrefs.total_revisions):
        data = reader.xrefs.get_xref_data(number)
        listed |= {offset for _, offset in data.standard_xrefs.values()}
        listed.add(reader.xrefs.get_startxref_for_revision(number))
    return any(one.start() not in listed for one in _OBJECT.finditer(content, start))
