"""Typing one service record: what is shown beside it, what follows from saving, correcting, undoing and voiding."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.urls import reverse

from gongwei.catalogue.chapters import forms
from gongwei.obligations.models import Obligation
from gongwei.people.models import AccessLog, Resident, StaffRole
from gongwei.web.models import Draft
from gongwei.web.tests.visiting import (
    FOLLOWUP,
    PRESSURE,
    SUGAR,
    Township,
    new_url,
    record_url,
    township,
    typed,
)

Followup: Any = forms()[FOLLOWUP].model
Records = Followup._default_manager
pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Township:
    return township()


def save(place: Township, person: Resident, **changes: Any) -> Any:
    """A visit typed and saved; the record."""
    request = typed(**changes)
    answer = place.client.post(new_url(person), request)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return Records.get(pk=request["id"])


@pytest.mark.req("NCD-05", "NCD-06")
def test_a_visit_is_saved_and_meets_what_was_owed(place: Township) -> None:
    person = place.patient("hypertension")
    record = save(place, person)
    met = Obligation.objects.filter(
        resident=person, programme="hypertension", step="follow_up", met_by=record.pk
    )
    assert [each.met_on for each in met] == [record.served_on]
    assert record.medicines.get().name == "苯磺酸氨氯地平片"


@pytest.mark.req("NCD-06")
def test_a_phone_call_is_stored_but_meets_no_face_to_face_visit(place: Township) -> None:
    person = place.patient("hypertension")
    record = save(place, person, mode="3")
    assert not Obligation.objects.filter(resident=person, step="follow_up", met_by=record.pk).exists()


@pytest.mark.req("DIG-03")
def test_the_last_visits_stand_beside_the_fields_and_vitals_are_not_brought_over(place: Township) -> None:
    person = place.patient("hypertension")
    save(place, person, served_on="2024-07-09", sbp="156", dbp="92", visit_class="2", smoke_cur="7",
         next_visit_date="2024-07-20")  # fmt: skip
    page = place.client.get(new_url(person)).content.decode()
    assert "2024-07-09" in page and "156/92" in page
    assert '<td class="p bad">156/92' in page
    assert 'name="smoke_cur" value="7"' in page
    assert 'name="sbp" data-kind' in page
    assert "苯磺酸氨氯地平片" in page
    assert "带入上次" in page


@pytest.mark.req("DIG-02", "NCD-08")
def test_the_advice_names_class_clause_and_next_day_and_fills_nothing_in(place: Township) -> None:
    person = place.patient("hypertension")
    save(
        place,
        person,
        served_on="2024-09-20",
        sbp="162",
        dbp="94",
        visit_class="2",
        next_visit_date="2024-10-04",
    )
    asked = typed(sbp="164", dbp="96", visit_class=None, next_visit_date=None)
    page = place.client.post(f"{new_url(person)}advise/", asked).content.decode()
    assert "2 控制不满意" in page
    assert "建议转诊上级医院" in page
    assert "规范7.高血压.二（三）" in page
    assert "2024-10-30 前" in page
    assert "连续第 2 次未达标（09-20）" in page
    assert Records.count() == 1


@pytest.mark.req("NCD-08", "DIG-02")
def test_advice_to_refer_is_followed_or_declined_with_a_reason(place: Township) -> None:
    person = place.patient("hypertension")
    save(
        place,
        person,
        served_on="2024-09-20",
        sbp="162",
        dbp="94",
        visit_class="2",
        next_visit_date="2024-10-04",
    )
    again = {"sbp": "164", "dbp": "96", "visit_class": "2", "next_visit_date": "2024-10-30"}
    refused = place.client.post(new_url(person), typed(**again))
    assert refused.status_code == 422
    assert "系统建议转诊（连续两次控制不满意）" in refused.content.decode()
    save(place, person, **again, advice_declined="患者昨日停药一天，已恢复服药")
    assert Records.filter(resident=person).count() == 2


@pytest.mark.req("NCD-16", "PLAN-35", "DIG-05")
def test_the_panel_says_what_else_this_visit_can_do(place: Township) -> None:
    person = place.patient("hypertension", "diabetes")
    page = place.client.get(new_url(person)).content.decode()
    assert "这次一并完成" in page
    assert "血糖 · 第1季度面对面随访" in page
    assert "接着填" in page


@pytest.mark.req("PLAN-35")
def test_the_panel_promises_nothing_that_the_step_does_not_take(place: Township) -> None:
    """A step that requires a fasting glucose is named as met only once one is typed."""
    person = place.patient("diabetes")
    panel = reverse("web:record_advise", args=[person.pk, SUGAR])
    glucose, visit = "免费空腹血糖检测", "第1季度面对面随访"
    without = place.client.post(panel, typed(PRESSURE)).content.decode()
    assert glucose not in without and visit in without
    assert glucose in place.client.post(panel, typed(PRESSURE, fbg="6.2")).content.decode()


@pytest.mark.req("NCD-17")
def test_a_combined_visit_asks_only_the_rest_and_writes_both(place: Township) -> None:
    person = place.patient("hypertension", "diabetes")
    first = typed(then=f"after:{SUGAR}")
    answer = place.client.post(new_url(person), first)
    assert answer.status_code == 302
    page = place.client.get(answer["Location"]).content.decode()
    assert "不再问" in page
    assert '<input type="hidden" name="sbp" value="138">' in page
    assert '<fieldset class="opts" data-opts="mode"' not in page
    rest = {
        "dorsalis_pedis": "1", "staple_cur": "300", "staple_target": "250", "fbg": "6.2", "hypoglycemia": "1",
    }  # fmt: skip
    shared = {
        name: value for name, value in PRESSURE.items() if not name.startswith(("salt", "heart", "medicines"))
    }
    names = {field.name for field in forms()[SUGAR].model._meta.get_fields()}
    request = typed({name: value for name, value in shared.items() if name in names}, **rest)
    saved = place.client.post(new_url(person, SUGAR), request)
    assert saved.status_code == 302, saved.content.decode()[:4000]
    record: Any = forms()[SUGAR].model._default_manager.get(pk=request["id"])
    assert (record.sbp, record.served_on) == (138, dt.date(2024, 10, 16))
    met = Obligation.objects.filter(resident=person, step="follow_up", met_on__isnull=False)
    assert {each.programme for each in met} == {"hypertension", "diabetes"}


def test_a_visit_tells_nothing_of_a_programme_that_the_account_may_not_read(place: Township) -> None:
    person = place.patient("hypertension", "diabetes")
    chain = f"{FOLLOWUP}:{save(place, person).pk},nonsense,{SUGAR}:not-a-number"
    there = new_url(person, SUGAR) + f"?after={chain}"
    assert "血压(mmHg) 138/82" in place.client.get(there).content.decode()
    roles = StaffRole.objects.filter(staff=place.cast.staff["village_doctor"])
    roles.update(programmes=["diabetes"])
    answer = place.enter("village_doctor").get(there)
    assert answer.status_code == 200
    assert "138" not in answer.content.decode()


def test_saving_leads_to_the_next_person_of_the_list(place: Township) -> None:
    one, other = place.patient("hypertension"), place.patient("hypertension", name="姜白露")
    walk = {"span": "year", "programme": "hypertension", "place": "0", "then": "next"}
    answer = place.client.post(new_url(one), typed(**walk))
    assert answer.status_code == 302
    assert f"/residents/{other.pk}/new/" in answer["Location"]
    page = place.client.get(answer["Location"]).content.decode()
    assert "已保存 丛立春 的高血压患者随访服务记录表" in page
    assert "撤销" in page


def test_undo_voids_what_one_has_just_saved(place: Township) -> None:
    person = place.patient("hypertension")
    record = save(place, person)
    place.client.post(f"{record_url(record)}undo/")
    record.refresh_from_db()
    assert (record.void_reason, record.voided_at is None) == ("录入后撤销", False)
    assert not Obligation.objects.filter(met_by=record.pk).exists()


def test_nobody_undoes_what_another_wrote(place: Township) -> None:
    record = save(place, place.patient("hypertension"))
    answer = place.enter("public_health_a").post(f"{record_url(record)}undo/")
    assert answer.status_code == 403
    record.refresh_from_db()
    assert record.voided_at is None


def test_voiding_needs_a_reason(place: Township) -> None:
    record = save(place, place.patient("hypertension"))
    place.client.post(f"{record_url(record)}void/", {"reason": "  "})
    record.refresh_from_db()
    assert record.voided_at is None
    page = place.client.get(record_url(record)).content.decode()
    assert "请写明作废原因" in page
    place.client.post(f"{record_url(record)}void/", {"reason": "录错了人"})
    record.refresh_from_db()
    assert record.void_reason == "录错了人"
    assert "已作废" in place.client.get(record_url(record)).content.decode()


@pytest.mark.req("DATA-12")
def test_a_correction_needs_a_reason_and_keeps_the_former_version(place: Township) -> None:
    record = save(place, place.patient("hypertension"))
    change = typed(id=str(record.pk), version="1", heart_rate="80")
    refused = place.client.post(record_url(record), change)
    assert refused.status_code == 422
    assert "更正原因" in refused.content.decode()
    assert place.client.post(record_url(record), {**change, "reason": "看错了"}).status_code == 302
    record.refresh_from_db()
    assert (record.version, record.heart_rate) == (2, 80)


def test_who_may_only_read_is_not_asked_for_a_reason(place: Township) -> None:
    """The fields are shown as they are and take no typing; a voided record neither."""
    record = save(place, place.patient("hypertension"))
    mine = place.client.get(record_url(record)).content.decode()
    assert "更正原因" in mine and "<fieldset class=\"bare\" disabled>" not in mine
    theirs = place.enter("project_office").get(record_url(record)).content.decode()
    assert "更正原因" not in theirs and "<fieldset class=\"bare\" disabled>" in theirs
    assert "您的账号只能查看这张表" in theirs and "接着填" not in theirs


def test_two_people_who_change_one_record_see_both_sides(place: Township) -> None:
    record = save(place, place.patient("hypertension"))
    theirs = typed(id=str(record.pk), version="1", sbp="148", reason="核对血压计")
    mine = typed(id=str(record.pk), version="1", sbp="146", reason="重新测量")
    assert place.enter("public_health_a").post(record_url(record), theirs).status_code == 302
    answer = place.client.post(record_url(record), mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "王小满" in page and "148" in page and 'value="146"' in page
    assert '<input type="hidden" name="version" value="2">' in page
    assert place.client.post(record_url(record), {**mine, "version": "2"}).status_code == 302
    record.refresh_from_db()
    assert (record.sbp, record.version) == (146, 3)


def test_a_draft_is_kept_offered_taken_up_and_gone_once_saved(place: Township) -> None:
    person = place.patient("hypertension")
    half = typed(visit_class=None, sbp="141")
    assert place.client.post(f"{new_url(person)}draft/", half).status_code == 204
    page = place.client.get(new_url(person)).content.decode()
    assert f"?draft={half['id']}" in page and 'name="sbp" data-kind' in page
    page = place.client.get(f"{new_url(person)}?draft={half['id']}").content.decode()
    assert 'name="sbp" value="141"' in page
    assert f'name="id" value="{half["id"]}"' in page
    assert place.enter("public_health_a").post(f"{new_url(person)}draft/", half).status_code == 409
    assert place.client.post(new_url(person), {**half, "visit_class": "1"}).status_code == 302
    assert not Draft.objects.exists()


def test_a_draft_of_a_correction_is_not_offered_for_a_new_record(place: Township) -> None:
    person = place.patient("hypertension")
    record = save(place, person)
    place.client.post(f"{new_url(person)}draft/", typed(id=str(record.pk), sbp="140"))
    assert "恢复草稿" not in place.client.get(new_url(person)).content.decode().split("data-draft-offer")[0]


@pytest.mark.req("DATA-16")
def test_opening_a_form_is_logged(place: Township) -> None:
    person = place.patient("hypertension")
    place.client.get(new_url(person))
    assert AccessLog.objects.filter(resident=person, purpose="录入").count() == 1


def test_the_paper_prints_the_visits_side_by_side(place: Township) -> None:
    person = place.patient("hypertension")
    for day, following in (("2024-04-12", "2024-07-10"), ("2024-07-09", "2024-10-08")):
        save(place, person, served_on=day, next_visit_date=following)
    record = save(place, person)
    page = place.client.get(f"{record_url(record)}print/").content.decode()
    assert page.count("138/82") == 3
    assert "2024-04-12" in page and "控制满意" in page
    blank = place.client.get(f"{record_url(record)}print/?blank=1").content.decode()
    assert "138/82" not in blank
    unsigned = place.client.get(f"{record_url(record)}print/?sign=blank&visit={record.pk}").content.decode()
    assert unsigned.count("138/82") == 1


def test_an_unknown_form_or_record_is_not_found(place: Township) -> None:
    person = place.patient("hypertension")
    assert place.client.get(new_url(person, "no_such_form")).status_code == 404
    assert place.client.get(f"/records/{FOLLOWUP}/{uuid.uuid4()}/").status_code == 404
