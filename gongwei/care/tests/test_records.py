"""Saving, correcting and voiding a service."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from gongwei.care.forms import CONSULTATION, ENCOUNTER, EXAM
from gongwei.care.models import Encounter, HealthExam
from gongwei.care.tests.samples import EXAM_DAY, encounter_values, exam_values
from gongwei.care.verbs import EditConflict, save_record, void_record
from gongwei.people.models import Standing
from gongwei.people.problems import Forbidden, Invalid
from gongwei.people.tests.cast import VILLAGE_B1, Cast
from gongwei.records.models import History


def save_encounter(
    cast: Cast, resident_id: int, record_id: uuid.UUID | None = None, **more: Any
) -> Encounter:
    values = more.pop("values", encounter_values())
    actor = more.pop("actor", cast.staff["doctor"])
    saved: Encounter = save_record(
        ENCOUNTER, record_id or uuid.uuid4(), resident_id, values, actor=actor, **more
    )
    return saved


def fields_of(error: pytest.ExceptionInfo[Invalid]) -> set[str]:
    return {problem.field for problem in error.value.problems}


def test_a_saved_record_says_who_gave_it_where_and_when(cast: Cast) -> None:
    record = save_encounter(cast, cast.register().pk)
    assert (record.version, record.staff, record.institution) == (1, cast.staff["doctor"], cast.centre_a)
    assert record.served_on == EXAM_DAY
    assert record.plan == "低盐饮食，一周后复测"


def test_the_same_request_twice_changes_nothing(cast: Cast) -> None:
    resident, record_id = cast.register(), uuid.uuid4()
    first = save_encounter(cast, resident.pk, record_id)
    second = save_encounter(cast, resident.pk, record_id)
    assert (first.pk, second.version, Encounter.objects.count()) == (record_id, 1, 1)
    assert not History.objects.filter(table_name="encounter").exists()


def test_a_correction_needs_the_version_read_and_a_reason_and_keeps_the_old(cast: Cast) -> None:
    record = save_encounter(cast, cast.register().pk)
    changed = {"plan": "转上级医院"}
    with pytest.raises(Invalid) as without_reason:
        save_encounter(cast, record.resident_id, record.pk, values=changed, version=1)
    assert fields_of(without_reason) == {"reason"}
    corrected = save_encounter(
        cast, record.resident_id, record.pk, values=changed, version=1, reason="写错处置"
    )
    assert (corrected.version, corrected.plan, corrected.subjective) == (2, "转上级医院", "头晕三天")
    kept = History.objects.get(table_name="encounter")
    assert (kept.old["plan"], kept.reason, kept.actor) == (
        "低盐饮食，一周后复测", "写错处置", str(cast.staff["doctor"].pk),
    )  # fmt: skip


def test_two_people_at_once_get_both_sides_and_nothing_is_lost(cast: Cast) -> None:
    record = save_encounter(cast, cast.register().pk)
    save_encounter(cast, record.resident_id, record.pk, values={"plan": "甲的更正"}, version=1, reason="更正")
    with pytest.raises(EditConflict) as conflict:
        save_encounter(
            cast, record.resident_id, record.pk, values={"plan": "乙的更正"}, version=1, reason="更正"
        )
    assert conflict.value.stored.version == 2
    assert conflict.value.typed == {"plan": "乙的更正"}
    assert conflict.value.differs == ["plan"]
    record.refresh_from_db()
    assert record.plan == "甲的更正"


def test_a_record_number_of_somebody_else_is_refused(cast: Cast) -> None:
    record = save_encounter(cast, cast.register().pk)
    other = cast.register("王清明")
    with pytest.raises(Invalid) as refused:
        save_encounter(cast, other.pk, record.pk)
    assert fields_of(refused) == {"id"}


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2024, 10, 17), "在今天"),
        (dt.date(1958, 2, 28), "早于出生日期"),
    ],
)
def test_a_day_in_the_future_or_before_birth_is_refused(cast: Cast, day: dt.date, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        save_encounter(cast, cast.register().pk, values=encounter_values(served_on=day))
    assert fields_of(refused) == {"served_on"}
    assert words in str(refused.value)
    assert not Encounter.objects.exists()


def close(resident_id: int, state: str, on: dt.date) -> None:
    """End the active standing as the people verbs would."""
    Standing.objects.filter(resident_id=resident_id, to_on=None).update(to_on=on)
    words = {
        "reason": "失联",
        "evidence": "三次上门",
        "cause_of_death": "心梗",
        "destination": "烟台",
        "handover": "已交接",
    }
    Standing.objects.create(resident_id=resident_id, state=state, from_on=on, **words)


def test_care_on_the_day_of_death_is_kept_and_after_it_refused(cast: Cast) -> None:
    resident = cast.register()
    close(resident.pk, "died", EXAM_DAY)
    assert save_encounter(cast, resident.pk).version == 1
    with pytest.raises(Invalid) as refused:
        save_encounter(cast, resident.pk, values=encounter_values(served_on=EXAM_DAY + dt.timedelta(1)))
    assert "死亡日期" in str(refused.value)


@pytest.mark.parametrize("state", ["moved_out", "lost", "refused"])
def test_care_after_the_record_was_closed_is_refused_and_before_it_kept(cast: Cast, state: str) -> None:
    resident = cast.register()
    close(resident.pk, state, EXAM_DAY)
    with pytest.raises(Invalid) as refused:
        save_encounter(cast, resident.pk)
    assert fields_of(refused) == {"served_on"}
    late_entry = save_encounter(
        cast, resident.pk, values=encounter_values(served_on=EXAM_DAY - dt.timedelta(1))
    )
    assert late_entry.version == 1


@pytest.mark.parametrize(
    "role", ["public_health_b", "line", "finance", "admin", "disabled_federation", "project_office"]
)
def test_whoever_has_no_right_here_writes_nothing(cast: Cast, role: str) -> None:
    resident = cast.register()
    with pytest.raises(Forbidden):
        save_encounter(cast, resident.pk, actor=cast.staff[role])
    assert not Encounter.objects.exists()


def test_the_village_doctor_writes_for_the_own_village_only(cast: Cast) -> None:
    here, elsewhere = cast.register(), cast.register("姜处暑", village=VILLAGE_B1)
    assert save_encounter(cast, here.pk, actor=cast.staff["village_doctor"]).version == 1
    with pytest.raises(Forbidden):
        save_encounter(cast, elsewhere.pk, actor=cast.staff["village_doctor"])


def test_a_form_half_sent_names_each_field_and_writes_nothing(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        save_encounter(cast, cast.register().pk, values={"served_on": EXAM_DAY, "subjective": "头晕"})
    assert fields_of(refused) == {"objective", "assessment", "plan"}
    assert not Encounter.objects.exists()


def test_an_unknown_or_computed_field_is_refused_by_name(cast: Cast, limits: dict[str, Any]) -> None:
    resident = cast.register()
    for name in ("version", "voided_at", "resident", "bmi", "nonsense"):
        with pytest.raises(Invalid) as refused:
            save_record(
                EXAM, uuid.uuid4(), resident.pk, exam_values(**{name: 1}), actor=cast.staff["doctor"],
                facts={"parameters": limits},
            )  # fmt: skip
        assert fields_of(refused) == {name}


@pytest.mark.parametrize("text", ["'; DROP TABLE encounter; --", "<script>alert(1)</script>", "%s %(x)s {0}"])
def test_sql_and_html_are_kept_as_the_words_they_are(cast: Cast, text: str) -> None:
    record = save_encounter(cast, cast.register().pk, values=encounter_values(subjective=text))
    record.refresh_from_db()
    assert record.subjective == text


def test_a_ten_megabyte_paste_is_refused_at_its_field(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        save_encounter(cast, cast.register().pk, values=encounter_values(plan="长" * 10_000_000))
    assert fields_of(refused) == {"plan"}


def test_voiding_keeps_the_row_needs_a_reason_and_ends_corrections(cast: Cast) -> None:
    record = save_encounter(cast, cast.register().pk)
    with pytest.raises(Invalid):
        void_record(ENCOUNTER, record.pk, actor=cast.staff["doctor"], reason=" ")
    voided = void_record(ENCOUNTER, record.pk, actor=cast.staff["doctor"], reason="录错人")
    again = void_record(ENCOUNTER, record.pk, actor=cast.staff["doctor"], reason="录错人")
    assert (voided.version, again.version, voided.void_reason) == (2, 2, "录错人")
    with pytest.raises(Invalid) as refused:
        save_encounter(cast, record.resident_id, record.pk, values={"plan": "改"}, version=2, reason="更正")
    assert "作废" in str(refused.value)
    assert Encounter.objects.filter(pk=record.pk).exists()


def test_lines_are_replaced_with_their_record_and_the_former_ones_kept(cast: Cast) -> None:
    resident, record_id = cast.register(), uuid.uuid4()
    values = {"served_on": EXAM_DAY, "reason": "诊断不明", "opinion": "转心内科"}
    hospital = [{"org": "威海市立医院", "doctor": "宫立秋"}]
    actor = cast.staff["doctor"]
    with pytest.raises(Invalid) as nobody:
        save_record(CONSULTATION, record_id, resident.pk, values, actor=actor, rows={"consultants": []})
    assert fields_of(nobody) == {"consultants"}
    save_record(CONSULTATION, record_id, resident.pk, values, actor=actor, rows={"consultants": hospital})
    same = save_record(
        CONSULTATION, record_id, resident.pk, values, actor=actor, rows={"consultants": hospital}
    )
    assert same.version == 1
    two = [*hospital, {"org": "环翠区人民医院", "doctor": "戚白露"}]
    changed = save_record(
        CONSULTATION,
        record_id,
        resident.pk,
        {},
        actor=actor,
        rows={"consultants": two},
        version=1,
        reason="补一家",
    )
    assert [row.org for row in changed.consultants.all()] == ["威海市立医院", "环翠区人民医院"]
    assert History.objects.filter(table_name="consultation_consultant").count() == 1


def test_the_database_refuses_to_delete_a_record(cast: Cast) -> None:
    record = save_encounter(cast, cast.register().pk)
    with pytest.raises(Exception, match="delete"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM encounter WHERE id = %s", [record.pk])


def test_the_body_mass_index_follows_height_and_weight(cast: Cast, limits: dict[str, Any]) -> None:
    resident, actor, facts = cast.register(), cast.staff["doctor"], {"parameters": limits}
    exam = save_record(EXAM, uuid.uuid4(), resident.pk, exam_values(), actor=actor, facts=facts)
    assert exam.bmi == Decimal("22.0")
    heavier = save_record(
        EXAM,
        exam.pk,
        resident.pk,
        {"weight": Decimal("75.0")},
        actor=actor,
        facts=facts,
        version=1,
        reason="称错",
    )
    assert heavier.bmi == Decimal("27.5")
    unmeasured = HealthExam.objects.filter(pk=exam.pk)
    unmeasured.update(height=None)
    assert unmeasured.get().bmi is None


def test_glucose_in_milligrams_is_kept_in_both_units(cast: Cast, limits: dict[str, Any]) -> None:
    values = exam_values(fasting_glucose=None, fasting_glucose_mgdl=Decimal("93.6"))
    exam = save_record(
        EXAM,
        uuid.uuid4(),
        cast.register().pk,
        values,
        actor=cast.staff["doctor"],
        facts={"parameters": limits},
    )
    assert (exam.fasting_glucose, exam.fasting_glucose_mgdl) == (Decimal("5.20"), Decimal("93.6"))
