"""Who signs in: one person, one account (TN19-5.3)."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from motcua.kernel.clock import now
from motcua.kernel.uuid7 import uuid7


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email=(username or "").lower())


class Account(AbstractBaseUser):
    """A sign-in. Officers, citizens and organisations differ in kind, not in table."""

    class Kind(models.TextChoices):
        OFFICER = "officer", "Cán bộ, công chức"
        CITIZEN = "citizen", "Công dân"
        ORGANISATION = "organisation", "Tổ chức, doanh nghiệp"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=200)
    phone = models.CharField(max_length=15, blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    last_seen_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now)
    password_changed_at = models.DateTimeField(null=True)

    objects = AccountManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        db_table = "account"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["officer", "citizen", "organisation"]), name="account_kind_known"
            )
        ]

    def __str__(self) -> str:
        return self.full_name


class UsedPassword(models.Model):
    """The hash of a password an account has had, so that it is not taken again (QCVN 12:2026, 3.7.2.6.5)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="used_passwords")
    password = models.CharField(max_length=128)
    since = models.DateTimeField()

    class Meta:
        db_table = "used_password"
        indexes = [models.Index(fields=["account", "-since"], name="used_password_by_account")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.since:%Y-%m-%d}"
