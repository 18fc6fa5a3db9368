"""Appraisal pages: a round walked by pressing buttons, who sees what, and refusals in words with what was typed."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongwei.appraisal.models import Deduction, Inspection, Objection, Rectification, Round
from gongwei.appraisal.rounds import add_member
from gongwei.appraisal.sampling import drawn
from gongwei.appraisal.tests.village_round import INSTITUTION, VillageRound

pytestmark = pytest.mark.django_db
LARGEST_PAGE = 60_000
OTHERS = ("appraisal_objections", "appraisal_orders", "appraisal_scores", "appraisal_national")


@pytest.fixture
def made() -> VillageRound:
    return VillageRound()


def enter(made: VillageRound, role: str) -> Client:
    client = Client()
    client.force_login(made.year.cast.user(role))
    return client


def press(client: Client, url: str, **typed: Any) -> Any:
    return client.post(url, {"key": str(uuid.uuid4()), **typed})


def of(inspection: Inspection) -> str:
    return reverse("web:appraisal_inspection", args=[inspection.pk])


@pytest.mark.req("APR-03", "APR-06", "APR-10")
def test_a_round_from_opening_to_acceptance_by_pressing_buttons(made: VillageRound) -> None:
    judge, office = enter(made, "public_health_a"), enter(made, "project_office")
    slot = f"huancui-2024-clinic.village.{made.township.pk}.3"
    wrong = press(judge, reverse("web:appraisal"), sheet="open", slot=slot, members="nobody")
    assert wrong.status_code == 422 and "没有在岗人员用账号“nobody”" in wrong.content.decode()
    opened = press(judge, reverse("web:appraisal"), sheet="open", slot=slot, members="")
    assert opened.status_code == 302 and opened["Location"].endswith(f"/rounds/{Round.objects.get().pk}/")
    inspection = Inspection.objects.get()
    assert "还没有抽样" in judge.get(of(inspection)).content.decode()
    assert press(judge, of(inspection), do="draw").status_code == 302
    rows = drawn(inspection)
    url = reverse("web:appraisal_check", args=[rows[0].pk])
    seen = judge.get(url).content.decode()
    assert 'name="outcome"' in seen and 'name="outcome"' not in office.get(url).content.decode()
    assert "未联系上" in seen and "血压" in seen and rows[0].resident.name in seen
    refused = press(judge, url, mode="phone", outcome="untrue", words="", fault=["complete"])
    assert refused.status_code == 422 and "必须写明" in refused.content.decode()
    assert 'value="complete" checked' in refused.content.decode()
    answered = press(judge, url, mode="phone", outcome="untrue", words="本人说没有来过")
    assert answered["Location"] == reverse("web:appraisal_check", args=[rows[1].pk])
    press(judge, answered["Location"], mode="screen", outcome="true", fault=["complete"])
    last = press(judge, reverse("web:appraisal_check", args=[rows[2].pk]), mode="screen", outcome="true")
    assert last["Location"] == of(inspection)
    waits = press(judge, of(inspection), do="submit")
    assert waits.status_code == 422 and "还有 3 项未评：制度和公示、台账与系统一致、居民感受" in waits.content.decode()
    made.complete(inspection)
    press(judge, of(inspection), do="submit")
    assert press(judge, reverse("web:appraisal_round", args=[inspection.round_id]), do="accept").status_code == 302
    inspection.refresh_from_db()
    assert inspection.state == "submitted", "who submits does not accept"
    press(office, of(inspection), do="accept")
    inspection.refresh_from_db()
    page = office.get(of(inspection)).content.decode()
    assert inspection.state == "accepted" and "本人说没有来过" in page and "−13.33" in page and "重算一致" in page
    assert "已折算" in office.get(reverse("web:appraisal_round", args=[inspection.round_id])).content.decode()


def test_what_is_refused_names_the_field_and_keeps_what_was_typed(made: VillageRound) -> None:
    judge, inspection = enter(made, "public_health_a"), made.inspection()
    typed = {"sheet": "deduct", "item": "notice", "points": "半分", "words": "公示过期两个月", "evidence": "照片 1"}
    wrong = press(judge, of(inspection), **typed)
    text = wrong.content.decode()
    assert wrong.status_code == 422 and "扣分：“半分”不是数" in text and "公示过期两个月" in text
    assert press(judge, of(inspection), **{**typed, "points": "0.5", "evidence": ""}).status_code == 422
    assert press(judge, of(inspection), **{**typed, "points": "0.5"}).status_code == 302
    assert Deduction.objects.get().points == 0.5
    assert press(judge, of(inspection), sheet="nonsense").status_code == 404
    assert Client(enforce_csrf_checks=True).post(of(inspection), {"do": "submit"}).status_code in (302, 403)
    checked = Client(enforce_csrf_checks=True)
    checked.force_login(made.year.cast.user("public_health_a"))
    assert checked.post(of(inspection), {"do": "submit", "key": str(uuid.uuid4())}).status_code == 403


@pytest.mark.req("APR-12")
def test_objection_order_report_and_recheck_on_their_pages(made: VillageRound) -> None:
    inspection, _ = made.accepted(untrue=1)
    village, office, judge = (enter(made, role) for role in ("village_doctor", "project_office", "public_health_a"))
    lost = Deduction.objects.get(item="truth")
    blank = press(village, of(inspection), sheet="object", deduction=lost.pk, reason="")
    assert blank.status_code == 422 and "理由和依据：必须填写" in blank.content.decode()
    assert press(village, of(inspection), sheet="object", deduction=lost.pk, reason="有录音").status_code == 302
    held = Objection.objects.get()
    url, of_it = reverse("web:appraisal_objections"), {"of": str(held.pk), "sheet": f"d{held.pk.hex[:8]}"}
    assert press(village, url, **of_it, decision="upheld", answer="好").status_code == 403
    assert press(office, url, **of_it, decision="kept", answer="").status_code == 422
    assert press(office, url, **of_it, decision="kept", answer="两次电话都否认").status_code == 302
    assert "两次电话都否认" in village.get(url).content.decode()
    assert press(judge, of(inspection), sheet="issue", due_on="").status_code == 302
    order = Rectification.objects.get()
    url, report = reverse("web:appraisal_orders"), {"of": str(order.pk), "sheet": f"r{order.pk.hex[:8]}"}
    assert press(judge, url, **report, report="补", evidence="照片").status_code == 403
    assert press(village, url, **report, report="已补访", evidence="照片 2").status_code == 302
    again = {"of": str(order.pk), "sheet": f"c{order.pk.hex[:8]}"}
    assert press(village, url, **again, passed="1", words="合格").status_code == 403
    assert press(judge, url, **again, passed="1", words="").status_code == 422
    assert press(judge, url, **again, passed="1", words="抽 5 份合格").status_code == 302
    assert "抽 5 份合格" in village.get(url + "?show=closed").content.decode()


@pytest.mark.req("APR-05", "APR-26")
def test_another_townships_results_do_not_exist(made: VillageRound) -> None:
    inspection, _ = made.accepted(untrue=1)
    other = enter(made, "public_health_b")
    row = drawn(inspection)[0]
    held = Rectification.objects.create(
        id=uuid.uuid4(), inspection=inspection, demand="整改", ref="huancui-2024#九（二）", due_on="2024-10-30",
        issued_by=made.judge, issued_on="2024-10-16",
    )  # fmt: skip
    for name, key in (("inspection", inspection.pk), ("round", inspection.round_id), ("check", row.pk)):
        assert other.get(reverse(f"web:appraisal_{name}", args=[key])).status_code == 404, name
        assert press(other, reverse(f"web:appraisal_{name}", args=[key]), do="accept").status_code == 404, name
        assert other.get(reverse(f"web:appraisal_{name}", args=[uuid.uuid4()])).status_code == 404, name
    typed = {"of": str(held.pk), "sheet": f"r{held.pk.hex[:8]}", "report": "补", "evidence": "照片"}
    assert press(other, reverse("web:appraisal_orders"), **typed).status_code == 404
    assert press(other, reverse("web:appraisal_orders"), **{**typed, "of": "x"}).status_code == 404
    assert "大西庄" not in other.get(reverse("web:appraisal_scores") + "?by=clinic").content.decode()
    assert Client().get(of(inspection)).status_code == 302


@pytest.mark.parametrize("role", ["finance", "admin", "disabled_federation"])
def test_who_neither_judges_nor_is_judged_is_told_so(made: VillageRound, role: str) -> None:
    inspection, client = made.inspection(), enter(made, role)
    survey = reverse("web:appraisal_survey", args=["satisfaction"])
    scheme = reverse("web:appraisal_scheme", args=[INSTITUTION])
    pages = [reverse("web:appraisal"), of(inspection), survey, scheme, *(reverse(f"web:{name}") for name in OTHERS)]
    for url in pages:
        assert client.get(url).status_code == 403, url
    assert 'href="/appraisal/"' not in client.get(reverse("web:institutions")).content.decode()
    add_member(inspection.round, made.staff(role), by=made.judge)
    assert client.get(of(inspection)).status_code == 200


def test_a_member_without_the_right_to_records_sees_numbers_and_no_names(made: VillageRound) -> None:
    inspection, _ = made.accepted(untrue=1)
    add_member(inspection.round, made.staff("finance"), by=made.judge)
    row = next(each for each in drawn(inspection) if len(each.checks.all()) > 1)
    office, finance = enter(made, "project_office"), enter(made, "finance")
    name = row.resident.name
    assert name in office.get(of(inspection)).content.decode()
    assert name not in finance.get(of(inspection)).content.decode()
    assert finance.get(reverse("web:appraisal_check", args=[row.pk])).status_code == 404


def test_only_the_county_opens_its_boards_and_imports(made: VillageRound) -> None:
    judge, office = enter(made, "public_health_a"), enter(made, "project_office")
    assert judge.get(reverse("web:appraisal_focus")).status_code == 403
    assert office.get(reverse("web:appraisal_focus")).status_code == 200
    typed = {"sheet": "import", "source": "国家评价", "file": "机构,指标,分子,分母\n羊亭中心卫生院,moon,1,2\n"}
    assert press(judge, reverse("web:appraisal_national"), **typed).status_code == 404
    wrong = press(office, reverse("web:appraisal_national"), **typed)
    text = wrong.content.decode()
    assert wrong.status_code == 422 and "没有指标“moon”" in text and 'value="国家评价"' in text


@pytest.mark.req("APR-08")
def test_every_page_is_light_and_opens(made: VillageRound) -> None:
    inspection, _ = made.accepted(untrue=1, faults=("complete",))
    office = enter(made, "project_office")
    pages = [
        reverse("web:appraisal"), of(inspection), reverse("web:appraisal_round", args=[inspection.round_id]),
        reverse("web:appraisal_check", args=[drawn(inspection)[0].pk]), reverse("web:appraisal_focus"),
        *(reverse(f"web:{name}") for name in OTHERS), reverse("web:appraisal_scores") + "?by=doctor",
        reverse("web:appraisal_scores") + "?by=clinic", reverse("web:appraisal_scheme", args=[INSTITUTION]),
        *(reverse("web:appraisal_survey", args=[name]) for name in ("satisfaction", "awareness")),
    ]  # fmt: skip
    for url in pages:
        answer = office.get(url)
        assert answer.status_code == 200 and len(answer.content) < LARGEST_PAGE, url
    focus = office.get(reverse("web:appraisal_focus")).content.decode()
    areas = ("经费落实", "绩效目标完成", "重点人群", "电子健康档案", "群众满意度", "国家评价与自评一致")
    assert all(area in focus for area in areas)
    opened = office.get(reverse("web:appraisal_focus") + f"?place={made.township.pk}").content.decode()
    people = reverse("web:indicator", args=["elderly.standard_rate"])
    assert "老年人规范健康管理" in opened and f'href="{people}"' in opened
    sheet = office.get(reverse("web:appraisal_scores") + "?by=doctor&csv=1")
    assert "真实率" in sheet.content.decode() and "0.6667" in sheet.content.decode()


def test_a_survey_is_kept_once_and_every_question_is_asked(made: VillageRound) -> None:
    office = enter(made, "project_office")
    url = reverse("web:appraisal_survey", args=["awareness"])
    typed = {"sheet": "ask", "place": made.township.pk, "mode": "phone", "free": "1", "doctor": "1"}
    wrong = press(office, url, **typed)
    assert wrong.status_code == 422 and "每年有一次免费体检吗：必须填写" in wrong.content.decode()
    key = str(uuid.uuid4())
    for _ in range(2):
        assert office.post(url, {**typed, "exam": "2", "key": key}).status_code == 302
    assert "100.0%" in office.get(url).content.decode()
