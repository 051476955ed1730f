"""Every write to an account. Start with `users`; `tokens` is about logging in and staying so."""

from accounts.services.lockout import attempts_unlock
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
    "TokenPair",
    "attempts_unlock",
    "families_revoke",
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
