"""Run inside a copy of the package that holds one more folder: sees the new chapter on every screen.

Started by ``tests/test_add_a_programme.py`` with its own data folder and plan; fails by an AssertionError.
"""

from __future__ import annotations

import datetime as dt
import uuid

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from gongwei.catalogue.chapters import chapter, forms  # noqa: E402
from gongwei.config.cli import database  # noqa: E402
from gongwei.facts.building import build  # noqa: E402
from gongwei.obligations.models import Obligation  # noqa: E402
from gongwei.obligations.refresh import rebuild  # noqa: E402
from gongwei.people.tests.cast import make_cast  # noqa: E402


def walk() -> None:
    """Migrate, register people, look at every page that should know the chapter, record, print, measure."""
    call_command("makemigrations", "vision", verbosity=0)
    call_command("migrate", verbosity=0)
    cast = make_cast()
    person = cast.register("丛立春", birth_date=dt.date(1960, 3, 1))
    young = cast.register("于小满", birth_date=dt.date(2000, 3, 1))
    rebuild()
    assert Obligation.objects.filter(programme="vision", resident=person, seq="2024").exists()
    assert not Obligation.objects.filter(programme="vision", resident=young).exists()

    client = Client(SERVER_NAME="localhost")
    client.force_login(cast.user("public_health_a"))
    label = chapter("vision").label
    due = reverse("web:due") + "?programme=vision&span=year"
    assert label in text(client, reverse("web:home")), "navigation"
    assert "年度视力筛查" in text(client, due), "worklist"
    assert "年度视力筛查" in text(client, reverse("web:resident", args=[person.pk])), "resident page"
    assert "起始年龄" in text(client, reverse("web:plan")), "parameters on the plan page"

    new = reverse("web:record_new", args=[person.pk, "vision_screening"])
    assert forms()["vision_screening"].label in text(client, new), "form"
    record = str(uuid.uuid4())
    typed = {"id": record, "served_on": "2024-10-16", "left": "4.4", "right": "5.0", "glasses": "1", "then": "stay"}
    assert client.post(new, typed).status_code == 302, "saving"
    assert Obligation.objects.get(programme="vision", resident=person, seq="2024").met_on == dt.date(2024, 10, 16)
    assert "4.4" in text(client, reverse("web:resident", args=[person.pk])), "timeline"
    assert "左眼" in text(client, reverse("web:record_print", args=["vision_screening", record])), "print"
    build()
    assert "视力筛查率" in text(client, reverse("web:indicator", args=["vision.screening_rate"])), "indicator"
    print("walked")


def text(client: Client, url: str) -> str:
    """The page's HTML; anything but 200 fails."""
    answer = client.get(url)
    assert answer.status_code == 200, f"{url}: {answer.status_code}"
    return answer.content.decode()


with database():
    walk()
