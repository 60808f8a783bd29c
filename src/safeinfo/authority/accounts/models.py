"""Accounts, and the tokens by which programs speak for them."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models

from safeinfo.authority import clock


class Accounts(BaseUserManager["Account"]):
    """Makes accounts; what `createsuperuser` and allauth call."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        """Make an account that can sign in with a password, or with none yet."""
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        """Make an administrator."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, is_reviewer=True, **fields)


class Account(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. A reviewer may settle findings and vote; staff may open the admin."""

    email = models.EmailField(unique=True)
    joined_at = models.DateTimeField(default=clock.now)
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_reviewer = models.BooleanField(default=False)

    objects = Accounts()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.email

    @property
    def role_name(self) -> str:
        """How the audit record names this account's part, without its address."""
        if self.is_reviewer or self.is_staff:
            return f"reviewer {self.pk}"
        return f"merchant {self.pk}"


class Token(models.Model):
    """A secret by which a program speaks for an account; only its SHA-256 is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
