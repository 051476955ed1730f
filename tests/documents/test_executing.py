"""After approval: the signed copy comes back as the next revision, the paper is filed, or it is made void."""

from __future__ import annotations

import datetime as dt
import io

import pypdf
import pytest

from accounts.exceptions import StaffOnly
from ai.models import Source
from cases.exceptions import CaseHeld
from cases.services import hold_place
from core import storage
from core.errors import InvalidInput, NotFound
from core.models import AuditEntry
from core.states import TransitionNotAllowed
from documents import selectors, services, verifying
from documents.exceptions import (
    AlreadySigned,
    ApproverNotAssigned,
    ExecutionNotAllowed,
    RevisionNotNamed,
    SignedCopyUnchanged,
    UploadQuarantined,
    UploadRefused,
)
from documents.executions import EXECUTIONS, WAYS, ways_of
from documents.models import Document, FileSignatures, Revision, Upload
from documents.services.ordering import Wish
from documents.uploads.kinds import FileError
from tests.documents import batch_template, outside_files
from tests.documents.proofs import PROOFS, REQUIRED
from tests.documents.signatures import samples as signed_samples
from tests.racing import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]
SCAN = outside_files.pdf("Signed before me")
DAY = dt.date(2026, 11, 20)


@pytest.fixture
def approved(practice) -> Revision:
    revision = batch_template.approved(practice)
    execution(revision, "wet+notary")
    return revision


def execution(revision: Revision, how: str) -> None:
    template = revision.document.template
    template.execution = how
    template.save(update_fields=["execution"])


def sign(practice, revision, **changes) -> Revision:
    document = Document.objects.get(pk=revision.document_id)
    asked = {
        "actor": practice.lawyer, "document": document, "number": revision.number, "checksum": revision.checksum,
        "way": "wet+notary", "signed_on": DAY, "content": SCAN, "filename": "scan.pdf", **changes,
    }  # fmt: skip
    asked.setdefault("evidence", PROOFS.get(asked["way"]))
    return services.signed_copy_store(**asked)


def file(practice, revision, **changes) -> Revision:
    asked = {
        "actor": practice.lawyer, "document": revision.document, "number": revision.number,
        "checksum": revision.checksum, "agency": "SEC", "reference": "2026-77", "filed_on": DAY, **changes,
    }  # fmt: skip
    return services.revision_mark_filed(**asked)


def void(practice, revision, **changes) -> Revision:
    asked = {
        "actor": practice.lawyer, "document": revision.document, "number": revision.number,
        "checksum": revision.checksum, "reason": "Signed by the wrong officer.", **changes,
    }  # fmt: skip
    return services.revision_void(**asked)


def test_signed_copy__is_the_next_revision_and_the_approved_one_stays(practice, approved):
    copy = sign(practice, approved, note="Doc. No. 12")
    assert (copy.number, copy.status, copy.executed_from_id) == (2, "signed", approved.pk)
    assert copy.execution == {"way": "wet+notary", "on": "2026-11-20", "evidence": PROOFS["wet+notary"]}
    assert (copy.upload.filename, copy.note, copy.approved_at) == ("scan.pdf", "Doc. No. 12", approved.approved_at)
    before = Revision.objects.get(pk=approved.pk)
    assert (before.status, before.checksum) == ("approved", approved.checksum)
    entry = AuditEntry.objects.get(verb="document.signed")
    assert (entry.before, entry.after, entry.facts["revision"], entry.facts["checksum"]) == (
        "approved", "signed", 2, copy.checksum,
    )  # fmt: skip
    assert (entry.facts["signedFrom"], entry.facts["signedSum"]) == (1, approved.checksum)
    assert [one.number for one in selectors.revisions_visible_to(practice.client).order_by("number")] == [1, 2]


def test_signed_copy__in_a_way_the_form_does_not_allow__is_refused_and_changes_nothing(practice, approved):
    with pytest.raises(
        ExecutionNotAllowed, match="signed by hand and notarised or notarised electronically; not"
    ) as told:
        sign(practice, approved, way="esign")
    assert [(one.pointer, one.code) for one in told.value.errors] == [("/way", "not-allowed")]
    execution(approved, "none")
    with pytest.raises(ExecutionNotAllowed, match="Nobody signs this paper"):
        sign(practice, approved)
    assert (Revision.objects.count(), Upload.objects.count()) == (1, 0)


def test_signed_copy__is_recorded_with_its_evidence_but_no_number_of_a_person(practice, approved):
    sign(practice, approved)
    facts = AuditEntry.objects.get(verb="document.signed").facts
    assert facts["register"] == {"docNo": "12", "pageNo": "3", "bookNo": "IV", "series": "2026"}
    assert (facts["evidence"]["notary"], facts["evidence"]["commission"]) == ("Atty. Luz Aquino", "NP-118")
    assert not {"identity", "roll", "ptr", "ibp", "mcle"} & set(facts["evidence"])
    assert "P1234567A" not in str(facts)


def test_signed_copy__without_the_evidence_of_its_way__is_refused_and_changes_nothing(practice, approved):
    with pytest.raises(InvalidInput) as told:
        sign(practice, approved, evidence=None)
    assert [(one.pointer, one.code) for one in told.value.errors] == [
        (f"/evidence/{key}", "required") for key in REQUIRED["wet+notary"]
    ]
    with pytest.raises(InvalidInput, match="commission ended on 19 Nov 2026"):
        sign(practice, approved, evidence={**PROOFS["wet+notary"], "commissionUntil": "2026-11-19"})
    assert (Revision.objects.count(), Upload.objects.count()) == (1, 0)


def test_signed_copy__by_a_provider_outside__needs_no_evidence(practice, approved):
    execution(approved, "esign")
    copy = sign(practice, approved, way="esign", evidence=None)
    assert copy.execution == {"way": "esign", "on": "2026-11-20"}
    facts = AuditEntry.objects.get(verb="document.signed").facts
    assert ("register" in facts, "evidence" in facts) == (False, False)


def test_signed_copy__of_an_electronic_notary__is_a_pdf(practice, approved):
    with pytest.raises(UploadRefused) as told:
        sign(practice, approved, way="ien/ren", content=outside_files.picture("PNG", (2, 2)), filename="scan.png")
    assert [(one.pointer, one.code) for one in told.value.errors] == [("/file", "not-a-pdf")]
    assert (Revision.objects.count(), Upload.objects.count()) == (1, 0)
    assert sign(practice, approved, way="ien/ren").execution["evidence"] == PROOFS["ien/ren"]
    assert AuditEntry.objects.get(verb="document.signed").facts["register"] == {"entry": "2026-000451"}


def test_signed_copy__that_is_a_revision_of_the_document_itself__is_refused_and_changes_nothing(practice, approved):
    itself = storage.read(approved.checksum)
    with pytest.raises(SignedCopyUnchanged, match="This is revision 1 of the document to the byte") as told:
        sign(practice, approved, content=itself, filename="signed.pdf")
    assert [(one.pointer, one.code) for one in told.value.errors] == [("/file", "unchanged")]
    assert (Revision.objects.count(), Upload.objects.count()) == (1, 0)
    other = services.document_generate(
        actor=practice.lawyer, case=practice.case, wish=Wish(approved.template_version, batch_template.SAMPLE)
    )
    copy = sign(practice, approved, content=storage.read(other.checksum))  # of another document it is a file as any
    void(practice, copy)
    wish = services.next_wish(
        document=approved.document, latest=approved, inputs={"name": "Ana", "amount": "1.00"}, note=""
    )
    services.revision_request(actor=practice.lawyer, document=approved.document, wish=wish)
    third = Revision.objects.get(document=approved.document, number=3)
    services.revision_submit(actor=practice.lawyer, revision=third)
    services.revision_approve(actor=practice.admin, revision=third)
    with pytest.raises(SignedCopyUnchanged, match="This is revision 2"):
        sign(practice, third, content=storage.read(other.checksum))


def with_a_byte_more(content: bytes) -> bytes:
    return content + b"\n"


def written_anew(content: bytes) -> bytes:
    out = io.BytesIO()
    pypdf.PdfWriter(clone_from=io.BytesIO(content)).write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("execution_of", "way", "change", "said"),
    [
        ("wet+notary", "wet+notary", with_a_byte_more, "the approved file with something appended"),
        ("esign", "esign", with_a_byte_more, "the approved file with something appended"),
        ("esign", "wet", signed_samples.with_fields, "the approved file with something appended"),
        ("esign", "esign", written_anew, "shows the same as the approved one on every page"),
    ],
)
def test_signed_copy__in_which_nobody_signed__is_refused_and_changes_nothing(
    practice, approved, execution_of, way, change, said
):
    execution(approved, execution_of)
    with pytest.raises(SignedCopyUnchanged, match=said) as told:
        sign(practice, approved, way=way, content=change(storage.read(approved.checksum)))
    assert [(one.pointer, one.code) for one in told.value.errors] == [("/file", "unsigned")]
    assert (Revision.objects.count(), Upload.objects.count()) == (1, 0)


def test_signed_copy__with_a_signature_or_with_something_to_see__is_taken(practice, approved):
    execution(approved, "esign")
    content = storage.read(approved.checksum)
    for copy in (signed_samples.signed(content, "Signer1"), outside_files.pdf("Signed before me", pages=1)):
        void_later = sign(practice, approved, way="esign", content=copy)
        assert void_later.checksum == storage.checksum_of(copy)
        Revision.objects.filter(pk=void_later.pk).update(status="void")
        assert FileSignatures.objects.get(checksum=void_later.checksum).count == copy.count(b"/ByteRange")


def test_signed_copy__that_cannot_be_compared_within_its_limits__is_refused(practice, approved, monkeypatch):
    def too_much(*_, **__):
        raise FileError("file-too-complex", "Too much.")

    execution(approved, "esign")
    monkeypatch.setattr("documents.signatures.looks_the_same", too_much)
    with pytest.raises(UploadRefused, match="Too much"):
        sign(practice, approved, way="esign")
    assert Upload.objects.count() == 0


@pytest.mark.parametrize("scan", [Upload.Scan.WAITING, Upload.Scan.INFECTED])
def test_file_in_quarantine__is_neither_approved_nor_filed(practice, scan):
    document = services.upload_store(actor=practice.lawyer, case=practice.case, content=SCAN, filename="deed.pdf")
    revision = document.revisions.get()
    services.revision_submit(actor=practice.lawyer, revision=revision)
    Upload.objects.update(scan=scan)
    with pytest.raises(UploadQuarantined):
        services.revision_approve(actor=practice.admin, revision=Revision.objects.get())
    Revision.objects.update(status="approved")
    with pytest.raises(UploadQuarantined):
        file(practice, Revision.objects.get())
    assert Revision.objects.get().status == "approved"
    Upload.objects.update(scan=Upload.Scan.CLEAN)
    assert file(practice, Revision.objects.get()).status == "filed"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"checksum": "sha256:" + "0" * 64}, RevisionNotNamed),
        ({"number": 7}, NotFound),
        ({"signed_on": dt.date(2999, 1, 1)}, InvalidInput),
        ({"content": b"MZ not a paper"}, UploadRefused),
        ({"filename": "../scan.pdf"}, UploadRefused),
    ],
)
def test_signed_copy__that_is_not_as_it_must_be__is_refused_and_changes_nothing(practice, approved, changes, error):
    with pytest.raises(error):
        sign(practice, approved, **changes)
    assert (Revision.objects.count(), Upload.objects.count()) == (1, 0)
    assert Document.objects.get().latest_number == 1


def test_acts__by_who_may_not__are_refused_and_change_nothing(practice, approved):
    for act in (sign, file, void):
        with pytest.raises(StaffOnly):
            act(practice, approved, actor=practice.client)
        with pytest.raises(NotFound):
            act(practice, approved, actor=practice.other_lawyer)
    assert list(Revision.objects.values_list("status", flat=True)) == ["approved"]


def test_void__by_the_author_of_a_paper_of_a_case_that_was_left__is_refused(practice, approved):
    practice.case.assignments.filter(lawyer=practice.lawyer).delete()
    with pytest.raises((ApproverNotAssigned, NotFound)):
        void(practice, approved)
    assert Revision.objects.get().status == "approved"


def test_signed_copy__of_a_draft__is_refused_with_what_can_be_done(practice, approved):
    wish = Wish(approved.template_version, {**batch_template.SAMPLE})
    draft = services.document_generate(actor=practice.lawyer, case=practice.case, wish=wish)
    for act in (sign, file, void):
        with pytest.raises(TransitionNotAllowed) as told:
            act(practice, draft)
        assert told.value.extra == {"allowedTargets": ["in_review"]}


def test_signed_copy__twice__is_refused(practice, approved):
    sign(practice, approved)
    with pytest.raises(AlreadySigned):
        sign(practice, approved)
    assert Revision.objects.count() == 2


def test_signed_copies__sent_at_one_moment__leave_one(practice, approved):
    made, refused = at_once(*[lambda: sign(practice, approved) for _ in range(4)])
    assert (len(made), {type(one) for one in refused}) == (1, {AlreadySigned})
    assert sorted(Revision.objects.values_list("number", "status")) == [(1, "approved"), (2, "signed")]
    assert Upload.objects.count() == 1


def test_hold_that_blocks_signing_or_filing__stops_that_and_not_the_other(practice, approved):
    hold = hold_place(actor=practice.lawyer, case=practice.case, kind="manual", blocks=["sign"], reason="Fee unpaid.")
    with pytest.raises(CaseHeld, match="Nothing of this case can be signed yet. manual: Fee unpaid") as told:
        sign(practice, approved)
    assert [one["id"] for one in told.value.extra["holds"]] == [str(hold.pk)]
    assert file(practice, approved).status == "filed"


def test_filing__of_the_signed_copy__is_final(practice, approved):
    copy = sign(practice, approved)
    filed = file(practice, copy)
    assert (filed.status, filed.filing) == ("filed", {"agency": "SEC", "reference": "2026-77", "on": "2026-11-20"})
    for one in (copy, approved):
        with pytest.raises(TransitionNotAllowed, match="filed is final"):
            void(practice, one)
    assert list(Revision.objects.order_by("number").values_list("status", flat=True)) == ["approved", "filed"]


@pytest.mark.parametrize("changes", [{"agency": " "}, {"reference": ""}, {"reference": "x" * 101}])
def test_filing__without_agency_or_reference__is_refused(practice, approved, changes):
    with pytest.raises(InvalidInput):
        file(practice, approved, **changes)
    assert Revision.objects.get().status == "approved"


@pytest.mark.parametrize("which", ["approved", "signed"])
def test_void__takes_the_approved_text_and_its_signed_copy_together(practice, approved, which):
    copy = sign(practice, approved)
    code = approved.order.verify_code
    assert verifying.by_code(code).valid
    assert verifying.by_checksum(copy.checksum).valid
    void(practice, copy if which == "signed" else approved)
    assert list(Revision.objects.values_list("status", "void_reason")) == [
        ("void", "Signed by the wrong officer."),
        ("void", "Signed by the wrong officer."),
    ]
    for told in (verifying.by_code(code), verifying.by_checksum(copy.checksum)):
        assert (told.valid, told.reason, told.document_type, told.checksum) == (False, "void", None, None)
    assert AuditEntry.objects.filter(verb="document.voided").count() == 2
    assert [one.status for one in selectors.revisions_visible_to(practice.client)] == ["void", "void"]


def test_void__without_a_reason__is_refused(practice, approved):
    with pytest.raises(InvalidInput, match="Say why the paper is void"):
        void(practice, approved, reason="  ")
    assert Revision.objects.get().status == "approved"


def test_void__takes_the_text_out_of_what_can_be_quoted(practice, approved):
    assert Source.objects.filter(case=practice.case).count() == 1
    void(practice, approved)
    assert not Source.objects.filter(case=practice.case).exists()


def test_void__is_no_beginning_of_another_paper(practice, approved):
    assert selectors.latest_revisions(practice.lawyer, practice.case.pk) == [approved]
    void(practice, approved)
    assert selectors.latest_revisions(practice.lawyer, practice.case.pk) == []


def test_revision_after_the_signed_copy__is_made_from_the_data_of_the_approved_one(practice, approved):
    copy = sign(practice, approved)
    document = Document.objects.get(pk=approved.document_id)
    wish = services.next_wish(document=document, latest=copy, note="New pay")
    assert (wish.inputs, wish.sections) == (approved.inputs, None)


def test_every_execution__has_its_ways_and_the_usual_one_is_first():
    assert {one: ways_of(one)[:1] for one in EXECUTIONS} == {
        **{one: (one,) for one in EXECUTIONS if one != "none"}, "none": (),
    }  # fmt: skip
    assert ways_of(None) == tuple(WAYS)
    assert "esign" not in {way for one in EXECUTIONS if one != "esign" for way in ways_of(one)}
