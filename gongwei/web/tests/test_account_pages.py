"""Log-in, password, one-time password and sessions on the page (DATA-02)."""

from __future__ import annotations

import re

import pyotp
import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client

from gongwei.people.models import AccountSession
from gongwei.people.tests.cast import PASSWORD, Cast, make_cast
from gongwei.web.tests.people_pages import client_of, sheet, text

NEW = "lidong-2024-hai-feng"


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast, whose doctor has a password."""
    made = make_cast()
    user = made.user("doctor")
    user.set_password(PASSWORD)
    user.save()
    return made


def enter(password: str = PASSWORD, code: str = "", **more: str) -> tuple[Client, object]:
    """A browser that sends the log-in page once."""
    client = Client()
    return client, client.post(
        "/login/", {"username": "doctor.a", "password": password, "code": code, **more}
    )


def test_log_in_leads_on_and_log_out_ends(cast: Cast) -> None:
    client, answer = enter(next="/residents/")
    assert answer.url == "/residents/"  # type: ignore[attr-defined]
    assert client.get("/residents/").status_code == 200
    assert client.get("/logout/").status_code == 405
    client.post("/logout/")
    assert client.get("/residents/").status_code == 302


def test_a_foreign_address_is_not_followed(cast: Cast) -> None:
    assert enter(next="https://example.org/")[1].url == "/"  # type: ignore[attr-defined]


@pytest.mark.req("DATA-02")
def test_a_refusal_does_not_say_which_part_was_wrong_and_is_throttled(cast: Cast) -> None:
    _, wrong = enter("falsch")
    unknown = Client().post("/login/", {"username": "niemand<script>", "password": "x"})
    assert wrong.status_code == unknown.status_code == 403  # type: ignore[attr-defined]
    assert "账号、密码或动态口令不正确" in text(wrong) and "账号、密码或动态口令不正确" in text(unknown)
    assert "<script>" not in unknown.content.decode().split("<form")[1]
    for _ in range(5):
        enter("falsch")
    _, shut = enter()
    assert "登录失败次数过多" in text(shut)


def test_an_admin_begins_at_the_institutions(cast: Cast) -> None:
    user = cast.user("admin")
    user.set_password(PASSWORD)
    user.save()
    answer = Client().post("/login/", {"username": "admin.c", "password": PASSWORD})
    assert answer.url == "/institutions/"  # type: ignore[attr-defined]


def test_changing_the_password_ends_other_sessions(cast: Cast) -> None:
    here, _ = enter()
    there, _ = enter()
    wrong = here.post("/account/", sheet("change", password="falsch", new=NEW, repeat=NEW))
    assert wrong.status_code == 422 and "现用密码：不正确" in text(wrong)
    weak = here.post("/account/", sheet("change", password=PASSWORD, new="123", repeat="123"))
    assert (
        weak.status_code == 422
        and "新密码" in text(weak)
        and "123" not in weak.content.decode().split('name="new"')[1][:80]
    )
    other = here.post("/account/", sheet("change", password=PASSWORD, new=NEW, repeat=NEW + "x"))
    assert other.status_code == 422 and "两次输入的新密码不同" in text(other)
    here.post("/account/", sheet("change", password=PASSWORD, new=NEW, repeat=NEW))
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    assert User.objects.get(username="doctor.a").check_password(NEW)


@pytest.mark.req("DATA-02")
def test_one_time_password_with_recovery_codes(cast: Cast) -> None:
    client, _ = enter()
    begun = client.post("/account/", sheet("begin", password=PASSWORD))
    secret = re.search(r"<b class=\"num\">([A-Z2-7]+)</b>", begun.content.decode())
    assert secret is not None and "<svg" in begun.content.decode()
    wrong = client.post("/account/", sheet("confirm", code="000000"))
    assert wrong.status_code == 422 and "动态口令：不正确" in text(wrong)
    done = client.post("/account/", sheet("confirm", code=pyotp.TOTP(secret[1]).now()))
    codes = re.findall(r"<div>([0-9a-f]{10})</div>", done.content.decode())
    assert len(codes) == 8 and codes[0] not in client.get("/account/").content.decode()
    assert "请输入动态口令" in text(enter()[1])
    again, answer = enter(code=codes[0])
    assert answer.status_code == 302 and enter(code=codes[0])[1].status_code == 403  # type: ignore[attr-defined]
    again.post("/account/", sheet("off", password=PASSWORD))
    assert enter()[1].status_code == 302  # type: ignore[attr-defined]


def test_running_sessions_are_seen_and_ended(cast: Cast) -> None:
    here, _ = enter()
    there, _ = enter()
    row = AccountSession.objects.get(session_key=there.session.session_key)
    assert "在用的登录" in text(here.get("/account/"))
    other = client_of(cast, "public_health_a")
    other.post(f"/account/sessions/{row.pk}/end/")
    assert there.get("/account/").status_code == 200
    here.post(f"/account/sessions/{row.pk}/end/")
    assert there.get("/account/").status_code == 302
    seen = AccountSession.objects.get(session_key=here.session.session_key)
    assert seen.seen_at >= seen.started_at


def test_the_idle_while_starts_anew_as_one_works_but_not_at_every_request(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, _ = enter()
    moment = 1_700_000_000.0
    monkeypatch.setattr("gongwei.web.office.account.time", lambda: moment)
    client.get("/residents/")
    ends = Session.objects.get().expire_date
    moment += 30
    client.get("/residents/")
    assert Session.objects.get().expire_date == ends, "nothing that a slower request could write over"
    moment += 31
    client.get("/residents/")
    assert Session.objects.get().expire_date > ends
