"""The words for how an envelope stands, and one person's part in it. No tables here, so that vendors may use them."""

DRAFT = "draft"
SENT = "sent"
VIEWED = "viewed"
PARTIALLY_SIGNED = "partially_signed"
COMPLETED = "completed"
DECLINED = "declined"
EXPIRED = "expired"
VOIDED = "voided"
OPEN = (DRAFT, SENT, VIEWED, PARTIALLY_SIGNED)
RUNNING = (SENT, VIEWED, PARTIALLY_SIGNED)

WAITING = "waiting"
ASKED = "sent"
SIGNED = "signed"
COPIED = "copied"
REPLACED = "replaced"
TO_ACT = (WAITING, ASKED, VIEWED)
