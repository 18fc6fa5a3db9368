"""Log-in: throttled by account and address, limited in sessions, with one-time passwords where wanted (DATA-02).

Times here are the real ones: a fixed GONGWEI_TODAY moves the programme's day, never a one-time password.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from gongwei.people import one_time
from gongwei.people.access import address_of
from gongwei.people.grants import staff_of
from gongwei.people.models import AccountSession, LoginAttempt
from gongwei.people.problems import Forbidden

WINDOW = dt.timedelta(minutes=15)
FAILURES_PER_ACCOUNT = 5
FAILURES_PER_ADDRESS = 50
SESSIONS_PER_ACCOUNT = 3
WRONG = "账号、密码或动态口令不正确，或账号已停用"


class CodeNeeded(Forbidden):
    """Account and password are right; the one-time password is still to be typed."""


@dataclass(frozen=True)
class Credentials:
    """What the log-in page sends; ``code`` is a one-time password or a recovery code."""

    username: str
    password: str
    code: str = ""


def log_in(request: HttpRequest, credentials: Credentials, at: dt.datetime | None = None) -> User:
    """Open a session, or refuse with one sentence that does not tell which part was wrong."""
    moment = at or timezone.now()
    username, address = credentials.username.strip()[:150], address_of(request)
    attempt = _begin(username, address, moment)
    user = authenticate(request, username=username, password=credentials.password[:128])
    if not isinstance(user, User) or staff_of(user) is None:
        raise Forbidden(WRONG)
    if one_time.is_required(user):
        if not credentials.code:
            attempt.delete()
            raise CodeNeeded("请输入动态口令")
        if not one_time.verify(user, credentials.code, moment):
            raise Forbidden(WRONG)
    attempt.succeeded = True
    attempt.save(update_fields=["succeeded"])
    login(request, user)
    _open_session(request, user, address, moment)
    return user


def log_out(request: HttpRequest) -> None:
    """End the session here and in the list of running ones."""
    if request.session.session_key:
        AccountSession.objects.filter(session_key=request.session.session_key).delete()
    logout(request)


def keep_alive(request: HttpRequest, at: dt.datetime | None = None) -> bool:
    """Note that the session is in use; False when it was ended elsewhere, and the reader must log in again."""
    key = request.session.session_key
    return bool(key and AccountSession.objects.filter(session_key=key).update(seen_at=at or timezone.now()))


def end_sessions(user: User) -> int:
    """End every session of an account: when it is disabled, or its password is changed by an administrator."""
    return _end(AccountSession.objects.filter(account=user).values_list("session_key", flat=True))


def end_session(user: User, session_id: int) -> int:
    """End one session of the account; 0 when it is not theirs or has ended."""
    return _end(
        AccountSession.objects.filter(account=user, pk=session_id).values_list("session_key", flat=True)
    )


def end_others(request: HttpRequest, user: User) -> int:
    """End every session but this one, whose key may have changed with the password."""
    here = request.session.session_key
    request.session.save()
    kept = request.session.session_key or ""
    AccountSession.objects.filter(account=user, session_key=here).update(session_key=kept)
    others = AccountSession.objects.filter(account=user).exclude(session_key=kept)
    return _end(others.values_list("session_key", flat=True))


def running_sessions(user: User) -> list[AccountSession]:
    """The account's sessions whose cookie still holds, latest first."""
    live = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return list(AccountSession.objects.filter(account=user, session_key__in=live).order_by("-seen_at"))


def _begin(username: str, address: str | None, at: dt.datetime) -> LoginAttempt:
    """Count the attempt as failed before the password is looked at, so that many at once gain nothing."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"login {username}"])
        failed = LoginAttempt.objects.filter(at__gt=at - WINDOW, succeeded=False)
        by_account = failed.filter(username=username).count()
        by_address = failed.filter(address=address).count() if address else 0
        if by_account >= FAILURES_PER_ACCOUNT or by_address >= FAILURES_PER_ADDRESS:
            minutes = int(WINDOW.total_seconds() // 60)
            raise Forbidden(f"登录失败次数过多，请{minutes}分钟后再试，或联系管理员重置密码")
        return LoginAttempt.objects.create(at=at, username=username, address=address, succeeded=False)


def _open_session(request: HttpRequest, user: User, address: str | None, at: dt.datetime) -> None:
    """The new session counts; of more than allowed, those unused longest are ended."""
    request.session.save()
    AccountSession.objects.create(
        account=user,
        session_key=request.session.session_key or "",
        started_at=at,
        seen_at=at,
        address=address,
    )
    rows = AccountSession.objects.filter(account=user).order_by("-seen_at", "-id")
    _end(rows.values_list("session_key", flat=True)[SESSIONS_PER_ACCOUNT:])


def _end(keys: object) -> int:
    ended = list(keys)  # type: ignore[call-overload]
    Session.objects.filter(session_key__in=ended).delete()
    AccountSession.objects.filter(session_key__in=ended).delete()
    return len(ended)
