"""What happens to an approved paper: its signed copy comes back, it is filed, or it is made void.

Each act names the revision by number and checksum. The approved file stays as it was: the scan, the eSAP confirmation
or the notarised file is kept as the next revision (docs/adr/0012).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from cases import services as case_services
from cases.models import Case
from core import audit, events, states, storage
from core.clock import manila_today
from core.errors import Fault, InvalidInput
from documents import selectors
from documents.events import RevisionFiled, RevisionProduced, RevisionSigned, RevisionVoided
from documents.exceptions import (
    AlreadySigned,
    ApproverNotAssigned,
    ExecutionNotAllowed,
    SignedCopyUnchanged,
    UploadRefused,
)
from documents.execution_evidence import Evidence, checked
from documents.execution_fields import recorded, register_of
from documents.executions import ELECTRONIC_NOTARY, WAYS, ways_of
from documents.models import Document, Revision
from documents.presenting import require_released
from documents.services.access import EXECUTE, require_staff
from documents.services.recording import facts_of, identified
from documents.services.reviewing import is_of_the_case
from documents.services.signing import require_signed
from documents.services.uploading import Taken, file_take, upload_keep
from documents.states import FILED, REVISION, SIGNED, VOID
from documents.uploads.kinds import FileError

LONGEST_AGENCY, LONGEST_REFERENCE, LONGEST_REASON = 40, 100, 500


def signed_copy_store(
    *,
    actor: User,
    document: Document,
    number: int,
    checksum: str,
    way: str,
    signed_on: dt.date,
    content: bytes,
    filename: str,
    note: str = "",
    evidence: Mapping[str, Any] | None = None,
) -> Revision:
    """Keep the signed copy of an approved revision as the next one, `signed`, with how and when it was signed, and the
    evidence of it (`documents.execution_evidence.checked`).

    The caller has found `document` through those that `actor` may see. Call it outside a transaction: where there is a
    virus scanner, it looks at the file first (docs/adr/0015). Raises StaffOnly, ApproverNotAssigned, NotFound,
    RevisionNotNamed; TransitionNotAllowed for what is not approved; AlreadySigned; ExecutionNotAllowed for a way that
    the paper's form does not allow; InvalidInput for a day to come, and for evidence that is wanting or contradicts
    itself; CaseHeld for a hold that blocks signing; SignedCopyUnchanged for a file of the document itself, or one in
    which nobody signed; UploadRefused, also for what the scanner found, and for what is no PDF of an electronic notary;
    what the scanner raises when it does not answer, and StorageUnavailable. Then nothing is kept.
    """
    approved = _named(actor, document, number, checksum)
    _require_way(document, way)
    _require_past(signed_on, "/signedOn")
    proof = checked(way, evidence or {}, signed_on=signed_on, today=manila_today())
    case = _case_of(document)
    _require_approved(approved)
    # Before the file is stored, and once more when nobody else can move it.
    case_services.require_not_held(case, "sign")
    _require_another_file(document, storage.checksum_of(content))
    _require_electronic(way, content)
    _require_signed(approved, way, content)
    taken = file_take(content=content, filename=filename, scan_first=True)
    with transaction.atomic():
        case_services.require_not_held(case, "sign")
        copy = copy_keep(
            actor=actor, approved=approved, taken=taken, way=way, signed_on=signed_on, note=note, evidence=proof
        )
    document.latest_number = copy.number
    return copy


def copy_keep(
    *,
    actor: User,
    approved: Revision,
    taken: Taken,
    way: str,
    signed_on: dt.date,
    note: str,
    beside: bool = False,
    evidence: Evidence | None = None,
) -> Revision:
    """The next revision, `signed`, of a file that was taken: the signed copy of an approved revision, in the caller's
    transaction, which has looked for holds and checked the evidence. `beside`: another copy stands, of which this one
    is made. Raises TransitionNotAllowed and AlreadySigned.
    """
    locked = Document.objects.select_for_update().get(pk=approved.document_id)
    approved = Revision.objects.select_for_update().get(pk=approved.pk)
    case = _case_of(locked)
    if not beside:
        _require_approved(approved)
    copy = Revision.objects.create(
        document=locked,
        number=locked.latest_number + 1,
        status=SIGNED,
        upload=upload_keep(actor=actor, case=case, taken=taken),
        inputs={},
        executed_from=approved,
        execution={"way": way, "on": signed_on.isoformat(), **({"evidence": evidence} if evidence else {})},
        note=note.strip()[:LONGEST_REASON],
        created_by=actor,
        approved_by_id=approved.approved_by_id,
        approved_at=approved.approved_at,
    )
    Document.objects.filter(pk=locked.pk).update(latest_number=copy.number)
    signed_from = {"signedFrom": approved.number, "signedSum": approved.checksum}
    facts = {**facts_of(copy), "way": way, "on": signed_on.isoformat(), **signed_from, **_proof(way, evidence or {})}
    audit.record(
        actor=actor, verb="document.signed", subject=copy, case_id=locked.case_id,
        before=approved.status, after=SIGNED, facts=facts,
    )  # fmt: skip
    named = identified(copy)
    events.publish(RevisionProduced(**named))
    events.publish(RevisionSigned(**named))
    return copy


def revision_mark_filed(
    *, actor: User, document: Document, number: int, checksum: str, agency: str, reference: str, filed_on: dt.date
) -> Revision:
    """Record that the revision was filed. Raises as `signed_copy_store`, InvalidInput without an agency or a reference,
    and UploadQuarantined for a file that no scanner has released.
    """
    revision = _named(actor, document, number, checksum)
    REVISION.require(revision.status, FILED)
    require_released(revision)
    filing = {
        "agency": _required(agency, "/agency", "Name the agency.", LONGEST_AGENCY),
        "reference": _required(reference, "/reference", "Give the agency's reference.", LONGEST_REFERENCE),
        "on": filed_on.isoformat(),
    }
    _require_past(filed_on, "/filedOn")
    case_services.require_not_held(_case_of(document), "file")
    states.move(
        table=REVISION, row=revision, to=FILED, actor=actor, verb="document.filed", case_id=document.case_id,
        changes={"filing": filing}, facts={**facts_of(revision), **filing}, event=RevisionFiled(**identified(revision)),
    )  # fmt: skip
    return revision


def revision_void(*, actor: User, document: Document, number: int, checksum: str, reason: str) -> Revision:
    """Make the paper void: the approved revision and its signed copy together, since they bear one code.

    Raises StaffOnly, ApproverNotAssigned, NotFound, RevisionNotNamed, InvalidInput without a reason, and
    TransitionNotAllowed for what is not approved or signed, or was filed in either form.
    """
    revision = _named(actor, document, number, checksum)
    said = _required(reason, "/reason", "Say why the paper is void; it is recorded.", LONGEST_REASON)
    with transaction.atomic():
        Document.objects.select_for_update().get(pk=document.pk)
        for one in _forms_of(revision):
            states.move(
                table=REVISION, row=one, to=VOID, actor=actor, verb="document.voided", case_id=document.case_id,
                changes={"void_reason": said}, facts={**facts_of(one), "note": said},
                event=RevisionVoided(**identified(one)),
            )  # fmt: skip
    revision.refresh_from_db()
    return revision


def _forms_of(revision: Revision) -> list[Revision]:
    """The revision, the one that it is a copy of, and the copies of that; without those that are void."""
    first = revision.executed_from or revision
    copies = first.signed_copies.exclude(status=VOID).exclude(pk=revision.pk)
    others = [one for one in (first, *copies) if one.pk != revision.pk and one.status != VOID]
    return [revision, *others]


def _named(actor: User, document: Document, number: int, checksum: str) -> Revision:
    require_staff(actor, EXECUTE)
    revision = selectors.revision_named(actor, document, number, checksum)
    if not is_of_the_case(actor, revision):
        raise ApproverNotAssigned("A lawyer of the case, or an admin, does this.")
    return revision


def _case_of(document: Document) -> Case:
    if document.case is None:
        raise InvalidInput.at("/case", "no-case", "A paper that belongs to no case is neither signed nor filed here.")
    return document.case


def _require_approved(approved: Revision) -> None:
    REVISION.require(approved.status, SIGNED)
    if approved.signed_copies.exclude(status=VOID).exists():
        raise AlreadySigned("If the copy that is here is the wrong one, make the paper void and have a new one signed.")


def _require_another_file(document: Document, checksum: str) -> None:
    same = Q(rendering__checksum=checksum) | Q(upload__checksum=checksum)
    known = Revision.objects.filter(same, document=document).order_by("number").first()
    if known is not None:
        said = (
            f"This is revision {known.number} of the document to the byte: nobody signed it since. Send the scan of "
            "the signed paper, or the signed file that came back."
        )
        raise SignedCopyUnchanged(said, errors=[Fault("/file", "unchanged", said)])


def _require_electronic(way: str, content: bytes) -> None:
    """An electronic notary notarises a PDF and nothing else (A.M. 24-10-14-SC); a scan of its print is no original."""
    if way == ELECTRONIC_NOTARY and not content.startswith(b"%PDF-"):
        said = "What an electronic notary gave back is a PDF. Send that file itself."
        raise UploadRefused(said, errors=[Fault("/file", "not-a-pdf", said)])


def _proof(way: str, evidence: Evidence) -> dict[str, Any]:
    """`register` is for everybody who sees the record, `evidence` for staff (cases.api.serializers)."""
    said = {"register": register_of(way, evidence), "evidence": recorded(way, evidence)}
    return {name: value for name, value in said.items() if value}


def _require_signed(approved: Revision, way: str, content: bytes) -> None:
    try:
        require_signed(approved=approved, way=way, content=content)
    except FileError as refused:
        raise UploadRefused(refused.detail, errors=[Fault("/file", refused.code, refused.detail)]) from refused


def _require_way(document: Document, way: str) -> None:
    execution = document.template.execution if document.template is not None else None
    allowed = ways_of(execution)
    if way in allowed:
        return
    said = "Nobody signs this paper."
    if allowed:
        said = f"This paper is {' or '.join(WAYS[one] for one in allowed)}; not {WAYS.get(way, way)}."
    raise ExecutionNotAllowed(said, errors=[Fault("/way", "not-allowed", said)])


def _require_past(day: dt.date, pointer: str) -> None:
    if day > manila_today():
        raise InvalidInput.at(pointer, "in-the-future", "That day has not come yet.")


def _required(text: str, pointer: str, what: str, longest: int) -> str:
    said = text.strip()
    if not said:
        raise InvalidInput.at(pointer, "required", what)
    if len(said) > longest:
        raise InvalidInput.at(pointer, "max-length", f"At most {longest} characters.")
    return said
