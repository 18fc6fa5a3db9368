"""Log-in: right and wrong, too often, too many at once, with a one-time password."""

import datetime as dt
from typing import Any

import pyotp
import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.test import RequestFactory

from gongwei.people import accounts, one_time
from gongwei.people.accounts import CodeNeeded, Credentials, log_in
from gongwei.people.models import AccountSession, LoginAttempt, OneTimeSecret, Staff
from gongwei.people.problems import Forbidden, Invalid
from gongwei.people.tests.cast import PASSWORD, TODAY, Cast

NOON = dt.datetime(2024, 10, 16, 12, tzinfo=dt.UTC)


@pytest.fixture
def user(cast: Cast) -> User:
    account = cast.user("doctor")
    account.set_password(PASSWORD)
    account.save()
    return account


def _request(address: str = "10.1.2.3") -> HttpRequest:
    request = RequestFactory().post("/login/", REMOTE_ADDR=address)
    request.session = SessionStore()
    return request


def _try(user: User, password: str = PASSWORD, **more: Any) -> User:
    at, address = more.pop("at", NOON), more.pop("address", "10.1.2.3")
    return log_in(_request(address), Credentials(user.username, password, **more), at)


def test_the_right_password_opens_a_session(user: User) -> None:
    assert _try(user) == user
    assert LoginAttempt.objects.get().succeeded
    assert AccountSession.objects.get().account == user


@pytest.mark.parametrize("credentials", [Credentials("doctor.a", "x"), Credentials("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_get_the_same_sentence(
    user: User, credentials: Credentials
) -> None:
    with pytest.raises(Forbidden, match=accounts.WRONG):
        log_in(_request(), credentials, NOON)
    assert not AccountSession.objects.exists()


@pytest.mark.req("DATA-02")
def test_a_leaver_cannot_log_in(user: User, cast: Cast) -> None:
    Staff.objects.filter(pk=cast.staff["doctor"].pk).update(active_to=TODAY)
    with pytest.raises(Forbidden, match=accounts.WRONG):
        _try(user)


def test_five_failures_lock_the_account_for_a_while_even_for_the_right_password(user: User) -> None:
    for _ in range(accounts.FAILURES_PER_ACCOUNT):
        with pytest.raises(Forbidden, match=accounts.WRONG):
            _try(user, "wrong")
    with pytest.raises(Forbidden, match="次数过多"):
        _try(user, address="10.9.9.9")
    later = NOON + accounts.WINDOW + dt.timedelta(seconds=1)
    assert _try(user, at=later) == user


def test_four_failures_do_not_lock(user: User) -> None:
    for _ in range(accounts.FAILURES_PER_ACCOUNT - 1):
        with pytest.raises(Forbidden):
            _try(user, "wrong")
    assert _try(user) == user


def test_an_address_that_tries_many_accounts_is_locked(user: User) -> None:
    LoginAttempt.objects.bulk_create(
        LoginAttempt(at=NOON, username=f"u{n}", address="10.1.2.3", succeeded=False)
        for n in range(accounts.FAILURES_PER_ADDRESS)
    )
    with pytest.raises(Forbidden, match="次数过多"):
        _try(user)
    assert _try(user, address="10.4.4.4") == user


def test_of_more_sessions_than_allowed_the_one_unused_longest_ends(user: User) -> None:
    for minute in range(accounts.SESSIONS_PER_ACCOUNT + 1):
        _try(user, at=NOON + dt.timedelta(minutes=minute))
    assert Session.objects.count() == accounts.SESSIONS_PER_ACCOUNT
    starts = AccountSession.objects.order_by("started_at").values_list("started_at", flat=True)
    assert starts[0] == NOON + dt.timedelta(minutes=1)


def test_a_session_ended_elsewhere_is_not_kept_alive(user: User) -> None:
    request = _request()
    log_in(request, Credentials(user.username, PASSWORD), NOON)
    assert accounts.keep_alive(request, NOON)
    assert len(accounts.running_sessions(user)) == 1
    assert accounts.end_sessions(user) == 1
    assert not accounts.keep_alive(request, NOON)


def test_logging_out_ends_the_session(user: User) -> None:
    request = _request()
    log_in(request, Credentials(user.username, PASSWORD), NOON)
    accounts.log_out(request)
    assert not AccountSession.objects.exists()
    assert not Session.objects.exists()


def _bind(user: User, at: dt.datetime = NOON) -> tuple[pyotp.TOTP, list[str]]:
    one_time.begin(user)
    totp = pyotp.TOTP(OneTimeSecret.objects.get().secret)
    return totp, one_time.confirm(user, totp.at(at), at)


def test_a_bound_account_needs_its_code(user: User) -> None:
    totp, _ = _bind(user)
    later = NOON + dt.timedelta(minutes=5)
    with pytest.raises(CodeNeeded):
        _try(user, at=later)
    with pytest.raises(Forbidden, match=accounts.WRONG):
        _try(user, at=later, code="000000")
    assert _try(user, at=later, code=totp.at(later)) == user


def test_asking_for_the_code_is_no_failure(user: User) -> None:
    _bind(user)
    for _ in range(accounts.FAILURES_PER_ACCOUNT + 1):
        with pytest.raises(CodeNeeded):
            _try(user)


def test_a_code_is_accepted_once_and_for_three_steps(user: User) -> None:
    totp, _ = _bind(user)
    later = NOON + dt.timedelta(minutes=5)
    code = totp.at(later)
    assert not one_time.verify(user, code, later + dt.timedelta(seconds=61))
    assert one_time.verify(user, code, later + dt.timedelta(seconds=29))
    assert not one_time.verify(user, code, later)


def test_a_recovery_code_works_once(user: User) -> None:
    _, codes = _bind(user)
    assert len(set(codes)) == one_time.RECOVERY_CODES
    assert one_time.verify(user, codes[0].upper(), NOON)
    assert not one_time.verify(user, codes[0], NOON)


def test_binding_needs_a_right_code_and_is_not_done_twice(user: User) -> None:
    one_time.begin(user)
    with pytest.raises(Invalid, match="动态口令"):
        one_time.confirm(user, "000000", NOON)
    assert not one_time.is_required(user)
    _bind(user)
    with pytest.raises(Invalid, match="已启用"):
        one_time.begin(user)
    one_time.turn_off(user)
    assert _try(user) == user
