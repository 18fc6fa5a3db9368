"""Traces of log-in and of looking: attempts, sessions, one-time secrets, and the append-only access log."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models

from gongwei.people.models.places import Institution
from gongwei.people.models.resident import Resident
from gongwei.people.models.staff import Staff

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class AccessLog(models.Model):
    """Who looked at whose record, when, from where, at what and why; rows never change (design §7)."""

    at = models.DateTimeField("时间")
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="+", null=True, blank=True)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    action = models.CharField("动作", max_length=10)
    purpose = models.CharField("用途", max_length=100)
    detail = models.CharField("内容", max_length=200, blank=True, default="")
    path = models.CharField("页面", max_length=200, blank=True, default="")
    address = models.GenericIPAddressField("地址", null=True, blank=True)

    class Meta:
        db_table = "access_log"
        indexes = [
            models.Index(fields=["resident", "-at"], name="access_log_resident"),
            models.Index(fields=["staff", "-at"], name="access_log_staff"),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.resident_id}"


class LoginAttempt(models.Model):
    """One attempt to log in; the throttle counts the failures of an account and of an address."""

    at = models.DateTimeField()
    username = models.CharField(max_length=150)
    address = models.GenericIPAddressField(null=True, blank=True)
    succeeded = models.BooleanField()

    class Meta:
        db_table = "login_attempt"
        indexes = [
            models.Index(fields=["username", "-at"], name="login_attempt_account"),
            models.Index(fields=["address", "-at"], name="login_attempt_address"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.username}"


class AccountSession(models.Model):
    """A running session of an account: its key, when it began and was last used."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    session_key = models.CharField(max_length=40, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True, blank=True)

    class Meta:
        db_table = "account_session"
        indexes = [models.Index(fields=["account", "seen_at"], name="account_session_running")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.started_at:%Y-%m-%d %H:%M}"


class OneTimeSecret(models.Model):
    """The TOTP secret of an account; it counts once confirmed, and each step of time is accepted once."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    secret = models.CharField(max_length=64)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_step = models.BigIntegerField(default=0)

    class Meta:
        db_table = "one_time_secret"

    def __str__(self) -> str:
        return f"{self.account_id}"


class RecoveryCode(models.Model):
    """A hashed code that replaces the one-time password once."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=128)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "recovery_code"

    def __str__(self) -> str:
        return f"{self.account_id}"
