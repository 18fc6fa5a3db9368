"""Run inside a copy of the package with one more indicator: a figure, names, months, a line on the command line.

Started by ``tests/test_add_an_indicator.py``; fails by an AssertionError.
"""

from __future__ import annotations

import argparse
import contextlib
import io

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from gongwei.config.cli import database  # noqa: E402
from gongwei.facts.building import build  # noqa: E402
from gongwei.indicators import commands  # noqa: E402
from gongwei.web.tests.visiting import new_url, township, typed  # noqa: E402

ID, LABEL = "hypertension.weighed_rate", "高血压患者随访体重测量率"


def walk() -> None:
    """One patient was weighed, the other was not: 1 / 2, and the second one's name."""
    call_command("migrate", verbosity=0)
    place = township()
    weighed, other = (place.patient("hypertension", name=name) for name in ("丛立春", "姜白露"))
    client = Client(SERVER_NAME="localhost")
    client.force_login(place.cast.user("doctor"))
    assert client.post(new_url(weighed), typed(served_on="2024-07-09", next_visit_date="2024-10-08")).status_code == 302
    build()

    client.force_login(place.cast.user("project_office"))
    overview = text(client, reverse("web:indicators") + "?by=month&all=1&chapter=hypertension")
    assert LABEL in overview, "overview"
    page = text(client, reverse("web:indicator", args=[ID]))
    assert "50.0%" in page and other.name in page and weighed.name not in page, "names"
    assert "当年随访没有称体重" in page and "无目标" in page, "criterion"
    assert f"{ID},{LABEL},%" in printed("indicators", "--indicator", ID, "--by", "district", "--as-of", "2024-10-16")
    print("walked")


def text(client: Client, url: str) -> str:
    """The page's HTML; anything but 200 fails."""
    answer = client.get(url)
    assert answer.status_code == 200, f"{url}: {answer.status_code}"
    return answer.content.decode()


def printed(*words: str) -> str:
    """What the command writes as CSV."""
    parser = argparse.ArgumentParser()
    commands.add_parser(parser.add_subparsers(dest="verb"))
    with contextlib.redirect_stdout(io.StringIO()) as out:
        commands.run(parser.parse_args([*words, "--format", "csv"]))
    return out.getvalue()


with database():
    walk()
