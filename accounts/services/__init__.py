"""Every write to an account. Start with `users`; `tokens` is about logging in and staying so, `links` about what is
mailed to users."""

from accounts.services.email_confirmation import email_confirm, email_confirmation_ask
from accounts.services.links import OpenLink, Purpose, link_forget, link_open, link_user, links_purge
from accounts.services.lockout import attempts_unlock
from accounts.services.password_reset import password_reset_ask, password_reset_begin, password_reset_confirm
from accounts.services.tokens import (
    TokenPair,
    families_revoke,
    tokens_issue,
    tokens_purge,
    tokens_revoke,
    tokens_rotate,
)
from accounts.services.users import (
    TERMS_VERSION,
    user_create,
    user_register,
    user_set_password,
    user_update,
    user_update_own,
    user_vouch,
)

__all__ = [
    "TERMS_VERSION",
    "OpenLink",
    "Purpose",
    "TokenPair",
    "attempts_unlock",
    "email_confirm",
    "email_confirmation_ask",
    "families_revoke",
    "link_forget",
    "link_open",
    "link_user",
    "links_purge",
    "password_reset_ask",
    "password_reset_begin",
    "password_reset_confirm",
    "tokens_issue",
    "tokens_purge",
    "tokens_revoke",
    "tokens_rotate",
    "user_create",
    "user_register",
    "user_set_password",
    "user_update",
    "user_update_own",
    "user_vouch",
]
