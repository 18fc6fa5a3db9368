"""慢病一体化门诊 on the page: a patient is run through, the stuck are seen, only whose turn it is decides (NCD-20)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from gongwei.care.models import PathwayMove, PathwayRun
from gongwei.people.models import Resident
from gongwei.people.tests.cast import TODAY, VILLAGE_B1
from gongwei.web.tests.visiting import Township, township

URL = "/two-diseases/pathway/"


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Township:
    monkeypatch.setenv("GONGWEI_TODAY", TODAY.isoformat())
    return township()


def begin(place: Township, person: Resident, role: str = "doctor", key: str = "") -> Any:
    return place.enter(role).post(URL, {"start": person.pk, "sheet": "start", "key": key or str(uuid.uuid4())})


def decide(place: Township, run: PathwayRun, choice: str, role: str = "doctor", at: str = "", key: str = "") -> Any:
    sent = {"run": run.pk, "at": at or run.step, "sheet": "move", "key": key or str(uuid.uuid4()), "choice": choice}
    return place.enter(role).post(URL, sent)


def stands(person: Resident) -> PathwayRun:
    return PathwayRun.objects.get(resident=person)


@pytest.mark.req("NCD-20")
def test_a_patient_is_run_through_from_the_first_step_to_the_end(place: Township) -> None:
    person, key = place.patient("hypertension", name="于小满"), str(uuid.uuid4())
    assert begin(place, person, key=key).status_code == 302 and begin(place, person, key=key).status_code == 302
    answers = ("平稳，进入复诊", "控制不满意，调整用药", "连续两次不满意，上转", "需要康复", "完成，预约随访")
    for answer in answers:
        assert decide(place, stands(person), answer).status_code == 302, answer
    assert stands(person).step == "follow" and stands(person).ended_on is None
    key = str(uuid.uuid4())
    assert decide(place, stands(person), "控制满意，本次路径完成", key=key).status_code == 302
    assert (stands(person).step, stands(person).ended_on) == ("", TODAY)
    made = PathwayMove.objects.filter(run=stands(person)).order_by("at")
    assert [each.step for each in made] == ["before", "consult", "adjust", "refer", "rehabilitate", "follow"]
    assert {each.by_id for each in made} == {place.cast.staff["doctor"].pk}
    assert begin(place, person).status_code == 302 and PathwayRun.objects.count() == 2, "he may begin anew"


@pytest.mark.req("NCD-20")
@pytest.mark.parametrize(("days", "late"), [(13, 0), (14, 0), (15, 1)])
def test_who_stays_longer_than_the_step_allows_is_stuck(place: Township, days: int, late: int) -> None:
    person, other = place.patient("hypertension", name="于小满"), place.patient("diabetes", name="王白露")
    begin(place, person)
    PathwayRun.objects.update(step="adjust", entered_on=TODAY - dt.timedelta(days))
    page = place.client.get(URL, {"view": "stuck"})
    assert [row["one"].late for row in page.context["rows"]] == ([late] if late else [])
    whole = place.client.get(URL)
    counts = {step.id: (here, stuck) for step, here, stuck in whole.context["steps"]}
    assert counts["adjust"] == (1, int(late > 0)) and counts["before"] == (0, 0)
    outside = place.client.get(URL, {"view": "outside"}).context["rows"]
    assert [row["person"].name for row in outside] == [other.name]
    PathwayRun.objects.update(step="gone")
    assert place.client.get(URL, {"view": "stuck"}).context["rows"], "a step that no definition has is not lost"


@pytest.mark.req("NCD-20")
def test_only_whose_turn_it_is_decides_and_only_where_the_patient_stands(place: Township) -> None:
    person = place.patient("hypertension", name="于小满")
    begin(place, person, "village_doctor")
    assert decide(place, stands(person), "平稳，进入复诊", "village_doctor").status_code == 302
    refused = decide(place, stands(person), "控制满意", "village_doctor")
    assert refused.status_code == 403 and stands(person).step == "consult"
    wrong = decide(place, stands(person), "平稳，进入复诊")
    assert wrong.status_code == 422 and stands(person).step == "consult"
    stale = decide(place, stands(person), "控制满意", at="adjust")
    assert stale.status_code in (409, 422) and "已经到了别的步骤" in stale.content.decode()
    page = place.enter("village_doctor").get(URL)
    assert page.context["rows"][0]["url"] == "" and place.client.get(URL).context["rows"][0]["url"]
    assert PathwayMove.objects.count() == 1
    again = begin(place, person)
    assert again.status_code in (409, 422) and PathwayRun.objects.count() == 1


def test_strangers_and_other_roles_are_refused(place: Township) -> None:
    stranger, healthy = place.patient("hypertension", village=VILLAGE_B1), place.patient(name="毕无病")
    assert begin(place, stranger).status_code == 404 and begin(place, healthy).status_code == 404
    assert begin(place, stranger, "public_health_b").status_code == 302
    run = stands(stranger)
    assert decide(place, run, "平稳，进入复诊").status_code == 404
    assert place.client.get(URL).context["rows"] == []
    assert place.client.get(URL, {"run": str(run.pk)}).status_code == 404
    for role in ("finance", "admin"):
        assert place.enter(role).get(URL).status_code == 403
        assert decide(place, run, "平稳，进入复诊", role).status_code == 403
    assert place.client.get(URL, {"pathway": "nowhere"}).status_code == 404
    assert run.step == stands(stranger).step and not PathwayMove.objects.exists()
