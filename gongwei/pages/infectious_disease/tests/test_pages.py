"""The pages of chapter 11: the clock, missed reports, the curve, readiness, the line list, and who is refused."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from gongwei.care.models import Encounter
from gongwei.kernel.clock import now
from gongwei.pages.infectious_disease.clock import time_left
from gongwei.pages.infectious_disease.missed import named_in
from gongwei.people.models import AccessLog, Resident
from gongwei.people.tests.cast import VILLAGE_B1, Cast, make_cast
from gongwei.programmes.infectious_disease.forms import CARD, FOODBORNE, READINESS
from gongwei.programmes.infectious_disease.models import Card, Entry
from gongwei.programmes.infectious_disease.tests.samples import after, card, save, save_card

pytestmark = pytest.mark.django_db
PAGES = ("clock", "missed", "curve", "readiness", "lines")


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def enter(cast: Cast, role: str = "public_health_a") -> Client:
    client = Client()
    client.force_login(cast.user(role))
    return client


def seen(client: Client, name: str, **asked: str) -> str:
    """The page's words."""
    answer = client.get(reverse(f"infectious_disease:{name}"), asked)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def visit(cast: Cast, person: Resident, assessment: str, day: dt.date = dt.date(2024, 10, 10)) -> Encounter:
    by = cast.staff["doctor"]
    return Encounter.objects.create(
        id=uuid.uuid4(), resident=person, institution=cast.centre_a, staff=by, served_on=day, recorded_at=now(),
        recorded_by=by, subjective="发热", objective="皮疹", assessment=assessment, plan="隔离",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("left", "limit", "tint", "words"),
    [(-60, 1440, "overdue", "超时 60 分钟"), (-180, 1440, "overdue", "超时 3 小时"), (30, 120, "due", "剩 30 分钟"),
     (721, 1440, "later", "剩 12 小时"), (720, 1440, "due", "剩 12 小时"), (60, 120, "due", "剩 60 分钟")],
)  # fmt: skip
@pytest.mark.req("IDR-02")
def test_the_clock_warns_from_half_the_limit_and_in_the_last_half_hour(
    left: float, limit: int, tint: str, words: str
) -> None:
    assert (time_left(left, limit).tint, time_left(left, limit).text) == (tint, words)


@pytest.mark.req("IDR-02", "IDR-05")
def test_a_card_waits_on_the_clock_until_it_is_reported_and_lateness_needs_a_reason(cast: Cast) -> None:
    held, client = save_card(cast), enter(cast)
    assert "丛小满" in seen(client, "clock") and "超时" in seen(client, "clock")
    url = reverse("infectious_disease:report", args=["infectious_disease_card", held.pk])
    client.post(url, {"reported_at": "2024-10-16T00:05", "net_card_no": "N1"})
    held.refresh_from_db()
    assert held.reported_at is None
    client.post(url, {"reported_at": "2024-10-16T00:05", "net_card_no": "N1", "late_reason": "夜间"})
    held.refresh_from_db()
    assert (held.net_card_no, held.audit_status, held.late_reason) == ("N1", 1, "夜间")
    assert "已记下网络报告：丛小满" in seen(client, "clock") and "丛小满" not in seen(client, "clock")


@pytest.mark.req("IDR-02")
def test_ten_cases_in_one_school_suggest_an_event(cast: Cast) -> None:
    for _ in range(9):
        save_card(cast, reported_at=after(1))
    assert "考虑按突发公共卫生事件报告" not in seen(enter(cast), "clock")
    save_card(cast, reported_at=after(1))
    assert "中心幼儿园大二班 7 天内 手足口病 10 例" in seen(enter(cast), "clock")


@pytest.mark.parametrize(
    ("text", "disease"),
    [("手足口病（普通型）", 4000), ("急性细菌性痢疾", 401), ("流感疫苗接种后反应", None), ("排除手足口病", None),
     ("慢性乙型肝炎", 302), ("高血压2级", None), ("否认肺结核", None), ("上感；流行性腮腺炎", 3600)],
)  # fmt: skip
def test_a_diagnosis_is_read_with_what_denies_it(text: str, disease: int | None) -> None:
    assert named_in(text) == disease


@pytest.mark.req("IDR-03")
def test_a_visit_without_a_card_is_found_and_answered_by_a_card_or_a_reason(cast: Cast) -> None:
    person, client = cast.register("丛立春"), enter(cast)
    one, other = visit(cast, person, "手足口病"), visit(cast, cast.register("于惊蛰"), "流行性感冒")
    page = seen(client, "missed")
    assert "丛立春" in page and "于惊蛰" in page and "2 次没有报告卡" in page
    save(cast, CARD, card(id_type=1, id_no=person.id_no, name="丛立春"))
    client.post(reverse("infectious_disease:explain", args=[other.pk]), {"no_card": "1"})
    assert Entry.objects.get().no_card == 1 and Entry.objects.get().encounter == other.pk
    assert "0 次没有报告卡" in seen(client, "missed") and one.pk
    assert AccessLog.objects.filter(purpose="漏报检索").exists()


def test_nobody_explains_a_visit_of_another_township(cast: Cast) -> None:
    held = visit(cast, cast.register("姜白露", VILLAGE_B1), "手足口病")
    url = reverse("infectious_disease:explain", args=[held.pk])
    assert enter(cast).post(url, {"no_card": "1"}).status_code == 404
    assert "姜白露" not in seen(enter(cast), "missed")


@pytest.mark.req("IDR-10")
def test_the_curve_counts_by_onset_with_last_year_beside(cast: Cast) -> None:
    save_card(cast)
    save_card(cast, disease=3900)
    assert "2 例，上年同期 0 例" in seen(enter(cast), "curve")
    assert "1 例，上年同期 0 例" in seen(enter(cast), "curve", disease="3900")
    assert "0 例" in seen(enter(cast, "public_health_b"), "curve")


@pytest.mark.req("IDR-01", "IDR-06", "IDR-07")
def test_months_without_report_and_what_has_run_out_stand_out(cast: Cast) -> None:
    save(cast, FOODBORNE, {"served_on": dt.date(2024, 9, 28), "cases": 0})
    plan = {"served_on": dt.date(2023, 1, 5), "kind": 4, "title": "应急预案", "valid_until": dt.date(2024, 1, 5)}
    save(cast, READINESS, plan)
    page = seen(enter(cast), "readiness")
    assert "零" in page and "未报" in page and "待报" in page and "过期" in page and "缺" in page


def test_the_line_list_holds_the_period_and_leaves_a_trace(cast: Cast) -> None:
    person = cast.register("丛立春")
    save(cast, CARD, card(id_type=1, id_no=person.id_no, name="丛立春"))
    page = seen(enter(cast), "lines", **{"from": "2024-10-01", "to": "2024-10-16"})
    assert "丛立春" in page and "手足口病" in page
    assert AccessLog.objects.filter(purpose="传染病一览表", resident=person).exists()
    assert "丛立春" not in seen(enter(cast), "lines", **{"from": "2024-09-01", "to": "2024-09-30"})


@pytest.mark.req("IDR-09")
def test_another_townships_cards_are_neither_seen_nor_reported(cast: Cast) -> None:
    held, other = save_card(cast), enter(cast, "public_health_b")
    assert all("丛小满" not in seen(other, name) for name in ("clock", "lines"))
    url = reverse("infectious_disease:report", args=["infectious_disease_card", held.pk])
    assert other.post(url, {"net_card_no": "x"}).status_code == 404
    assert Card.objects.get().net_card_no is None


@pytest.mark.parametrize("name", PAGES)
def test_a_role_without_the_right_is_refused(cast: Cast, name: str) -> None:
    assert enter(cast, "finance").get(reverse(f"infectious_disease:{name}")).status_code == 403


def test_a_resident_shows_their_cards(cast: Cast) -> None:
    person = cast.register("丛立春")
    save(cast, CARD, card(id_type=1, id_no=person.id_no, name="丛立春"))
    answer = enter(cast).get(reverse("web:resident", args=[person.pk]))
    assert "传染病报告卡" in answer.content.decode()
