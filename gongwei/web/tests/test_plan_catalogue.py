"""服务目录: this year's by the plan, a past year's by its own catalogue; changed in a draft; who has no task."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from gongwei.catalogue import plans
from gongwei.indicators.figures import Figure, Target
from gongwei.people.models import Institution
from gongwei.people.reference import place_in_tree
from gongwei.people.tests.cast import START, VILLAGE_A1, Cast, make_cast
from gongwei.planning import coverage, drafting
from gongwei.planning.models import Draft
from gongwei.policy.catalogue import version_of, versions
from gongwei.web.planning import catalogue

pytestmark = pytest.mark.django_db
PAGE, LIST = "/plan/catalogue/", "/plan/drafts/"
LARGEST_PAGE = 60_000


@pytest.fixture
def cast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("GONGWEI_PLANS", str(tmp_path))
    return make_cast()


def enter(cast: Cast, role: str, checked: bool = False) -> Client:
    client = Client(enforce_csrf_checks=checked)
    client.force_login(cast.user(role))
    return client


def press(client: Client, url: str, do: str, **more: Any) -> Any:
    return client.post(url, {"key": str(uuid.uuid4()), "do": do, **more}, follow=True)


def shown(client: Client, url: str = PAGE) -> str:
    answer = client.get(url)
    assert answer.status_code == 200 and len(answer.content) < LARGEST_PAGE
    return answer.content.decode()


def test_this_years_catalogue_has_people_norm_forms_indicators_and_owner_of_every_item(cast: Cast) -> None:
    page = shown(enter(cast, "public_health_a"))
    assert "原 12 类，本方案开展 12 类" in page and "辖区内常住居民" in page and "区疾病预防控制中心" in page
    assert page.index("<h2>原十二类") < page.index("<h2>新划入")
    assert "（山东2017年版）" in page and "新划入基本公共卫生服务相关工作规范（2019年版）" in page
    assert "高血压患者随访服务记录表" in page and "机构覆盖" not in page


@pytest.mark.req("PLAN-14")
def test_a_past_year_is_shown_and_judged_by_its_own_catalogue(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [(each.year, each.classes, each.items) for each in versions()] == [
        (2009, 9, 22), (2011, 10, 41), (2013, 11, 43), (2015, 12, 45), (2017, 14, 55)
    ]  # fmt: skip
    assert version_of(2008) is None and version_of(2014) == versions()[2]
    asked: list[dt.date] = []

    def counted(day: dt.date, by: str, place: Any) -> tuple[Figure, ...]:
        asked.append(day)
        return tuple(
            Figure(f"{chapter}.standard_rate", f"{chapter} 的率", "%", chapter, "district", "", "", 3, 4, "", Target())
            for chapter in ("elderly", "tuberculosis")
        )

    monkeypatch.setattr(catalogue, "counted", counted)
    monkeypatch.setattr(catalogue, "as_of_day", lambda: dt.date(2024, 10, 16))
    monkeypatch.setattr(catalogue, "reader", SimpleNamespace(freshness=lambda: True))
    office = enter(cast, "project_office")
    page = shown(office, f"{PAGE}?year=2014")
    assert "11 类 43 项" in page and "2013 年新增" not in page.partition("中医药健康管理")[0][-60:]
    listed = page.partition("<main")[2] or page.partition("gw-page")[2]
    assert ">中医药健康管理" in listed and ">肺结核患者健康管理" not in listed and not asked
    page = shown(office, f"{PAGE}?year=2014&judged=1")
    assert asked == [dt.date(2014, 12, 31)] and "elderly 的率" in page and "75.0%" in page
    assert "tuberculosis 的率" not in page, "the catalogue of 2014 had no tuberculosis"
    assert "tuberculosis 的率" in shown(office, f"{PAGE}?year=2016&judged=1")
    assert "elderly 的率" not in shown(enter(cast, "public_health_a"), f"{PAGE}?year=2014&judged=1")
    assert "国家目录从 2009 年开始" in shown(office, f"{PAGE}?year=2006")
    assert [office.get(f"{PAGE}?year={year}").status_code for year in ("1999", "二〇一四", "2090")] == [404] * 3


@pytest.mark.req("PLAN-13")
def test_the_office_changes_the_catalogue_in_a_draft_and_nobody_else(cast: Cast) -> None:
    office = enter(cast, "project_office")
    office.post(LIST, {"key": str(uuid.uuid4()), "base": "371002-huancui-2024", "year": "2025"})
    url = f"{LIST}{Draft.objects.get().pk}/items/"
    page = shown(office, url)
    assert "服务目录" in page and 'value="shandong-2017" selected' in page
    wrong = press(office, url, "item", version="1", **{"new-chapter": "copd", "new-label": "慢阻肺", "new-group": "new",
                  "new-from": "2025-02-30", "new-ref": "huancui-2024#二（二）"})  # fmt: skip
    said = wrong.content.decode()
    assert wrong.status_code == 422 and "2025-02-30" in said and "不是真实的日期" in said and 'value="慢阻肺"' in said
    given = {"new-chapter": "copd", "new-label": "慢阻肺", "new-group": "new", "new-from": "2025-03-01",
             "new-ref": "huancui-2024#二（二）"}  # fmt: skip
    assert press(office, url, "item", version="1", **given).status_code == 200
    told = {"items.0.label": "居民健康档案", "edition": "national-2017"}
    assert press(office, url, "items", version="2", **told).status_code == 200
    made, _ = drafting.judged(Draft.objects.get().name, Draft.objects.get().text)
    assert made is not None and made.file.edition == "national-2017" and made.file.items[0].label == "居民健康档案"
    added = made.file.items[-1]
    assert (added.chapter, added.group, added.local) == ("copd", "new", True)
    assert made.in_force("copd", dt.date(2025, 3, 1)) and not made.in_force("copd", dt.date(2025, 2, 28))
    stale = press(office, url, "items", version="1", **{"items.0.label": "档案"})
    assert stale.status_code == 409 or "已被改过" in stale.content.decode()
    bad = press(office, url, "items", version="3", edition="nowhere-1")
    assert bad.status_code == 422 and "没有服务规范版本 nowhere-1" in bad.content.decode()
    assert press(enter(cast, "finance"), url, "items", version="3", **told).status_code == 403
    assert press(enter(cast, "public_health_a"), url, "items", version="3").status_code == 404
    forged = enter(cast, "project_office", checked=True).post(url, {"do": "items"})
    assert forged.status_code == 403


@pytest.mark.req("PLAN-20")
def test_every_institution_of_the_four_types_is_covered_and_those_without_tasks_are_named(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    station = place_in_tree(Institution.objects.create(
        code="S1", name="虎口社区卫生服务站", kind="community_health_station", parent=cast.centre_b,
        region_id="371002102101", active_from=START,
    ))  # fmt: skip
    Institution.objects.create(code="X", name="华山社区卫生服务中心", kind="community_health_centre",
                               parent=cast.commission, region_id="371002000000", active_from=START)  # fmt: skip
    found = {each.kind: each for each in coverage.coverage(plans.plan())}
    assert found["township_health_centre"].number == 2 and not found["township_health_centre"].without
    assert [why for _, why in found["community_health_centre"].without] == ["方案没有列入"]
    assert [why for _, why in found["village_clinic"].without] == ["上级机构没有分解任务到本村（居）"]
    assert [place for place, _ in found["community_health_station"].without] == [station]
    page = shown(enter(cast, "project_office"))
    assert "机构覆盖" in page and "华山社区卫生服务中心" in page and "虎口社区卫生服务站" in page
    monkeypatch.setattr(coverage, "_divided", lambda plan: {VILLAGE_A1})
    after = {each.kind: each for each in coverage.coverage(plans.plan())}
    assert not after["village_clinic"].without and after["community_health_station"].without
