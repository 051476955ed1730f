"""Examples for the OpenAPI description."""

INPUTS = {
    "corporateName": "Bayanihan Harvest Foods Inc.",
    "primaryPurpose": "To process and sell farm-sourced food products",
    "…": "see the schema of the template's version",
}
RENDERED = {
    "fileUrl": "https://hain.example/files/eyJrIjoi…",
    "checksum": "sha256:5f2c8a1e9b7d4c3fa6e0d1b2c3a4958677869504a3b2c1d0e9f8a7b6c5d4e3f2",
    "size": 84211,
    "pages": 8,
    "documentId": "0199f3c2-61aa-7d10-8a31-8e6b7c5d4e3f",
    "cached": False,
}
GENERATED = {
    "documentId": "0199f3c2-61aa-7d10-8a31-8e6b7c5d4e3f",
    "draftId": "0199f3c2-60b1-7a22-9f0e-1d2c3b4a5968",
    "revision": 1,
    "fileUrl": "https://hain.example/files/eyJrIjoi…",
    "checksum": RENDERED["checksum"],
    "size": 84211,
    "pages": 8,
    "status": "draft",
    "warnings": [],
}
REVISION = {
    "number": 1,
    "status": "draft",
    "checksum": RENDERED["checksum"],
    "size": 84211,
    "pages": 8,
    "contentType": "application/pdf",
    "scan": None,
    "templateVersion": 1,
    "draftId": GENERATED["draftId"],
    "note": "",
    "warnings": [],
    "outdated": [],
    "signed": None,
    "filing": None,
    "voidReason": "",
    "createdAt": "2026-11-23T09:30:00+08:00",
    "createdBy": {"id": "0199f3c1-0000-7000-8000-000000000001", "fullName": "Atty. Amihan Reyes"},
}
DOCUMENT = {
    "id": GENERATED["documentId"],
    "caseId": "0199f3c0-1111-7222-8333-444455556666",
    "title": "Articles of Incorporation (stock corporation), Bayanihan Harvest Foods Inc.",
    "kind": "incorporation",
    "status": "draft",
    "template": "articles-of-incorporation-stock",
    "version": 1,
    "revisions": [REVISION],
    "createdAt": "2026-11-23T09:30:00+08:00",
}
REGISTER = {"docNo": "12", "pageNo": "3", "bookNo": "IV", "series": "2026"}
EVIDENCE = {
    "act": "acknowledgment",
    "notary": "Atty. Luz Aquino",
    "place": "Quezon City",
    "commission": "Adm. Matter No. NP-118",
    "commissionUntil": "2027-12-31",
    **REGISTER,
}
SIGNED_COPY = {
    **{name: value for name, value in REVISION.items() if name != "templateVersion"},
    "number": 2,
    "status": "signed",
    "checksum": "sha256:90ab1e2f3c4d5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b",
    "scan": "clean",
    "draftId": None,
    "signed": {"way": "wet+notary", "signedOn": "2026-11-20", "copyOf": 1, "register": REGISTER, "evidence": EVIDENCE},
}
FILING = {"agency": "SEC", "reference": "2026-11-0042-77", "filedOn": "2026-11-23"}
SIGNED = {**DOCUMENT, "status": "signed", "revisions": [{**REVISION, "status": "approved"}, SIGNED_COPY]}
FILED = {
    **DOCUMENT,
    "status": "filed",
    "revisions": [{**REVISION, "status": "approved"}, {**SIGNED_COPY, "status": "filed", "filing": FILING}],
}
VOID = {
    **DOCUMENT,
    "status": "void",
    "revisions": [{**REVISION, "status": "void", "voidReason": "Signed by the wrong officer."}],
}
TEMPLATE = {
    "id": "0199f3bf-aaaa-7bbb-8ccc-ddddeeeeffff",
    "slug": "articles-of-incorporation-stock",
    "title": "Articles of Incorporation (stock corporation)",
    "category": "incorporation",
    "execution": "certificate-of-authentication",
    "versions": [{"version": 1, "checksum": RENDERED["checksum"], "publishedAt": "2026-11-01T08:00:00+08:00"}],
}
VERSION = {
    "slug": TEMPLATE["slug"],
    "title": TEMPLATE["title"],
    "version": 1,
    "checksum": RENDERED["checksum"],
    "schema": {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"},
    "sample": INPUTS,
    "sections": [{"key": "primaryPurpose", "title": "Primary purpose", "brief": "The purpose, in full"}],
    "publishedAt": "2026-11-01T08:00:00+08:00",
}
JOB = {"jobId": "0199f3c2-5c1e-7c40-9d5b-3f1f6f9f2a11", "status": "queued"}
UPLOAD = {"file": "(the bytes of a PDF)", "caseId": DOCUMENT["caseId"], "title": "Certificate of incorporation"}
UPLOADED = {
    **DOCUMENT,
    "title": "Certificate of incorporation",
    "kind": "upload",
    "template": None,
    "version": None,
    "revisions": [
        {
            **{name: value for name, value in REVISION.items() if name not in ("templateVersion", "draftId")},
            "pages": 1,
            "contentType": "application/pdf",
            "scan": "waiting",
        }
    ],
}
VERIFIED = {
    "valid": True,
    "reason": "issued",
    "documentType": "Articles of Incorporation (stock corporation)",
    "issuedAt": "2026-11-23T09:30:00+08:00",
    "checksum": RENDERED["checksum"],
    "signatureCount": 3,
    "signaturesValid": True,
    "signaturesBy": "us",
    "signaturesCheckedAt": "2026-11-24T10:02:11+08:00",
}
BATCH_FORM = {
    "file": "(the bytes)",
    "templateId": "secretarys-certificate",
    "caseId": "0199f3c0-1111-7222-8333-444455556666",
    "options": '{"paper": "A4"}',
    "leaveOut": "true",
}
BATCH = {
    "id": "0199f3c4-2222-7333-8444-555566667777",
    "status": "running",
    "caseId": "0199f3c0-1111-7222-8333-444455556666",
    "template": "secretarys-certificate",
    "version": 2,
    "filename": "certificates.xlsx",
    "total": 412,
    "done": 240,
    "failed": 1,
    "leftOut": 3,
    "progress": 58,
    "fault": None,
    "createdAt": "2026-11-23T09:30:00+08:00",
    "finishedAt": None,
}
BATCH_DETAIL = {
    **BATCH,
    "rows": [
        {
            "row": 17,
            "status": "left_out",
            "faults": [
                {"column": "capital.authorized", "code": "pattern", "detail": "This is not in the expected form."}
            ],
        }
    ],
}
