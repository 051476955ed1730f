"""Bodies and answers of `/api/auth/`."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import User
from core.api.serializers import Body
from core.errors import Fault, InvalidInput

LONGEST_PASSWORD = 1024
LONGEST_LINK_TOKEN = 1000
READ_ONLY = ("id", "email", "role", "mfaEnabled", "emailConfirmed", "createdAt")


class UserSerializer(serializers.ModelSerializer):
    """A user as the user sees the own account."""

    fullName = serializers.CharField(source="full_name")
    role = serializers.ChoiceField(User.Role.choices)
    locale = serializers.ChoiceField(User.Locale.choices)
    mfaEnabled = serializers.SerializerMethodField()
    emailConfirmed = serializers.SerializerMethodField()
    createdAt = serializers.DateTimeField(source="created_at")

    class Meta:
        model = User
        fields = ("id", "email", "fullName", "role", "mfaEnabled", "emailConfirmed", "locale", "createdAt")

    def get_mfaEnabled(self, user: User) -> bool:  # noqa: N802 - named like its JSON member
        return False

    def get_emailConfirmed(self, user: User) -> bool:  # noqa: N802 - named like its JSON member
        return user.email_confirmed_at is not None


class RegisterBody(Body):
    """A new account."""

    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=LONGEST_PASSWORD, trim_whitespace=False)
    fullName = serializers.CharField(max_length=200)
    acceptedTerms = serializers.BooleanField(help_text="Must be true.")


class TokenBody(Body):
    """A log-in."""

    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=LONGEST_PASSWORD, trim_whitespace=False)
    otp = serializers.CharField(max_length=20, required=False, allow_blank=True, help_text="Only with MFA.")


class RefreshBody(Body):
    """A refresh token."""

    refresh = serializers.CharField(max_length=4000)


class PasswordResetBody(Body):
    """Whose password was forgotten."""

    email = serializers.CharField(max_length=254)


class PasswordResetConfirmBody(Body):
    """The token of the mailed link, and the new password."""

    token = serializers.CharField(max_length=LONGEST_LINK_TOKEN)
    newPassword = serializers.CharField(max_length=LONGEST_PASSWORD, trim_whitespace=False)


class EmailConfirmBody(Body):
    """The token of the mailed link."""

    token = serializers.CharField(max_length=LONGEST_LINK_TOKEN)


class AcknowledgedSerializer(serializers.Serializer):
    """That a request was taken; the answer is the same whatever comes of it."""

    detail = serializers.CharField()


class ProfileBody(Body):
    """What users may change about themselves."""

    fullName = serializers.CharField(source="full_name", max_length=200, required=False)
    locale = serializers.ChoiceField(User.Locale.choices, required=False)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            fixed = [name for name in READ_ONLY if name in data]
            if fixed:
                detail = "This cannot be changed here."
                raise InvalidInput(detail, errors=[Fault(f"/{name}", "read-only", detail) for name in fixed])
        return super().to_internal_value(data)


class TokensSerializer(serializers.Serializer):
    """A pair of tokens."""

    access = serializers.CharField(help_text="Send it as `Authorization: Bearer …`.")
    refresh = serializers.CharField(help_text="Good for one use, at /api/auth/token/refresh.")
    expiresIn = serializers.IntegerField(source="expires_in", help_text="Seconds until the access token dies.")
