"""Which role may do what in the admin site. Each room registers its own permissions here, in its AppConfig.ready.

An admin may do everything and needs no entry; a client has no business in the admin and gets none. What rows a user
may see is another question, answered by each room's `selectors.visible_to`.
"""

from __future__ import annotations

_granted: dict[str, set[str]] = {"lawyer": set()}


def grant(role: str, *permissions: str) -> None:
    """Give `role` the permissions, named as Django names them ("cases.view_case")."""
    if role not in _granted:
        raise ValueError(f"Permissions can be granted to {', '.join(sorted(_granted))}, not to {role!r}.")
    for permission in permissions:
        if permission.count(".") != 1:
            raise ValueError(f"{permission!r} is not of the form app_label.action_model.")
    _granted[role].update(permissions)


def granted(role: str) -> frozenset[str]:
    """The permissions registered for `role`; none for a role that is not registered."""
    return frozenset(_granted.get(role, ()))
