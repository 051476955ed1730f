"""Words that more than one module of the room uses."""

FREE_FORM = "free-form"  # a mail that staff wrote by hand; every other kind is the key of a template

TO, CC, BCC = "to", "cc", "bcc"
ROLES = ((TO, "To"), (CC, "Cc"), (BCC, "Bcc"))

DELIVER = "email.deliver"
APPLY = "email.apply"
DELIVER_TRIES = 8

MOST_RECIPIENTS = 50
MOST_ATTACHMENTS = 20
LONGEST_SUBJECT = 255
LONGEST_BODY = 500_000
