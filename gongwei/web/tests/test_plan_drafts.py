"""Draft pages: an error stands at its field with what was typed; the file goes out and comes back whole."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongwei.catalogue import plans
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.planning.models import Draft, Signature

pytestmark = pytest.mark.django_db
LIST = "/plan/drafts/"
LARGEST_PAGE = 60_000


@pytest.fixture
def cast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("GONGWEI_PLANS", str(tmp_path))
    return make_cast()


def enter(cast: Cast, role: str) -> Client:
    client = Client()
    client.force_login(cast.user(role))
    return client


def press(client: Client, url: str, do: str = "", **more: Any) -> Any:
    given = {"do": do} if do else {}
    return client.post(url, {"key": str(uuid.uuid4()), **given, **more}, follow=True)


def begun(office: Client) -> str:
    press(office, LIST, base="371002-huancui-2024", year="2025")
    return f"{LIST}{Draft.objects.get().pk}/"


def field(page: str, label: str) -> str:
    found = re.search(rf'name="([a-z0-9.]+)" value="[^"]*" aria-label="{label} 值"', page)
    assert found is not None
    return found[1]


def test_an_error_stands_at_its_field_and_what_was_typed_stays(cast: Cast) -> None:
    office = enter(cast, "project_office")
    url = begun(office)
    page = office.get(url).content.decode()
    name = field(page, "高血压患者基层规范管理服务率")
    wrong = press(office, url, "save", version="1", **{name: "六十六"})
    shown = wrong.content.decode()
    assert (
        wrong.status_code == 422
        and re.search(rf'err" name="{name}" value="六十六"', shown)
        and "应为数" in shown
    )
    assert len(shown) < LARGEST_PAGE
    assert "已保存" in press(office, url, "save", version="1", **{name: "66"}).content.decode()
    assert "比下达" not in office.get(url + "simulate/").content.decode()
    simulated = office.get(url + "simulate/").content.decode()
    assert "≥64%" in simulated and "≥66%" in simulated and "还没有统计数据集" in simulated


@pytest.mark.req("PLAN-03")
def test_three_bodies_sign_and_the_file_is_served(cast: Cast, tmp_path: Path) -> None:
    office = enter(cast, "project_office")
    url = begun(office)
    press(office, url, "move", to="signing")
    refused = press(office, url, "publish")
    assert refused.status_code == 422 and "还没有签署，不能印发" in refused.content.decode()
    for role in ("project_office", "finance", "disabled_federation"):
        signer = enter(cast, role)
        sheet = signer.get(url).content.decode()
        body, text_hash = re.findall(
            r'name="body" value="([^"]+)"><input type="hidden" name="hash" value="(\w+)"', sheet
        )[0]
        press(signer, url, "sign", body=body, hash=text_hash)
    assert Signature.objects.count() == 3
    press(office, url, "publish")
    sent = office.get(url + "text/").content
    assert (tmp_path / "371002-huancui-2025.yaml").read_bytes() == sent
    assert "环翠区2025年" in office.get("/plan/compare/?a=huancui-2025&b=huancui-2024").content.decode()
    plans.published.cache_clear()


def test_the_file_form_and_the_page_form_are_one_document(cast: Cast) -> None:
    office = enter(cast, "project_office")
    url = begun(office)
    text = office.get(url + "text/").content
    sent = text.replace(b"public: true", b"public: false # \xe6\x94\xb9")
    press(office, url, "upload", version="1", file=SimpleUploadedFile("a.yaml", sent))
    assert office.get(url + "text/").content == sent
    broken = press(office, url, "upload", version="2", file=SimpleUploadedFile("a.yaml", b"id: x\nid: y\n"))
    assert broken.status_code == 422 and "只能写一次" in broken.content.decode()
    assert office.get(url + "text/").content == sent


def test_a_draft_is_shown_to_others_only_for_consultation(cast: Cast) -> None:
    office, centre = enter(cast, "project_office"), enter(cast, "public_health_a")
    url = begun(office)
    for page in (url, url + "text/", url + "simulate/"):
        assert centre.get(page).status_code == 404
    assert centre.get(f"{LIST}{uuid.uuid4()}/").status_code == 404
    assert press(centre, LIST, base="371002-huancui-2024", year="2026").status_code == 403
    assert enter(cast, "admin").get(LIST).status_code == 403
    press(office, url, "move", to="consultation")
    said = press(centre, url, "remark", about="高血压", words="66% 太高")
    assert "66% 太高" in said.content.decode()
    assert press(centre, url, "save", version="2", **{"targets.0.value": "1"}).status_code == 403
    assert press(enter(cast, "finance"), url, "publish").status_code == 403
    blind = Client(enforce_csrf_checks=True)
    blind.force_login(cast.user("project_office"))
    assert blind.post(url, {"key": str(uuid.uuid4()), "do": "publish"}).status_code == 403


@pytest.mark.req("PLAN-07")
def test_the_year_is_amended_on_one_page(cast: Cast) -> None:
    office = enter(cast, "project_office")
    asked = {"title": "调整目标的通知", "number": "80号", "issued_on": "2024-08-20", "from_on": "2024-09-01"}
    assert office.get("/plan/amend/").status_code == 200 and len(office.get("/plan/amend/").content) < LARGEST_PAGE
    wrong = press(office, "/plan/amend/", **asked, **{"v-elderly.standard_rate": "七十"})
    shown = wrong.content.decode()
    assert wrong.status_code == 422 and "“七十”不是数" in shown and 'value="七十"' in shown and "80号" in shown
    late = press(office, "/plan/amend/", **{**asked, "from_on": "九月"}).content.decode()
    assert "施行日期应写成" in late
    made = press(office, "/plan/amend/", **asked, **{"v-elderly.standard_rate": "70"})
    page = made.content.decode()
    assert made.status_code == 200 and "修订的目标" in page and "≥64%" in page and "≥70%" in page
    assert Draft.objects.get().kind == "amendment" and "2024-09-01 起施行" in page
    for role in ("public_health_a", "finance", "village_doctor"):
        assert enter(cast, role).get("/plan/amend/").status_code == 403
