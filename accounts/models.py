"""Users, and the families of their refresh tokens."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone

from accounts.constants import ADMIN, CLIENT, LAWYER, STAFF
from core.models import Row


def normalise_email(text: str) -> str:
    """The one spelling under which an address is kept and looked up: without outer blanks, in lower case."""
    return text.strip().lower()


class UserManager(BaseUserManager["User"]):
    """Finds users by address, however it is spelled. Users are made by `accounts.services`."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=normalise_email(username or ""))

    def create_superuser(self, email: str, password: str, **extra: Any) -> User:
        """For `manage.py createsuperuser`: an admin whose address counts as confirmed."""
        user = self.model(
            email=normalise_email(email), role=User.Role.ADMIN, email_confirmed_at=timezone.now(), **extra
        )
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(Row, AbstractBaseUser, PermissionsMixin):
    """Somebody who logs in. What a user may do follows from the role alone; there are no groups."""

    class Role(models.TextChoices):
        CLIENT = CLIENT
        LAWYER = LAWYER
        ADMIN = ADMIN

    class Locale(models.TextChoices):
        ENGLISH = "en", "English"
        FILIPINO = "fil", "Filipino"

    # Kept in lower case, so that uniqueness means the same on every database.
    email = models.EmailField(max_length=254, unique=True)
    full_name = models.CharField(max_length=200)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.CLIENT)
    locale = models.CharField(max_length=5, choices=Locale.choices, default=Locale.ENGLISH)
    is_active = models.BooleanField("active", default=True, help_text="Switch off to close the account.")
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    vouched_at = models.DateTimeField(null=True, blank=True, help_text="When staff added the user to a case.")
    accepted_terms_at = models.DateTimeField(null=True, blank=True)
    accepted_terms_version = models.CharField(max_length=20, blank=True)

    groups = None  # type: ignore[assignment] # Django's way to leave out a field of an abstract base
    user_permissions = None  # type: ignore[assignment]

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["full_name", "email"]
        indexes = [models.Index(fields=["created_at", "id"], name="user_newest")]

    def __str__(self) -> str:
        return self.full_name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = normalise_email(self.email)
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    @property
    def is_staff(self) -> bool:
        """Whether the user works for the practice and may enter the admin site."""
        return self.role in STAFF

    @property
    def is_superuser(self) -> bool:  # type: ignore[override]
        """Django's word for a user who may do everything: here, the role admin."""
        return self.role == self.Role.ADMIN

    @property
    def is_cleared(self) -> bool:
        """Whether the user may be shown more than the own account: confirmed, vouched for by staff, or staff."""
        return self.is_staff or self.email_confirmed_at is not None or self.vouched_at is not None


class TokenFamily(Row):
    """All refresh tokens that descend from one log-in. Only the newest of them is good, and for a moment after it was
    made the one before it, once (docs/adr/0016)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="token_families")
    current_jti = models.CharField(max_length=64)
    previous_jti = models.CharField(max_length=64, blank=True, help_text="Empty once it was used again.")
    rotated_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_because = models.CharField(max_length=30, blank=True)

    class Meta:
        verbose_name_plural = "token families"
        indexes = [models.Index(fields=["expires_at"], name="token_family_expiry")]

    def __str__(self) -> str:
        return str(self.id)


class AccountLink(Row):
    """A link that was mailed to a user's address: whoever has its token may confirm the address or choose a password.

    Only the hash of the token is kept, and, until the mail is on its way, the token itself under seal.
    """

    class Purpose(models.TextChoices):
        EMAIL_CONFIRMATION = "email-confirmation"
        PASSWORD_RESET = "password-reset"  # noqa: S105 - a purpose, not a password

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    # The address that it was made for: it proves nothing about another.
    email = models.EmailField(max_length=254)
    token_hash = models.CharField(max_length=64, unique=True)
    sealed_token = models.BinaryField(default=b"")
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=30, blank=True)
    # User and purpose while it is not ended: one open link of a purpose a user, on every database.
    open_key = models.CharField(max_length=60, null=True, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["expires_at"], name="account_link_expiry"),
            models.Index(fields=["user", "purpose", "created_at"], name="account_link_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"
