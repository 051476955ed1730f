"""The rows of the room."""

from notifications.models.events import MailEvent
from notifications.models.messages import Attachment, Message, Recipient
from notifications.models.notices import Notice, NoticePreference
from notifications.models.suppressions import Suppression

__all__ = ["Attachment", "MailEvent", "Message", "Notice", "NoticePreference", "Recipient", "Suppression"]
