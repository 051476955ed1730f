"""Examples for the OpenAPI page."""

from __future__ import annotations

SECTIONS = [
    {
        "key": "primaryPurpose",
        "title": "Primary purpose",
        "text": "To engage in the business of processing and selling farm-sourced food products.",
    }
]
GENERATE = {
    "type": "articles-of-incorporation-stock",
    "inputs": {"corporateName": "Bayanihan Harvest Foods Inc.", "primaryPurpose": "processing and selling food"},
    "tone": "formal",
    "locale": "en",
    "context": {"caseId": "0199f3c2-5c1e-7c40-9d5b-3f1f6f9f2a11"},
}
GENERATED = {
    "draftId": "0199f3c2-61aa-7d10-8a31-8e6b7c5d4e3f",
    "draftText": SECTIONS[0]["text"],
    "sections": SECTIONS,
    "qualityScore": 100,
    "warnings": ["The inputs do not give /incorporators."],
    "degraded": False,
    "cached": False,
    "tokensUsed": 412,
}
DRAFT = {
    "id": "0199f3c2-61aa-7d10-8a31-8e6b7c5d4e3f",
    **GENERATED,
    "type": "articles-of-incorporation-stock",
    "version": 1,
    "title": "Articles of Incorporation (stock corporation)",
    "caseId": "0199f3c2-5c1e-7c40-9d5b-3f1f6f9f2a11",
    "tone": "formal",
    "locale": "en",
    "model": "openai/gpt-4o-mini",
    "edits": 1,
    "createdAt": "2026-11-23T09:30:00+08:00",
    "updatedAt": "2026-11-23T09:45:00+08:00",
}
EDIT = {"sections": [{"key": "primaryPurpose", "text": SECTIONS[0]["text"]}], "note": "Narrowed the purpose."}
