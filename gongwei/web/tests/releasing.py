"""A list asked for with its purpose, let go by a second person, and fetched: what tests of exports share."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
from django.test import Client

from gongwei.people.models import ListRelease
from gongwei.web.tests.people_pages import sheet, text

PURPOSE = "送村委会上门动员体检"


def asked_for(client: Client, url: str, purpose: str = PURPOSE) -> ListRelease:
    """Open the address, say what for, and wait."""
    assert "申请导出" in text(client.get(url))
    assert client.post(url, sheet("release", purpose=purpose)).status_code == 302
    return ListRelease.objects.latest("asked_at")


def taken_out(client: Client, second: Client, url: str, purpose: str = PURPOSE) -> Any:
    """The file itself, after a second person has let the list go."""
    asked = asked_for(client, url, purpose)
    assert second.post("/releases/", {"release": str(asked.pk), "do": "release"}).status_code == 302
    return client.get(url)


def cells(book: Any) -> list[str]:
    """Every text in the workbook of a response."""
    sheet: Any = openpyxl.load_workbook(io.BytesIO(b"".join(book.streaming_content))).active
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
