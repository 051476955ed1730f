"""What can go wrong with an account, by name."""

from core.errors import Conflict, Forbidden, Gone, NotAuthenticated, TooManyRequests


class InvalidCredentials(NotAuthenticated):
    """One answer for an unknown address, a wrong password and a closed account, so that none can be told apart."""

    code = "invalid-credentials"
    title = "The e-mail address or the password is not right"


class AccountLocked(TooManyRequests):
    """Too many wrong passwords for one account from one address; `Retry-After` says when it opens again."""

    code = "account-locked"
    title = "Too many failed log-ins; this account is locked for a while"


class RefreshTokenInvalid(NotAuthenticated):
    """The refresh token is forged, expired, used before, or its family was ended."""

    code = "refresh-token-invalid"
    title = "This refresh token is no longer good"


class AccountLinkInvalid(Gone):
    """One answer for a token that is made up, expired, used, replaced by a newer one or of a closed account."""

    code = "account-link-invalid"
    title = "This link is no longer good"


class EmailUnconfirmed(Forbidden):
    code = "email-unconfirmed"
    title = "Confirm your e-mail address first"


class StaffOnly(Forbidden):
    code = "staff-only"
    title = "Only staff may do this"


class LastAdmin(Conflict):
    """Nobody would be left who can manage accounts."""

    code = "last-admin"
    title = "The practice needs at least one active admin"
