"""Take the pictures of the guide from a running demo: `python docs/guide/screenshots.py ADDRESS PASSWORD`.

Every picture is a page as one of the demo's accounts sees it; `make demo` prints their password. Run it again after a
page has changed.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from small_png import shrink

IMAGES = Path(__file__).parents[1] / "images"
LARGEST = 200_000
BROWSER = "/usr/bin/chromium"
VISIT = "tr[data-row]:has-text('面对面随访')"


@dataclass(frozen=True)
class Picture:
    """A page of an account: its address, and what is clicked before the picture is taken."""

    name: str
    account: str
    address: str
    clicks: tuple[str, ...] = ()


PICTURES = (
    Picture("log-in", "", "/"),
    Picture("workbench", "cunyi", "/"),
    Picture("resident", "cunyi", "/due/?programme=hypertension", (f"{VISIT} a[data-resident]",)),
    Picture("follow-up", "cunyi", "/due/?programme=hypertension", (f"{VISIT} a[data-open]",)),
    Picture("residents", "gongweike", "/residents/"),
    Picture("names", "gongweike", "/indicators/hypertension.standard_rate/"),
    Picture("indicators", "xiangmuban", "/indicators/"),
    Picture("plan", "xiangmuban", "/plan/"),
    Picture("institutions", "guanliyuan", "/institutions/"),
)


def main(base: str, password: str) -> None:
    """Log in as each account in turn and photograph its pages."""
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=BROWSER, args=arguments)
        for account in dict.fromkeys(picture.account for picture in PICTURES):
            window = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
            window.set_default_timeout(60_000)
            if account:
                log_in(window, base, account, password)
            for picture in (each for each in PICTURES if each.account == account):
                take(window, base, picture)
            window.close()
        browser.close()


def log_in(window: Page, base: str, account: str, password: str) -> None:
    """By the form, as people do."""
    window.goto(f"{base}/")
    window.fill("input[name=username]", account)
    window.fill("input[name=password]", password)
    window.keyboard.press("Enter")
    window.wait_for_load_state("networkidle")


def take(window: Page, base: str, picture: Picture) -> None:
    """Open, click, wait for what comes later, keep the picture; a page that fails or a large file stops the work."""
    answer = window.goto(f"{base}{picture.address}")
    if answer is None or not answer.ok:
        raise SystemExit(f"{picture.name}: {picture.address} {answer.status if answer else 'no answer'}")
    for selector in picture.clicks:
        window.locator(selector).first.click()
        window.wait_for_load_state("networkidle")
    window.wait_for_load_state("networkidle")
    file = IMAGES / f"{picture.name}.png"
    window.screenshot(path=file)
    shrink(file)
    if file.stat().st_size > LARGEST:
        raise SystemExit(f"{file.name} is {file.stat().st_size} bytes, more than {LARGEST}")
    print(f"{file.name}\t{file.stat().st_size}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
