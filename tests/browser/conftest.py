"""Pages in a real browser, the Chromium that is installed; an error in any script fails the test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from gongwei.indicators import warming

NAMES = ("chromium", "chromium-browser", "google-chrome")
SECONDS = 10


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    """Every text is there before a page is timed: the first save of a version would else wait for them."""
    warming.compile_all()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests. Root needs --no-sandbox; a container's /dev/shm is often too small."""
    program = next(filter(None, map(shutil.which, NAMES)))
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new window without memory of the last test; an error in any script fails the test."""
    context = browser.new_context(
        locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1366, "height": 768}
    )
    context.set_default_timeout(SECONDS * 1000)
    window = context.new_page()
    errors: list[str] = []
    window.on("pageerror", lambda error: errors.append(str(error)))
    yield window
    context.close()
    assert errors == []
