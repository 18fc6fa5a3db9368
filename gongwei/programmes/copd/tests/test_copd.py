"""The whole course of COPD: questionnaire, suspicion, diagnosis, what is owed, who counts; in force only by a plan."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from gongwei.care.models import Enrolment, HealthExam, Referral, ReferralResult
from gongwei.catalogue.judging import judge
from gongwei.catalogue.plans import plan, published, values_on
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast
from gongwei.programmes.copd import rules
from gongwei.programmes.copd.advice import ADVICE
from gongwei.programmes.copd.forms import FOLLOWUP, FORMS, REHABILITATION, RESOURCE, SPIROMETRY
from gongwei.programmes.copd.measures import CRITERIA, MEASURES, STANDARD
from gongwei.programmes.copd.models import Card, Followup, Screening, Spirometry
from gongwei.programmes.copd.screens import confirm, exclude, undecided
from gongwei.programmes.copd.tests.samples import CARD, DAY, VISIT, owed, patient, record, row
from gongwei.records.advice import Advice, Situation
from gongwei.records.fields import Unless, When, described, spec_of
from gongwei.records.shared import unknown_concepts
from gongwei.records.validate import validate

ANSWERS: dict[str, Any] = {
    "cigarettes": 20, "smoke_years": 40, "height": Decimal("168.0"), "weight": Decimal("52.0"), "cough": 1,
    "dyspnea": 2, "biomass": 2, "family_history": 2, "referral": 3, "referral_org": "威海市立医院",
}  # fmt: skip
TODAY = dt.date(2024, 10, 16)


def advice(form: str, values: dict[str, Any], **known: Any) -> Advice:
    given = {"served_on": DAY, "birth_date": dt.date(1955, 3, 1), **known}
    [outcome] = judge("copd", [{**given, **values}])
    return ADVICE[form](Situation(DAY, values, outcome, values_on("copd", DAY)))


def problems(**changes: Any) -> list[tuple[str, str]]:
    facts = {"today": DAY, "diagnosed_on": dt.date(2023, 12, 1)}
    found = validate(FOLLOWUP, {"served_on": DAY, **VISIT, **changes}, facts=facts)
    return [(each.field, each.severity) for each in found]


@pytest.mark.req("COPD-02")
def test_a_plan_puts_the_chapter_into_force_and_code_alone_does_not() -> None:
    assert not plan().in_force("copd", TODAY)
    shanghai = published("310000-shanghai-2024")
    assert shanghai.in_force("copd", TODAY)
    assert shanghai.parameters.of("copd")["visits_per_year"].on(TODAY) == 4


@pytest.mark.req("COPD-02")
def test_what_was_not_read_in_the_official_text_is_marked_to_be_checked() -> None:
    doubtful = {
        name for name, each in plan().parameters.of("copd").items()
        if (winner := each.winner(TODAY)) is not None and winner.sure == "?"
    }  # fmt: skip
    assert {"visits_per_year", "worse_cat", "spo2_emergency", "sq_pack_3_points", "min_age"} <= doubtful
    assert {"fixed_ratio", "gold_2_below", "recheck_days"}.isdisjoint(doubtful)
    assert spec_of(Followup._meta.get_field("symptoms")).sure == "?"


def test_the_forms_hold_their_columns() -> None:
    for form in FORMS:
        assert {name for name, _, _ in described(form.model)} <= set(form.field_names()), form.id
        assert form.id == form.model._meta.db_table
        assert unknown_concepts(form) == []


def test_what_the_rule_calls_complete_is_what_the_form_requires() -> None:
    always = {name for name, _, spec in described(Followup) if spec.required is True}
    seen = {name for name, _, spec in described(Followup) if isinstance(spec.required, Unless)}
    assert (always, seen) == (set(rules.REQUIRED), set(rules.SEEN))
    assert {name for name, _, spec in described(Card) if spec.required is True} == set(rules.CARD_REQUIRED)
    asked = [name for name, _, spec in described(Followup) if type(spec.required) is When]
    assert {"symptom_other", "adr_text", "vaccines"} <= set(asked)


def test_what_must_be_seen_may_be_missing_by_telephone_and_over_the_net() -> None:
    assert problems() == []
    assert ("spo2", "required") in problems(spo2=None)
    for mode in (3, 4):
        assert problems(mode=mode, spo2=None, resp_rate=None, cyanosis=None) == []
    assert problems(fev1=Decimal("2.50"), fvc=Decimal("2.40")) == [("fev1", "hard")]


@pytest.mark.django_db
def test_the_database_refuses_more_in_one_second_than_at_all(cast: Cast) -> None:
    person = patient(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        record(cast, Spirometry, person, DAY, done_at="x", quality=1, fev1=Decimal("2.5"), fvc=Decimal("2.4"))
    kept = record(
        cast,
        Spirometry,
        person,
        DAY,
        done_at="x",
        quality=1,
        post_fev1=Decimal("1.20"),
        post_fvc=Decimal("2.40"),
    )
    assert kept.post_ratio == Decimal("50.0")


@pytest.mark.req("COPD-01")
def test_a_suspicion_becomes_a_patient_or_is_excluded(cast: Cast) -> None:
    ill, well = (cast.register(name, birth_date=dt.date(1955, 3, 1)) for name in ("丛立春", "王清明"))
    first = record(cast, Screening, ill, DAY, **ANSWERS)
    second = record(cast, Screening, well, DAY, **ANSWERS)
    assert first.pack_years == Decimal("40.0")
    everybody = Resident.objects.all()
    waiting = list(undecided(everybody, {"suspect_check_days": 14}, TODAY))
    assert {(one.resident_id, one.due_on) for one in waiting} == {
        (ill.pk, dt.date(2024, 6, 3)),
        (well.pk, dt.date(2024, 6, 3)),
    }
    by = cast.staff["public_health_a"]
    confirm(
        first.pk,
        actor=by,
        confirmed_on=dt.date(2024, 6, 1),
        confirmed_by="威海市立医院",
        from_on=dt.date(2024, 6, 2),
    )
    exclude(second.pk, actor=by, reason="肺功能正常")
    assert list(undecided(everybody, {"suspect_check_days": 14}, TODAY)) == []
    managed = Enrolment.objects.get(resident=ill, programme="copd")
    assert (managed.from_on, managed.diagnosed_on) == (dt.date(2024, 6, 2), dt.date(2024, 6, 1))
    assert not Enrolment.objects.filter(resident=well).exists()


def test_four_visits_an_exam_and_a_lung_function_test_are_owed(cast: Cast) -> None:
    person = patient(cast)
    assert [each.due_on for each in owed(person, "follow_up")] == [
        dt.date(2024, month, day) for month, day in ((3, 31), (6, 30), (9, 30), (12, 31))
    ]
    assert [len(owed(person, step)) for step in ("exam", "spirometry")] == [1, 1]
    record(cast, Followup, person, DAY, **VISIT)
    assert [each.met_on for each in owed(person, "follow_up")] == [DAY, None, None, None]
    assert owed(person, "spirometry")[0].met_on is None
    record(
        cast,
        Followup,
        person,
        dt.date(2024, 6, 20),
        **{**VISIT, "fev1": Decimal("1.2"), "fvc": Decimal("2.4")},
    )
    assert owed(person, "spirometry")[0].met_on == dt.date(2024, 6, 20)


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        ({}, []),
        ({"visit_class": 2}, [dt.date(2024, 6, 3)]),
        ({"visit_class": 3}, [dt.date(2024, 6, 3)]),
        ({"spo2": 89}, [dt.date(2024, 6, 3)]),
        ({"spo2": 90}, []),
    ],
)
def test_a_visit_that_asks_for_it_is_followed_within_two_weeks(
    cast: Cast, changes: Any, due: list[dt.date]
) -> None:
    person = patient(cast)
    record(cast, Followup, person, DAY, **{**VISIT, **changes})
    assert [each.due_on for each in owed(person, "recheck")] == due


@pytest.mark.req("COPD-07")
def test_a_referral_is_traced(cast: Cast) -> None:
    person = patient(cast)
    sent = record(cast, Referral, person, DAY, programme="copd", to_org="威海市立医院", to_dept="呼吸内科",
                  initial_impression="急性加重", reason="危急情况", present_illness="气促加重")  # fmt: skip
    [tracing] = owed(person, "referral_result")
    assert (tracing.due_on, tracing.met_on) == (dt.date(2024, 6, 3), None)
    record(
        cast, ReferralResult, person, dt.date(2024, 5, 28), referral=sent, programme="copd", mode=3, outcome=1
    )
    assert owed(person, "referral_result")[0].met_on == dt.date(2024, 5, 28)


def test_standard_management_names_what_is_missing(cast: Cast) -> None:
    person = patient(cast)
    first = row("copd.managed", person)
    assert first is not None
    assert {each.id for each in CRITERIA if not first[each.id]} >= {
        "served",
        "card_complete",
        "enough_visits",
        "exam_done",
    }
    assert first["enough_visits_lacking"] == 4
    record(cast, Card, person, dt.date(2024, 1, 2), **CARD)
    record(cast, HealthExam, person, DAY)
    for month in (2, 5, 8, 11):
        record(cast, Followup, person, dt.date(2024, month, 20), **VISIT)
    second = row("copd.managed", person)
    assert second is not None and [name for name in STANDARD if not second[name]] == []
    assert (second["served"], second["class_controlled"], second["flu_vaccinated"]) == (True, True, True)
    record(cast, Followup, person, dt.date(2024, 12, 2), **{**VISIT, "visit_class": 2, "psych_adjust": None})
    third = row("copd.managed", person)
    assert third is not None
    assert [name for name in STANDARD if not third[name]] == ["rechecks_in_time", "visits_complete"]
    assert third["class_controlled"] is False


def test_a_suspicion_counts_as_followed_once_it_was_tested(cast: Cast) -> None:
    person = cast.register(birth_date=dt.date(1955, 3, 1))
    record(cast, Screening, person, DAY, **ANSWERS)
    found = row("copd.screened", person)
    assert found is not None and (found["is_suspected"], found["followed_up"]) == (True, False)
    record(cast, Spirometry, person, dt.date(2024, 6, 1), done_at="x", quality=1)
    found = row("copd.screened", person)
    assert found is not None and found["followed_up"] is True


def test_the_panel_of_a_visit_says_class_danger_and_what_to_teach() -> None:
    calm = advice("copd_followup", VISIT)
    assert calm.blocks[0].value == "1 控制满意"
    assert calm.suggested["next_visit_date"] == dt.date(2024, 8, 20)
    bad = {**VISIT, "spo2": 88, "smoke_cur": 10, "inhaler_skill": 2, "vaccines": [3]}
    found = advice("copd_followup", bad)
    assert (found.blocks[1].value, found.suggested["next_step"]) == ("紧急转诊", 4)
    taught = " ".join(line.text for block in found.blocks if block.label == "指导" for line in block.lines)
    assert all(word in taught for word in ("劝戒", "示范", "肺炎球菌", "长期氧疗"))
    assert found.facts["referral_advised"] == "危急情况"


def test_the_panel_of_the_questionnaire_gives_no_score_while_one_is_missing() -> None:
    assert advice("copd_screening", {**ANSWERS, "cough": None}).blocks[0].value == "还没答全"
    found = advice("copd_screening", ANSWERS)
    assert found.blocks[0].value == "27 分，疑似慢阻肺"
    assert found.suggested == {"referral": 3}


@pytest.mark.req("COPD-04")
def test_the_panel_of_a_test_needs_the_values_after_the_bronchodilator() -> None:
    before = advice("copd_spirometry", {"fev1": Decimal("1.20"), "fvc": Decimal("2.40"), "quality": 4})
    assert before.blocks[0].value == "舒张后肺功能未测"
    assert "不能据此诊断" in before.blocks[0].lines[1].text
    after = advice(
        "copd_spirometry",
        {"post_fev1": Decimal("1.20"), "post_fvc": Decimal("2.40"), "fev1_pred": Decimal("45.0")},
    )
    assert [block.value for block in after.blocks] == ["持续气流受限", "GOLD 3 重度"]


def test_every_measure_asks_for_criteria_that_exist() -> None:
    for measure in MEASURES:
        known = {criterion.id for criterion in measure.cohort.criteria}
        assert set(measure.met) <= known, measure.id


@pytest.mark.req("COPD-03", "COPD-04", "COPD-05")
def test_tests_sessions_and_resources_ask_for_what_makes_them_useful() -> None:
    def lacking(form: Any, **values: Any) -> list[str]:
        return [each.field for each in validate(form, {"served_on": DAY, **values}, facts={"today": DAY})]

    assert lacking(SPIROMETRY) == ["done_at", "quality"]
    after = {
        "done_at": "社区健康管理支持中心",
        "quality": 1,
        "post_fev1": Decimal("1.2"),
        "post_fvc": Decimal("2.4"),
    }
    assert lacking(SPIROMETRY, **after) == ["bronchodilator"]
    assert lacking(REHABILITATION) == ["plan", "kinds", "minutes", "outcome"]
    assert lacking(RESOURCE) == ["equipment", "spirometers", "medicines"]
    assert (RESOURCE.of, REHABILITATION.needs_enrolment) == ("institution", True)


@pytest.mark.req("COPD-06")
def test_guidance_of_traditional_medicine_has_its_place_beside_the_paper() -> None:
    [beside] = [group for group in FOLLOWUP.groups if not group.printed]
    assert "tcm_guidance" in {name for line in beside.lines for name in line.fields}
    assert problems(tcm_guidance=[2, 4]) == []
