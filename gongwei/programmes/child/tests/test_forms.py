"""The papers: columns by age, cells that an age lacks, what is proposed, printed and refused."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest

from gongwei.catalogue.judging import columns_of, judge
from gongwei.catalogue.plans import values_on
from gongwei.obligations.verbs import record_service
from gongwei.people.problems import Invalid
from gongwei.people.tests.cast import Cast
from gongwei.programmes.child.advice import exam as advise
from gongwei.programmes.child.advice import newborn
from gongwei.programmes.child.exam_forms import EXAM_1_8M, EXAM_3_6Y
from gongwei.programmes.child.file_forms import EYE_EXAM
from gongwei.programmes.child.forms import FORMS
from gongwei.programmes.child.tests.samples import born
from gongwei.records.advice import Situation
from gongwei.records.validate import validate
from gongwei.ui.official import form_view
from gongwei.ui.printing import sheets
from gongwei.ui.visits import Visit

BIRTH = dt.date(2024, 2, 8)
DAY = dt.date(2024, 10, 16)


def eight_months(**changes: Any) -> dict[str, Any]:
    """A healthy boy of eight months on the paper of 1~8 months."""
    values: dict[str, Any] = {
        "contact": 8, "served_on": DAY, "weight": Decimal("8.20"), "weight_grade": 2, "length": Decimal("70.1"),
        "length_grade": 2, "head_circumference": Decimal("44.3"), "complexion": 1, "skin": 1,
        "fontanelle": 1, "eyes": 1,
        "ears": 1, "teeth_count": 2, "chest": 1, "abdomen": 1, "limbs": 1, "rickets_symptoms": [1],
        "rickets_signs": [1],
        "anus_genitalia": 1, "hemoglobin": Decimal(120), "outdoor_hours": Decimal("1.5"), "vitamin_d_iu": 400,
        "warning_8m": [0], "illness": [1], "referral": 1, "guidance": [1, 2], "next_date": dt.date(2025, 2, 8),
    }  # fmt: skip
    return {**values, **changes}


def facts() -> dict[str, Any]:
    """What the checks know of the boy."""
    return {"birth_date": BIRTH, "today": DAY, "parameters": values_on("child", DAY)}


def situation(form: Any, values: dict[str, Any], birth: dt.date = BIRTH, sex: int = 1) -> Situation:
    """The visit as the panel sees it."""
    known = columns_of("child")
    given = {name: value for name, value in values.items() if name in known} | {
        "birth_date": birth,
        "sex": sex,
    }
    whole = dict.fromkeys(form.field_names()) | values | {"sex": sex}
    return Situation(DAY, whole, judge("child", [given])[0], values_on("child", DAY))


@pytest.mark.req("CHILD-02", "CHILD-13")
def test_the_column_of_eight_months_asks_its_own_cells_and_no_others() -> None:
    assert validate(EXAM_1_8M, eight_months(), facts=facts()) == []
    lacking = {
        problem.field for problem in validate(EXAM_1_8M, {"contact": 8, "served_on": DAY}, facts=facts())
    }
    assert {"complexion", "teeth_count", "rickets_signs", "warning_8m"} <= lacking
    assert (
        not {"complexion_young", "mouth", "umbilicus_month", "hearing", "neck_mass", "warning_6m"} & lacking
    )


def test_a_cell_that_the_column_lacks_stays_empty() -> None:
    [problem] = validate(EXAM_1_8M, eight_months(hearing=1), facts=facts())
    assert (problem.field, problem.severity) == ("hearing", "hard")


@pytest.mark.req("CHILD-13")
def test_the_column_must_be_that_of_the_day() -> None:
    [problem] = [each for each in validate(EXAM_1_8M, eight_months(contact=6, hearing=1, neck_mass=2), facts=facts())
                 if each.field == "contact"]  # fmt: skip
    assert "8月龄" in problem.message
    early = {"served_on": dt.date(2024, 2, 1)}
    found = {each.field for each in validate(EXAM_1_8M, eight_months(**early), facts=facts())}
    assert "served_on" in found


@pytest.mark.req("CHILD-13")
def test_a_new_record_opens_in_the_column_of_the_age() -> None:
    assert EXAM_1_8M.opening is not None and EXAM_3_6Y.opening is not None and EYE_EXAM.opening is not None
    known = {**facts(), "served_on": DAY}
    assert EXAM_1_8M.opening(known) == {"contact": 8}
    assert EXAM_3_6Y.opening(known) == {}
    assert EYE_EXAM.opening({**known, "served_on": dt.date(2024, 2, 20)}) == {"contact": 0}


def test_haemoglobin_is_asked_at_eight_months_when_six_months_had_none() -> None:
    asked = {**facts(), "hemoglobin_owed": True}
    [problem] = validate(EXAM_1_8M, eight_months(hemoglobin=None), facts=asked)
    assert (problem.field, problem.severity) == ("hemoglobin", "soft")
    assert validate(EXAM_1_8M, eight_months(hemoglobin=None), facts=facts()) == []


def test_caries_are_not_more_than_teeth_and_acuity_fits_its_scale() -> None:
    values = {"contact": 48, "teeth_count": 20, "caries_count": 21, "vision_scale": 1, "vision_l": Decimal("0.8"),
              "vision_r": Decimal("5.0")}  # fmt: skip
    found = {(each.field, each.severity) for each in validate(EXAM_3_6Y, values) if each.severity == "hard"}
    assert {("caries_count", "hard"), ("vision_l", "hard")} <= found


@pytest.mark.req("CHILD-07", "CHILD-12")
def test_the_panel_names_anaemia_and_draws_the_curve() -> None:
    said = advise(situation(EXAM_1_8M, eight_months(hemoglobin=Decimal(106))))
    assert said.blocks[0].value == "轻度贫血 · 血红蛋白 106 g/L"
    assert said.suggested["weight_grade"] == 2
    assert said.suggested["next_date"] == dt.date(2025, 2, 8)
    weight, length = said.blocks[1].pictures
    [(months, kilograms)] = weight.points
    assert (round(months, 2), kilograms) == (8.25, 8.2)
    assert [line.label for line in length.lines] == ["P3", "P15", "P50", "P85", "P97"]


@pytest.mark.req("CHILD-12", "CHILD-10")
def test_one_positive_warning_sign_advises_referral() -> None:
    said = advise(situation(EXAM_1_8M, eight_months(warning_8m=[4])))
    assert said.suggested["referral"] == 2
    assert said.facts["referral_advised"] == "发育偏异可能"
    asked = validate(EXAM_1_8M, eight_months(warning_8m=[4]), facts={**facts(), **said.facts})
    assert [(each.field, each.severity) for each in asked] == [("referral", "soft")]


@pytest.mark.req("CHILD-08")
def test_the_newborn_panel_refers_at_once_and_names_the_high_risk() -> None:
    from_form = FORMS[0]
    values = {"served_on": DAY, "temperature": Decimal("37.5"), "respiration": 45, "heart_rate": 140,
    "gestational_weeks": 35,
              "birth_weight": Decimal("2.3"), "weight": Decimal("2.4"), "hearing_screen": 3}  # fmt: skip
    said = newborn(situation(from_form, values, dt.date(2024, 10, 10)))
    assert said.blocks[0].value == "立即转诊"
    assert any("高危新生儿" in line.text for line in said.blocks[1].lines)
    assert any("复筛" in line.text for line in said.blocks[1].lines)


def test_every_field_of_the_papers_stands_in_their_layout() -> None:
    for form in FORMS:
        fields = {field.name for field in form.model._meta.get_fields() if hasattr(field, "spec")}
        shown = {item for group in form.groups for line in group.lines for item in line.fields}
        hidden = {name for name in fields - shown if not name.endswith("_other")}
        assert hidden == set(), form.id


@pytest.mark.req("CHILD-02")
def test_the_paper_prints_a_column_per_age_with_dashes_where_nothing_is_examined() -> None:
    done = Visit(DAY, eight_months())
    [sheet] = sheets(EXAM_1_8M, [done], name="于小满")
    assert [cell.lines[0][0].text for cell in sheet.rows[0].cells] == ["满月", "3月龄", "6月龄", "8月龄"]
    hearing = next(row for row in sheet.rows if row.label == "听力")
    assert [cell.lines[0][0].text for cell in hearing.cells] == ["—", "—", "", "—"]
    weight = next(row for row in sheet.rows if row.label == "体重(kg)")
    assert [cell.lines[0][0].text for cell in weight.cells] == ["", "", "", "8.20"]
    blank = sheets(EXAM_1_8M, [])
    assert len(blank) == 1
    assert len(sheets(EYE_EXAM, [])) == 3


def test_the_screen_hides_what_the_column_lacks() -> None:
    view = form_view(EXAM_1_8M, values={"contact": 8})
    unused = {row.label for row in view.rows if row.unused}
    assert {"听力", "脐部", "颈部包块"} <= unused
    assert "血红蛋白值(g/L)" not in unused


@pytest.mark.req("CHILD-02")
def test_an_exam_is_saved_and_meets_its_contact_and_a_wrong_column_is_refused(cast: Cast) -> None:
    child = born(cast, BIRTH)
    values = eight_months(served_on=dt.date(2024, 10, 10))
    with pytest.raises(Invalid, match="请改栏"):
        record_service(EXAM_1_8M, uuid.uuid4(), child.pk, {**values, "contact": 6, "hearing": 1, "neck_mass": 2,
                       "warning_8m": None, "warning_6m": [0]}, actor=cast.staff["doctor"])  # fmt: skip
    saved = record_service(EXAM_1_8M, uuid.uuid4(), child.pk, values, actor=cast.staff["doctor"])
    assert saved.contact == 8
