"""Lists of people that are worked through on a page leave as workbooks: one part at a time, once released."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from gongwei.care.models import Finding, Referral
from gongwei.kernel.clock import now
from gongwei.people.models import AccessLog, Resident
from gongwei.people.tests.cast import TODAY, VILLAGE_B1
from gongwei.web.tests.releasing import cells, taken_out
from gongwei.web.tests.visiting import Township, township

LISTS = (("findings_export", "open"), ("referrals_export", "sent"), ("both_export", "hypertension"))


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Township:
    monkeypatch.setenv("GONGWEI_TODAY", TODAY.isoformat())
    made = township()
    for person in (
        made.patient("hypertension", name="丛立春"), made.patient("hypertension", name="外乡人", village=VILLAGE_B1),
    ):  # fmt: skip
        Finding.objects.create(
            id=uuid.uuid4(), resident=person, institution=person.institution, source_form="health_exam",
            source_id=uuid.uuid4(), kind="bp_left_sys", label="血压", value="182", urgent=True, opened_on=TODAY,
            due_on=TODAY,
        )  # fmt: skip
        by = made.cast.staff["public_health_b" if person.name == "外乡人" else "doctor"]
        Referral.objects.create(
            id=uuid.uuid4(), resident=person, institution=person.institution, staff=by, recorded_by=by,
            recorded_at=now(), served_on=TODAY, programme="hypertension", to_org="市立医院", to_dept="内科",
            reason="血压高",
        )  # fmt: skip
    return made


@pytest.mark.parametrize(("name", "part"), LISTS)
def test_a_part_leaves_once_released_with_ones_own_people_and_is_logged(place: Township, name: str, part: str) -> None:
    url = f"{reverse(f'web:{name}')}?part={part}"
    clerk, office = place.enter("public_health_a"), place.enter("project_office")
    found = cells(taken_out(clerk, office, url))
    assert "丛立春" in found and "外乡人" not in found
    person = Resident.objects.get(name="丛立春")
    assert AccessLog.objects.filter(resident=person, purpose__startswith="导出").exists()
    other = {"open": "done", "sent": "in", "hypertension": "both"}[part]
    assert "申请导出" in clerk.get(f"{reverse(f'web:{name}')}?part={other}").content.decode(), "another part is another"
    assert place.enter("village_doctor").get(url).status_code == 403


def test_a_screening_list_leaves_too_and_unknown_parts_are_refused(place: Township) -> None:
    clerk = place.enter("public_health_a")
    assert "申请导出" in clerk.get(reverse("web:screening_export")).content.decode()
    for name in ("screening_export", "findings_export", "referrals_export"):
        assert clerk.get(f"{reverse(f'web:{name}')}?part=nothing").status_code == 404
        assert place.enter("village_doctor").get(reverse(f"web:{name}")).status_code == 403
    for page, name in (("findings", "findings_export"), ("referrals", "referrals_export"), ("both", "both_export"),
                       ("screening", "screening_export")):  # fmt: skip
        assert reverse(f"web:{name}") in clerk.get(reverse(f"web:{page}")).content.decode()
