"""Every write of the mail room."""

from notifications.services.asking import mail_queue, mail_retry, mail_send
from notifications.services.delivering import mail_deliver, mails_give_up
from notifications.services.noticing import (
    Telling,
    notice_give,
    notice_read,
    notices_purge,
    notices_read_all,
    notices_told,
    preferences_set,
)
from notifications.services.suppressing import address_release, address_suppress
from notifications.services.tracking import provider_told

__all__ = [
    "Telling",
    "address_release",
    "address_suppress",
    "mail_deliver",
    "mail_queue",
    "mail_retry",
    "mail_send",
    "mails_give_up",
    "notice_give",
    "notice_read",
    "notices_purge",
    "notices_read_all",
    "notices_told",
    "preferences_set",
    "provider_told",
]
