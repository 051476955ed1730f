"""Evidence of a signing, whole, for each way; all on or about 20 November 2026."""

from __future__ import annotations

from typing import Any

NOTARY = {
    "act": "acknowledgment", "notarisedOn": "2026-11-20", "notary": "Atty. Luz Aquino", "place": "Quezon City",
    "commission": "NP-118", "commissionUntil": "2027-12-31", "docNo": "12", "pageNo": "3", "bookNo": "IV",
    "series": "2026", "office": "9 Mabini St., Quezon City", "roll": "45678", "ptr": "7654321, Quezon City, 5 Jan 2026",
    "ibp": "112233", "mcle": "VIII-0001234", "identity": ["Amihan Reyes, passport P1234567A"],
}  # fmt: skip
ELECTRONIC = {
    "mode": "REN", "facility": "Tala Notarial Services", "notary": "Atty. Luz Aquino", "commission": "ENP-7",
    "entry": "2026-000451", "reference": "TNS-99", "act": "jurat", "notarisedOn": "2026-11-20",
    "commissionUntil": "2027-12-31", "place": "Cebu City", "identity": ["Amihan Reyes, passport P1234567A"],
}  # fmt: skip
PROOFS: dict[str, dict[str, Any]] = {
    "esign": {"provider": "Lagda Inc.", "reference": "env-1"},
    "wet": {"signedBy": ["Amihan Reyes"], "place": "Makati City", "witnesses": ["Jose Luz"]},
    "wet+notary": NOTARY,
    "certificate-of-authentication": {
        "signedBy": ["Amihan Reyes", "Jose Luz"], "certifiedOn": "2026-11-21", "reference": "2026-31",
    },
    "esap": {"reference": "ESAP-2026-1", "authenticatedBy": ["Amihan Reyes"], "authenticatedOn": "2026-11-20"},
    "ien/ren": ELECTRONIC,
}  # fmt: skip
REQUIRED = {
    "esign": [],
    "wet": ["signedBy", "place"],
    "wet+notary": ["notary", "place", "commission", "docNo", "pageNo", "bookNo", "series"],
    "certificate-of-authentication": ["signedBy"],
    "esap": ["reference", "authenticatedBy"],
    "ien/ren": ["mode", "facility", "notary", "commission", "entry"],
}
