"""Examples for OpenAPI."""

from __future__ import annotations

CASE_ID = "0199f3c0-1111-7222-8333-444455556666"
LAWYER_ID = "0199f3c0-2222-7333-8444-555566667777"
CLIENT_ID = "0199f3c0-aaaa-7bbb-8ccc-1d2e3f4a5b6c"
PARTY_ASKED = {
    "kind": "person",
    "name": "Ma. Liwayway R. dela Cruz",
    "role": "incorporator",
    "tin": "123-456-789-000",
    "email": "liwayway@hain.example",
    "mobile": "+639171234567",
    "address": "12 Sampaguita Street, Barangay Holy Spirit, Quezon City",
    "nationality": "Filipino",
    "birthDate": "1988-03-14",
}
PARTY = {
    "id": "0199f3c0-3333-7444-8555-666677778888",
    **PARTY_ASKED,
    "civilStatus": "",
    "identifiers": [{"scheme": "tin", "value": "123-456-789-000"}],
    "formerNames": [],
}
PARTY_RENAMED = {**PARTY, "name": "Ma. Liwayway D. Reyes", "formerNames": [PARTY["name"]]}
ENTITY = {
    "name": "Tala Weaving Inc.",
    "formerNames": [],
    "legalForm": "stock_corporation",
    "tradeNames": ["Tala"],
    "registrationNumber": "",
    "tin": "",
    "principalOffice": {"line1": "Unit 4B, 118 Kalayaan Avenue", "city": "Quezon City", "postalCode": "1100"},
    "primaryPurpose": "To engage in the business of weaving and selling textiles",
    "fiscalYearEnd": "12-31",
    "incorporatedOn": None,
    "details": {},
}
CASE_ASKED = {
    "title": "Incorporation of Tala Weaving",
    "kind": "incorporation",
    "clientId": CLIENT_ID,
    "parties": [PARTY_ASKED],
    "entity": {"name": "Tala Weaving Inc.", "legalForm": "stock_corporation"},
}
CASE_ROW = {
    "id": CASE_ID,
    "number": "2026-000123",
    "title": "Incorporation of Tala Weaving",
    "kind": "incorporation",
    "status": "intake",
    "allowedTransitions": ["active", "declined"],
    "priority": "normal",
    "dueDate": "2026-12-15",
    "clientId": CLIENT_ID,
    "client": {"id": CLIENT_ID, "fullName": "Liwayway dela Cruz", "email": "liwayway@hain.example"},
    "lawyers": [{"id": LAWYER_ID, "fullName": "Amihan Santos", "role": "lead"}],
    "holds": [],
    "createdAt": "2026-11-23T09:30:00+08:00",
    "updatedAt": "2026-11-23T09:30:00+08:00",
    "closedAt": None,
}
CASE = {**CASE_ROW, "parties": [PARTY], "entity": ENTITY}
CASES = {"results": [CASE_ROW], "next": None, "previous": None}
TIMELINE = {
    "results": [
        {
            "id": "0199f3c0-4444-7555-8666-777788889999",
            "at": "2026-11-23T09:31:00+08:00",
            "verb": "case.moved",
            "subject": {"type": "cases.case", "id": CASE_ID},
            "before": "intake",
            "after": "active",
            "actor": {"id": LAWYER_ID, "fullName": "Amihan Santos"},
            "facts": {"note": "Engagement letter signed."},
        }
    ],
    "next": None,
    "previous": None,
}
ASSIGNMENT = {"caseId": CASE_ID, "lawyerId": LAWYER_ID, "fullName": "Amihan Santos", "role": "associate"}
