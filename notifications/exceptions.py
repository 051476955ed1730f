"""What can go wrong with a mail, by name."""

from core.errors import Conflict, InvalidInput


class MailNotRetryable(Conflict):
    code = "mail-not-retryable"
    title = "Only a mail that failed or was suppressed can be sent again"


class PlaceholderUnresolved(InvalidInput):
    """The text still holds a place that nobody filled in; it is not sent like that."""

    code = "placeholder-unresolved"
    title = "The mail has places that are not filled in"


class AttachmentChanged(Conflict):
    """Between asking and sending the file became another one, or its revision void; nothing is sent."""

    code = "attachment-changed"
    title = "An attached document is no longer the one that was chosen"


class SenderNotAllowed(Conflict):
    code = "sender-not-allowed"
    title = "The sender's domain is not among those that this practice sends from"


class DeliveryInterrupted(Conflict):
    """Every try was cut off before anybody could say how it ended."""

    code = "delivery-interrupted"
    title = "Sending was cut off each time it was tried"


class DeliveryGivenUp(Conflict):
    """The job that would have sent the mail was cancelled, or ended before it came to that."""

    code = "delivery-given-up"
    title = "The mail was not sent"


class BodyGone(Conflict):
    """A mail that carried a secret has lost its text, as it should."""

    code = "mail-body-gone"
    title = "The text of this mail is no longer kept"
