"""No link leads to a refusal: every page that a role is led to opens to it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, deque
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import resolve

from gongwei.web.tests.visiting import township

pytestmark = pytest.mark.django_db
ROLES = ("village_doctor", "doctor", "public_health_a", "line", "project_office", "finance", "disabled_federation",
         "admin")  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_every_link_that_is_shown_opens(role: str) -> None:
    """From the first page on, one page of each kind."""
    place = township()
    place.patient("hypertension", "diabetes", name="丛立春", birth_date=dt.date(1950, 3, 1))
    place.patient("elderly", name="于小满", birth_date=dt.date(1948, 3, 1))
    client = Client(SERVER_NAME="localhost")
    client.force_login(place.cast.user(role))
    refused = [f"{at} → {url}: {status}" for at, url, status in _walk(client) if status >= 400]
    assert refused == []


def _walk(client: Client) -> list[tuple[str, str, int]]:
    waiting, seen, of_kind, answers = deque([("", "/")]), {"/"}, Counter[str](), []
    while waiting:
        at, url = waiting.popleft()
        kind = resolve(urlsplit(url).path).view_name
        if of_kind[kind] or kind == "web:log_out":
            continue
        of_kind[kind] += 1
        answer = client.get(url, follow=True)
        answers.append((at, url, answer.status_code))
        if "html" not in answer.get("Content-Type", ""):
            continue
        for found in re.findall(r'href="([^"#]+)', answer.content.decode()):
            target = urlsplit(urljoin(url, unescape(found)))
            address = f"{target.path}?{target.query}" if target.query else target.path
            if not target.netloc and not target.path.startswith("/static") and address not in seen:
                seen.add(address)
                waiting.append((kind, address))
    return answers
