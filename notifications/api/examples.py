"""Examples for the OpenAPI description."""

ID = "0199f3c2-5c1e-7c40-9d5b-3f1f6f9f2a31"
JOB = "0199f3c2-5c1e-7c40-9d5b-3f1f6f9f2a11"
DOCUMENT = "0199f3c2-61aa-7d10-8a31-8e6b7c5d4e3f"
CHECKSUM = "sha256:" + "6f1e" * 16
SEND = {
    "to": ["Liwayway dela Cruz <liwayway@example.com>"],
    "subject": "Your articles of incorporation",
    "bodyText": "Good day,\n\nattached are the articles as approved.",
    "attachments": [{"documentId": DOCUMENT, "revision": 2, "checksum": CHECKSUM}],
}
QUEUED = {"id": ID, "status": "queued", "jobId": JOB}
MESSAGE = {
    "id": ID,
    "status": "delivered",
    "attempts": 1,
    "possibleDuplicate": False,
    "subject": "Your articles of incorporation",
    "caseId": "0199f3c2-5c1e-7c40-9d5b-3f1f6f9f2a22",
    "jobId": JOB,
    "recipients": [{"email": "liwayway@example.com", "role": "to", "status": "delivered"}],
    "attachments": [
        {
            "filename": "Articles of Incorporation r2.pdf",
            "checksum": CHECKSUM,
            "size": 74213,
            "documentId": DOCUMENT,
            "revision": 2,
        }
    ],
    "events": [
        {"type": "queued", "at": "2026-11-23T09:30:00+08:00"},
        {"type": "sent", "at": "2026-11-23T09:30:01+08:00"},
        {"type": "delivered", "at": "2026-11-23T09:30:04+08:00", "recipient": "liwayway@example.com"},
    ],
    "error": None,
    "createdAt": "2026-11-23T09:30:00+08:00",
    "sentAt": "2026-11-23T09:30:01+08:00",
}
# As Postmark tells it; the others' calls have shapes of their own.
TOLD = {
    "RecordType": "Delivery",
    "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
    "Recipient": "liwayway@example.com",
    "DeliveredAt": "2026-11-23T01:30:04Z",
    "Details": "250 2.0.0 OK",
    "Metadata": {"hain_id": ID},
}
# Amazon SNS sends its JSON as text.
TOLD_BY_SNS = {
    "Type": "Notification",
    "MessageId": "0b4ea51b-5a5d-5b1d-a2b1-f9d3a1c1b0aa",
    "TopicArn": "arn:aws:sns:ap-southeast-1:123456789012:hain-mail",
    "Message": '{"eventType": "Delivery", "mail": {"messageId": "0100…"}, "delivery": {"recipients": ["…"]}}',
    "Timestamp": "2026-11-23T01:30:04.120Z",
}
