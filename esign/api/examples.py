"""Examples for the OpenAPI description."""

ID = "0199f3c2-7b1e-7c40-9d5b-3f1f6f9f2a77"
DOCUMENT = "0199f3c2-61aa-7d10-8a31-8e6b7c5d4e3f"
CHECKSUM = "sha256:" + "6f1e" * 16
INITIATE = {
    "docId": DOCUMENT,
    "signers": [
        {"name": "Liwayway Santos", "email": "liwayway@example.com", "role": "signer", "order": 1},
        {"name": "Ramon dela Cruz", "email": "ramon@example.com", "role": "signer", "order": 2},
    ],
    "workflow": "sequential",
    "expiresInDays": 14,
    "dueOn": "2026-12-04",
    "message": "Please sign the agreement that we went through on Monday.",
}
INITIATED = {
    "trackingId": ID,
    "status": "sent",
    "signingUrl": "https://hain.example/sign/Jm8wKQ0v3sS1o8mZ7oTtq2d4m0tHqf0cC5gq9hWv1nA",
    "expiresAt": "2026-12-13T09:30:00+08:00",
    "signers": [
        {"email": "liwayway@example.com", "status": "sent"},
        {"email": "ramon@example.com", "status": "waiting"},
    ],
}
ENVELOPE = {
    "trackingId": ID,
    "status": "partially_signed",
    "provider": "builtin",
    "workflow": "sequential",
    "docId": DOCUMENT,
    "revision": 2,
    "checksum": CHECKSUM,
    "caseId": "0199f3c2-5c1e-7c40-9d5b-3f1f6f9f2a22",
    "message": "Please sign the agreement that we went through on Monday.",
    "expiresAt": "2026-12-13T09:30:00+08:00",
    "dueOn": "2026-12-04",
    "createdAt": "2026-11-29T09:30:00+08:00",
    "sentAt": "2026-11-29T09:30:00+08:00",
    "endedAt": None,
    "endReason": None,
    "signers": [
        {
            "id": "0199f3c2-7b1e-7c40-9d5b-3f1f6f9f2a78",
            "name": "Liwayway Santos",
            "email": "liwayway@example.com",
            "role": "signer",
            "order": 1,
            "status": "signed",
            "viewedAt": "2026-11-29T10:02:11+08:00",
            "actedAt": "2026-11-29T10:04:40+08:00",
        },
        {
            "id": "0199f3c2-7b1e-7c40-9d5b-3f1f6f9f2a79",
            "name": "Ramon dela Cruz",
            "email": "ramon@example.com",
            "role": "signer",
            "order": 2,
            "status": "sent",
        },
    ],
    "events": [
        {"type": "envelope.sent", "at": "2026-11-29T09:30:00+08:00"},
        {"type": "signer.signed", "at": "2026-11-29T10:04:40+08:00", "name": "Liwayway Santos"},
    ],
}
# As DocuSeal tells it.
TOLD = {
    "event_type": "form.completed",
    "timestamp": "2026-11-29T02:04:40.120Z",
    "data": {
        "id": 7,
        "email": "liwayway@example.com",
        "status": "completed",
        "completed_at": "2026-11-29T02:04:40.044Z",
        "external_id": f"{ID}.0",
        "submission": {"id": 12, "status": "pending"},
    },
}
