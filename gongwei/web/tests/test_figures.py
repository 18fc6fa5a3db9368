"""Figures are for whoever may see figures, names for whoever may see names; nobody sees another township's."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from gongwei.catalogue.plans import plan
from gongwei.config.postgres import Postgres
from gongwei.facts import building
from gongwei.facts.tests.settled import data_folder, own_database
from gongwei.people.models import AccessLog, Resident
from gongwei.people.tests.cast import VILLAGE_A1, VILLAGE_A2, VILLAGE_B1, Cast
from gongwei.web.tests.releasing import taken_out
from gongwei.web.tests.visiting import township

RATE = "hypertension.standard_rate"
SPEC = "huancui-2024#五（七）"


@dataclass
class Built:
    """The cast with three patients and the mart of them."""

    cast: Cast
    mine: Resident
    next_village: Resident
    theirs: Resident

    def get(self, role: str, url: str) -> tuple[int, str]:
        """Status and text of a page for a role."""
        client = Client()
        client.force_login(self.cast.user(role))
        return self.read(client.get(url))

    def taken(self, role: str, url: str) -> tuple[int, str]:
        """Status and text of a list that the project office let go."""
        clients = Client(), Client()
        for client, name in zip(clients, (role, "project_office"), strict=True):
            client.force_login(self.cast.user(name))
        return self.read(taken_out(*clients, url))

    def read(self, answer: Any) -> tuple[int, str]:
        """Status and text of an answer; a workbook is opened."""
        body = b"".join(answer) if answer.streaming else answer.content
        return answer.status_code, _unpacked(body) if body[:2] == b"PK" else body.decode()


def _unpacked(workbook: bytes) -> str:
    """Everything written in a workbook."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


@pytest.fixture(scope="module")
def built(
    postgres_server: Postgres, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Built]:
    """Three patients without a visit this year: two villages of one township, one of the other; build 1."""
    with own_database(postgres_server, django_db_blocker), data_folder(tmp_path_factory.mktemp("data")):
        place = township()
        people = [
            place.patient("hypertension", village=village, name=name)
            for village, name in ((VILLAGE_A1, "丛立春"), (VILLAGE_A2, "王惊蛰"), (VILLAGE_B1, "姜谷雨"))
        ]
        building.build()
        yield Built(place.cast, *people)


def names(**query: str) -> str:
    """The address of the list of names behind the rate."""
    asked = "&".join(f"{key}={quote(value)}" for key, value in query.items())
    return reverse("web:indicator", args=[RATE]) + (f"?{asked}" if asked else "")


@pytest.mark.req("ORG-07")
def test_the_project_office_opens_the_district_to_names(built: Built) -> None:
    status, page = built.get("project_office", names())
    assert status == 200
    assert all(name in page for name in ("丛立春", "王惊蛰", "姜谷雨"))
    assert "面对面随访" in page and "只差 1 项" in page


@pytest.mark.req("ORG-07", "DATA-02")
def test_a_township_sees_its_own_people_only(built: Built) -> None:
    status, page = built.get("public_health_a", names())
    assert status == 200 and "丛立春" in page and "姜谷雨" not in page
    other = str(built.cast.centre_b.pk)
    assert built.get("public_health_a", names(institution=other))[0] == 403
    assert "姜谷雨" not in built.get("public_health_a", names(village=VILLAGE_B1))[1]
    assert built.get("public_health_a", reverse("web:indicators") + f"?by=village&institution={other}")[0] == 403
    assert "温泉" not in built.get("public_health_a", reverse("web:indicators"))[1]


@pytest.mark.req("ORG-07")
def test_a_village_doctor_sees_his_villages_only(built: Built) -> None:
    status, page = built.get("village_doctor", names())
    assert status == 200 and "丛立春" in page and "王惊蛰" not in page
    assert built.get("village_doctor", names(village=VILLAGE_A2))[0] == 403
    status, page = built.get("village_doctor", reverse("web:indicators"))
    assert status == 200 and "大西庄" in page and "小西庄" not in page
    assert built.get("village_doctor", reverse("web:indicators") + "?by=institution")[0] == 404


@pytest.mark.req("ORG-07")
def test_finance_sees_figures_and_no_names(built: Built) -> None:
    status, page = built.get("finance", reverse("web:indicators"))
    assert status == 200 and f'href="{names().removeprefix(reverse("web:indicators"))}' not in page
    status, page = built.get("finance", names())
    assert status == 403 and "丛立春" not in page and "权限" in page
    assert built.get("finance", reverse("web:indicators_export"))[0] == 200
    assert built.get("finance", reverse("web:indicator_export", args=[RATE]))[0] == 403


def test_the_administrator_sees_neither_but_reads_the_plan(built: Built) -> None:
    assert built.get("admin", reverse("web:indicators"))[0] == 403
    assert built.get("admin", names())[0] == 403
    assert built.get("admin", reverse("web:plan"))[0] == 200


def test_a_line_lists_its_programme_and_the_federation_nobody_of_another_chapter(built: Built) -> None:
    assert "姜谷雨" in built.get("line", names())[1]
    assert built.get("line", reverse("web:indicator", args=["health_record.filed_rate"]))[0] == 403
    status, page = built.get("disabled_federation", names())
    assert status == 403 and "丛立春" not in page


@pytest.mark.req("DATA-16")
def test_an_export_holds_the_filtered_list_and_logs_everybody_in_it(built: Built) -> None:
    AccessLog.objects.all().delete()
    status, book = built.taken("public_health_a", reverse("web:indicator_export", args=[RATE]) + "?only=1")
    assert status == 200
    logged = set(AccessLog.objects.filter(action="export").values_list("resident__name", flat=True))
    assert logged == {name for name in ("丛立春", "王惊蛰", "姜谷雨") if name in book}
    assert built.get("village_doctor", reverse("web:indicator_export", args=[RATE]))[0] == 403


def test_no_denominator_is_a_dash_with_the_reason(built: Built) -> None:
    page = built.get("project_office", reverse("web:indicator", args=["diabetes.control_rate"]))[1]
    assert "分母为 0" in page and '<span class="big-rate">—</span>' in page
    assert "没有人" in built.get("project_office", reverse("web:indicators"))[1]


def test_the_dock_explains_a_cell_within_reach(built: Built) -> None:
    url = reverse("web:dock", args=[RATE])
    own = f"{url}?by=institution&group={built.cast.centre_a.pk}"
    assert "分子 / 分母" in built.get("public_health_a", own)[1]
    assert built.get("public_health_a", f"{url}?by=institution&group={built.cast.centre_b.pk}")[0] == 404


@pytest.mark.parametrize("by", ["institution", "village", "doctor", "month"])
def test_every_grouping_opens_with_few_queries(built: Built, by: str) -> None:
    client = Client()
    client.force_login(built.cast.user("project_office"))
    url = reverse("web:indicators") + f"?by={by}&trends=1"
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url)
    assert answer.status_code == 200 and "高血压患者基层规范管理服务率" in answer.content.decode()
    assert len(queries) <= 14


@pytest.mark.parametrize(
    "query", ["by=people", "institution=1' or 1=1", "village=x", "criterion=<script>alert(1)</script>", "page=-1"]
)
def test_a_strange_address_harms_nothing(built: Built, query: str) -> None:
    for url in (reverse("web:indicators"), reverse("web:indicator", args=[RATE])):
        status, page = built.get("project_office", f"{url}?{query}")
        assert status in (200, 404) and "<script>alert" not in page


@pytest.mark.req("PLAN-15")
def test_the_plan_shows_what_rules_and_a_clause_says_what_rests_on_it(built: Built) -> None:
    page = built.get("finance", reverse("web:plan"))[1]
    assert "未实现" in page and "方案自检" in page and "待核" in page and "42,200" in page
    status, clause = built.get("finance", reverse("web:clause") + f"?ref={quote(SPEC)}")
    assert status == 200 and plan().library.paraphrase(SPEC) in clause and "高血压患者基层规范管理服务率" in clause
    assert built.get("finance", reverse("web:clause") + "?ref=nothing%23here")[0] == 404


def test_progress_of_the_year_stands_beside_the_due_list(built: Built) -> None:
    page = built.get("village_doctor", reverse("web:home"))[1]
    assert "我的全年" in page and "高血压患者基层规范管理服务率" in page
    assert built.get("finance", reverse("web:home"))[0] == 302
    assert built.mine.name in page and built.theirs.name not in page


@pytest.mark.django_db
def test_before_the_first_build_the_page_says_how_to_make_it(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: Postgres, django_db_blocker: DjangoDbBlocker
) -> None:
    with data_folder(tmp_path_factory.mktemp("empty")):
        client = Client()
        client.force_login(township().cast.user("project_office"))
        for url in (reverse("web:indicators"), names(), reverse("web:indicators_export")):
            answer = client.get(url)
            assert answer.status_code == 200 and "gongwei facts build" in answer.content.decode()
        assert client.get(reverse("web:home")).status_code == 200
