"""One-time passwords by time (TOTP, RFC 6238) and recovery codes, both accepted once."""

from __future__ import annotations

import datetime as dt
import secrets

import pyotp
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from gongwei.people.models import OneTimeSecret, RecoveryCode
from gongwei.people.problems import refuse

STEP = 30
RECOVERY_CODES = 8
ISSUER = "公卫 gongwei"


def is_required(user: User) -> bool:
    """The account has confirmed a one-time password."""
    return OneTimeSecret.objects.filter(account=user, confirmed_at__isnull=False).exists()


def begin(user: User) -> str:
    """Make a new secret and return the otpauth:// address for the phone; it counts once confirmed."""
    secret = pyotp.random_base32()
    if is_required(user):
        raise refuse("code", "动态口令：已启用，请先停用再重新绑定")
    OneTimeSecret.objects.update_or_create(account=user, defaults={"secret": secret, "last_step": 0})
    return str(pyotp.TOTP(secret).provisioning_uri(name=user.get_username(), issuer_name=ISSUER))


def confirm(user: User, code: str, at: dt.datetime | None = None) -> list[str]:
    """Turn it on with a first right code; the recovery codes are shown now and never again."""
    moment = at or timezone.now()
    with transaction.atomic():
        row = (
            OneTimeSecret.objects.select_for_update().filter(account=user, confirmed_at__isnull=True).first()
        )
        if row is None or not _accept(row, code, moment):
            raise refuse("code", "动态口令：不正确，请核对手机时间后输入最新的6位数字")
        row.confirmed_at = moment
        row.save(update_fields=["confirmed_at"])
        codes = [secrets.token_hex(5) for _ in range(RECOVERY_CODES)]
        RecoveryCode.objects.filter(account=user).delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(account=user, digest=_digest(one)) for one in codes)
        return codes


def verify(user: User, code: str, at: dt.datetime | None = None) -> bool:
    """A code of this or a neighbouring step of 30 seconds, later than the last one used, or an unused recovery code."""
    moment = at or timezone.now()
    with transaction.atomic():
        row = OneTimeSecret.objects.select_for_update().get(account=user)
        return _accept(row, code, moment) or _recover(user, code, moment)


def turn_off(user: User) -> None:
    """No one-time password any more: by the owner, or by an administrator for a lost phone."""
    OneTimeSecret.objects.filter(account=user).delete()
    RecoveryCode.objects.filter(account=user).delete()


def _accept(row: OneTimeSecret, code: str, at: dt.datetime) -> bool:
    typed = "".join(code.split())
    now = int(at.timestamp()) // STEP
    for step in (now - 1, now, now + 1):
        if step > row.last_step and constant_time_compare(pyotp.TOTP(row.secret).at(step * STEP), typed):
            row.last_step = step
            row.save(update_fields=["last_step"])
            return True
    return False


def _recover(user: User, code: str, at: dt.datetime) -> bool:
    digest = _digest("".join(code.split()).lower())
    return (
        RecoveryCode.objects.filter(account=user, digest=digest, used_at__isnull=True).update(used_at=at) == 1
    )


def _digest(code: str) -> str:
    return salted_hmac("gongwei.people.one_time", code, algorithm="sha256").hexdigest()
