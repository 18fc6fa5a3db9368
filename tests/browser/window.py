"""A window in which somebody is logged in, and the two ways in which a form is answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

SECONDS = 60
expect.set_options(timeout=SECONDS * 1000)


@contextmanager
def window_of(user: User, live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    """A new window of the user; an error in any script fails the test."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="zh-CN", base_url=live_server.url
    )
    context.add_cookies([{"name": "sessionid", "value": str(session.session_key), "url": live_server.url}])
    context.set_default_timeout(SECONDS * 1000)
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def choose(page: Page, **codes: str) -> None:
    """Tick options by their printed codes; several of one field are joined by blanks. What stands already stays."""
    for name, chosen in codes.items():
        for code in chosen.split():
            if not page.locator(f"#f-{name}-{code}").is_checked():
                page.locator(f"label[for='f-{name}-{code}']").click()


def fill(page: Page, **texts: str) -> None:
    """Type into fields."""
    for name, text in texts.items():
        page.locator(f"[name={name}]").fill(text)
