"""Next year's plan: copied, changed with the loader's errors at the field, signed by all, published byte for byte."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from gongwei.catalogue import plans
from gongwei.catalogue.plans import published
from gongwei.indicators.figures import Figure, Target
from gongwei.people.problems import Conflict, Forbidden, Invalid
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.planning import drafting, sheets
from gongwei.planning.drafting import fingerprint
from gongwei.planning.models import Draft
from gongwei.planning.simulating import changed, effects, money
from gongwei.policy.loading import plan_paths
from gongwei.policy.problems import Key
from gongwei.policy.strict_yaml import read_text

pytestmark = pytest.mark.django_db
BASE, NAME = "371002-huancui-2024", "371002-huancui-2025"


@pytest.fixture
def cast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("GONGWEI_PLANS", str(tmp_path))
    return make_cast()


def begun(cast: Cast) -> Draft:
    return drafting.begin(uuid.uuid4(), BASE, 2025, by=cast.staff["project_office"])


def place_of(draft: Draft, indicator: str) -> int:
    targets = read_text(Path("plan.yaml"), draft.text).data["targets"]
    return next(n for n, each in enumerate(targets) if each["indicator"] == indicator)


def set_value(cast: Cast, draft: Draft, indicator: str, value: str) -> Draft:
    key = ("targets", place_of(draft, indicator), "value")
    return drafting.change(draft, {key: value}, draft.version, by=cast.staff["project_office"])


SIGNERS = ("project_office", "finance", "disabled_federation")


@pytest.mark.req("PLAN-03", "XC-10")
def test_a_plan_stays_below_issued_until_every_body_has_signed_this_very_text(cast: Cast) -> None:
    office = cast.staff["project_office"]
    held = drafting.move(begun(cast), "signing", by=office)
    assert len(held.bodies) == 3
    for body, role in zip(held.bodies, SIGNERS, strict=True):
        with pytest.raises(Invalid, match="还没有签署"):
            drafting.publish(held, by=office)
        assert NAME not in plan_paths()
        drafting.sign(held, body, fingerprint(held), by=cast.staff[role])
    path = drafting.publish(held, by=office)
    assert path.read_bytes() == held.text.encode() and plan_paths()[NAME] == path
    assert published("huancui-2025").file.status == "issued"
    plans.published.cache_clear()
    with pytest.raises(Conflict, match="不能再改"):
        set_value(cast, Draft.objects.get(), "hypertension.standard_rate", "70")


@pytest.mark.req("PLAN-03")
def test_a_change_after_a_signature_asks_for_new_signatures(cast: Cast) -> None:
    office = cast.staff["project_office"]
    held = drafting.move(begun(cast), "signing", by=office)
    old = fingerprint(held)
    drafting.sign(held, held.bodies[0], old, by=office)
    held = set_value(cast, held, "hypertension.standard_rate", "66")
    assert held.state == "draft"
    held = drafting.move(held, "signing", by=office)
    assert drafting.unsigned(held) == held.bodies
    with pytest.raises(Conflict, match="看过新的文本"):
        drafting.sign(held, held.bodies[1], old, by=cast.staff["finance"])


def test_nobody_signs_for_another_body(cast: Cast) -> None:
    held = drafting.move(begun(cast), "signing", by=cast.staff["project_office"])
    for role in ("finance", "public_health_a", "disabled_federation"):
        with pytest.raises(Forbidden, match="请由"):
            drafting.sign(held, held.bodies[0], fingerprint(held), by=cast.staff[role])
    with pytest.raises(Invalid, match="不是联合印发单位"):
        drafting.sign(held, "区教育局", fingerprint(held), by=cast.staff["project_office"])


def test_a_wrong_value_is_refused_at_its_field_and_a_right_one_changes_one_line(cast: Cast) -> None:
    held = begun(cast)
    field = f"targets.{place_of(held, 'hypertension.standard_rate')}.value"
    with pytest.raises(Invalid) as refused:
        set_value(cast, held, "hypertension.standard_rate", "六十六")
    assert "应为数" in refused.value.by_field[field][0]
    assert Draft.objects.get().text == held.text
    made = set_value(cast, held, "hypertension.standard_rate", "66")
    assert sum(a != b for a, b in zip(held.text.splitlines(), made.text.splitlines(), strict=True)) == 1
    with pytest.raises(Conflict, match="已被改过"):
        drafting.change(held, {("public",): "false"}, 1, by=cast.staff["project_office"])
    with pytest.raises(Invalid, match="文件名应为"):
        drafting.rewrite(
            made, made.text.replace("id: huancui-2025", "id: huancuu-2025"), made.version,
            by=cast.staff["project_office"],
        )  # fmt: skip


@pytest.mark.req("PLAN-02")
def test_a_draft_is_consulted_about_and_binds_nobody(cast: Cast) -> None:
    office = cast.staff["project_office"]
    held = begun(cast)
    with pytest.raises(Conflict, match="不在征求意见"):
        drafting.remark(uuid.uuid4(), held, "", "太高", by=cast.staff["public_health_a"])
    held = drafting.move(held, "consultation", by=office)
    made = drafting.remark(uuid.uuid4(), held, "高血压", "66% 太高", by=cast.staff["public_health_a"])
    assert list(held.remarks.all()) == [made]
    plan, _ = drafting.judged(held.name, held.text)
    assert plan is not None and not plan.file.binding
    with pytest.raises(Invalid, match="尚未印发"):
        sheets.prepare(uuid.uuid4(), plan, "试", by=office)


def test_only_the_office_drafts_and_a_year_that_is_there_is_not_drafted_again(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        drafting.begin(uuid.uuid4(), BASE, 2025, by=cast.staff["finance"])
    with pytest.raises(Invalid, match="已经有了"):
        drafting.begin(uuid.uuid4(), BASE, 2024, by=cast.staff["project_office"])
    held = begun(cast)
    with pytest.raises(Conflict, match="已有人在起草"):
        begun(cast)
    assert drafting.begin(held.pk, BASE, 2025, by=cast.staff["project_office"]) == held


def test_the_simulation_says_who_must_do_how_many_more_and_what_it_costs(cast: Cast) -> None:
    old, held = published(BASE), begun(cast)
    held = set_value(cast, held, "hypertension.standard_rate", "66")
    terms = read_text(Path("plan.yaml"), held.text).data["terms"]
    head = next(n for n, each in enumerate(terms) if each["indicator"] == "funds.per_capita")
    values: dict[Key, str] = {("terms", head, "value"): "99"}
    with pytest.raises(Invalid, match="两处应相同"):
        drafting.change(held, values, held.version, by=cast.staff["project_office"])
    new, _ = drafting.judged(held.name, held.text)
    assert new is not None
    assert [(a.demand, b.demand) for a, b in changed(old, new) if a and b] == [("≥64%", "≥66%")]
    figure = Figure(
        "hypertension.standard_rate",
        "",
        "%",
        "hypertension",
        "institution",
        "1",
        "羊亭",
        130,
        200,
        "",
        Target(),
    )
    (effect,) = effects(old, new, [figure])
    assert (effect.needed_before, effect.needed_after, effect.more, effect.met) == (128, 132, 4, False)
    pool = money(old, new)
    assert sum(each.after for each in pool) == 478_600 * 94 and pool[0].before == pool[0].after
