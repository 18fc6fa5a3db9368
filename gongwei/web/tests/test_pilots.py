"""医防融合试点: reports in fixed sections, sent whole, returned with a reason, read side by side (NCD-22)."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from gongwei.people.tests.cast import TODAY, Cast, make_cast
from gongwei.reporting.models import SECTIONS, PilotReport
from gongwei.web.tests.people_pages import client_of

URL = "/reports/pilots/"
TEXTS = {
    "service_model": "门诊和随访一次做完", "incentive": "按合格随访计绩效", "education": "每月小组活动",
    "informatisation": "血压计自动上传",
}  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("GONGWEI_TODAY", TODAY.isoformat())
    return make_cast()


def write(client: Client, place: Any, send: bool = False, **texts: str) -> Any:
    sent = {"write": place.pk, "sheet": "write", "key": str(uuid.uuid4()), **TEXTS, **texts}
    return client.post(URL, sent | ({"send": "1"} if send else {}))


@pytest.mark.req("NCD-22")
def test_a_report_is_kept_in_part_and_sent_only_whole(cast: Cast) -> None:
    clerk = client_of(cast, "public_health_a")
    assert list(SECTIONS.values()) == ["医防融合服务模式", "激励机制", "健康教育方式", "信息化应用"]
    assert write(clerk, cast.centre_a, incentive="").status_code == 302
    lacking = write(clerk, cast.centre_a, send=True, incentive="  ", education="改了的教育")
    assert lacking.status_code == 422 and "激励机制：报送前要写" in lacking.content.decode()
    assert "改了的教育" in lacking.content.decode(), "what was typed is kept"
    assert write(clerk, cast.centre_a, education="长" * 3001).status_code == 422
    assert write(clerk, cast.centre_a, education="长" * 3000).status_code == 302
    assert write(clerk, cast.centre_a, send=True).status_code == 302
    held = PilotReport.objects.get()
    assert (held.state, held.year, held.incentive) == ("submitted", 2024, TEXTS["incentive"])
    late = write(clerk, cast.centre_a, send=True, incentive="又改")
    assert late.status_code in (409, 422) and "已报送" in late.content.decode()
    held.refresh_from_db()
    assert held.incentive == TEXTS["incentive"]
    with pytest.raises(IntegrityError), transaction.atomic():
        PilotReport.objects.update(education="")


@pytest.mark.req("NCD-22")
def test_the_office_compares_pilots_side_by_side_and_returns_one(cast: Cast) -> None:
    for who, place, model in (("a", cast.centre_a, "甲的模式"), ("b", cast.centre_b, "乙的模式")):
        browser = client_of(cast, f"public_health_{who}")
        assert write(browser, place, send=True, service_model=model).status_code == 302
    office = client_of(cast, "project_office")
    page = office.get(URL)
    assert [each.institution for each in page.context["shown"]] == [cast.centre_a, cast.centre_b]
    assert page.context["lines"][0] == ("医防融合服务模式", ["甲的模式", "乙的模式"])
    assert len(page.context["lines"]) == len(SECTIONS)
    one = office.get(URL, {"unit": str(cast.centre_b.pk)})
    assert one.context["lines"][0][1] == ["乙的模式"]
    report = PilotReport.objects.get(institution=cast.centre_a)
    sent = {"back": str(report.pk), "sheet": "back", "key": str(uuid.uuid4())}
    assert office.post(URL, {**sent, "because": ""}).status_code == 422
    assert office.post(URL, {**sent, "because": "请写清人数"}).status_code == 302
    clerk = client_of(cast, "public_health_a")
    assert "请写清人数" in clerk.get(URL, {"write": str(cast.centre_a.pk)}).content.decode()
    assert write(clerk, cast.centre_a, send=True, service_model="甲，320 人").status_code == 302
    assert office.get(URL).context["lines"][0][1] == ["甲，320 人", "乙的模式"]
    assert office.get(URL, {"year": "2023"}).context["shown"] == []


def test_others_neither_read_nor_write(cast: Cast) -> None:
    author = client_of(cast, "public_health_b")
    assert write(author, cast.centre_b, service_model="只是草稿").status_code == 302
    assert "只是草稿" not in client_of(cast, "project_office").get(URL).content.decode(), "a draft is the pilot's own"
    assert write(author, cast.centre_b, send=True, service_model="乙的模式").status_code == 302
    assert "乙的模式" not in client_of(cast, "public_health_a").get(URL).content.decode()
    report = PilotReport.objects.get()
    sent = {"back": str(report.pk), "sheet": "back", "key": str(uuid.uuid4()), "because": "不是我的"}
    assert client_of(cast, "public_health_a").post(URL, sent).status_code == 404
    assert client_of(cast, "public_health_b").post(URL, sent).status_code == 403
    for who in ("public_health_a", "project_office", "doctor", "village_doctor", "finance"):
        assert write(client_of(cast, who), cast.centre_b).status_code == 403
    assert client_of(cast, "admin").get(URL).status_code == 403
    assert client_of(cast, "project_office").get(URL, {"year": "甲"}).status_code == 404
    report.refresh_from_db()
    assert (report.state, report.service_model) == ("submitted", "乙的模式") and PilotReport.objects.count() == 1
