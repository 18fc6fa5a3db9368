"""No account of the demo is offered a link that refuses it: each kind of page is opened, as one clicks through."""

from __future__ import annotations

import re
from collections import deque
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from gongwei.demo.district import District
from gongwei.demo.staff import ACCOUNTS

LINK = re.compile(r'<a\b[^>]*?\bhref="(/[^"#]*)')
NUMBER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
NAMED = re.compile(r"/(indicators|clause|new|registers|records)/[a-z_.]+")
LEAVES = re.compile(r"logout|export|print|template|\.(xlsx|csv|yaml|docx)|/static/")
MOST = 150
"""Kinds of pages for one account: those that are met first, by the shortest way from the first page."""


def kind(address: str) -> str:
    """Addresses that differ in numbers, chapters or questions lead to one kind of page."""
    return NAMED.sub(r"/\1/*", NUMBER.sub("*", address.partition("?")[0]))


@pytest.mark.parametrize("account", sorted(set(ACCOUNTS.values())))
def test_every_link_that_is_offered_opens(district: District, account: str) -> None:
    client = Client()
    client.force_login(get_user_model().objects.get(username=account))
    waiting, met, refused = deque([("/", "")]), {"/"}, []
    for _ in range(MOST):
        if not waiting:
            break
        address, source = waiting.popleft()
        answer = client.get(address, follow=True)
        if answer.status_code != 200:
            refused.append(f"{answer.status_code} {address} offered by {source}")
            continue
        if answer.streaming or "html" not in answer["Content-Type"]:
            continue
        for found in map(unescape, LINK.findall(answer.content.decode())):
            if kind(found) not in met and not LEAVES.search(found):
                met.add(kind(found))
                waiting.append((found, address))
    assert refused == []
    assert len(met) > 10
