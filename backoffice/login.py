"""Logging in to the admin: for staff, with plain words for everybody else."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from unfold.forms import AuthenticationForm


class LoginForm(AuthenticationForm):
    """E-mail and password. A client with the right password is told nothing else than anybody with a wrong one."""

    error_messages: ClassVar[dict[str, Any]] = {
        **AuthenticationForm.error_messages,
        "invalid_login": "This e-mail and password do not open the back office. Check both and try again; "
        "after several wrong tries the log-in rests for a while.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "E-mail"
        self.fields["username"].widget.attrs.update(
            {"inputmode": "email", "autocomplete": "username", "autocapitalize": "none"}
        )
        password: forms.Field = self.fields["password"]
        password.widget.attrs["autocomplete"] = "current-password"
