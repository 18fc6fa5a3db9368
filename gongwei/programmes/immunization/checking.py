"""What refuses or doubts a dose: expiry, price, contraindication, consent, the child's exam first, the schedule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gongwei.programmes.immunization.forecaster import Given, Judged, forecast
from gongwei.programmes.immunization.histories import histories, settings_of
from gongwei.programmes.immunization.nip import schedule
from gongwei.records.layout import Problem

Values = Mapping[str, Any]
FREE, PAID = 1, 2


def not_expired(values: Values, facts: Values) -> list[Problem]:
    """An expired lot is never given (vaccine-law-2019#接种记录)."""
    day, expiry = values.get("served_on"), values.get("expiry_on")
    if day is None or expiry is None or expiry >= day:
        return []
    return [Problem("expiry_on", "hard", f"这批疫苗 {expiry} 到期，早于接种日期 {day}：不能接种，请换批号")]


def free_costs_nothing(values: Values, facts: Values) -> list[Problem]:
    """A programme vaccine costs nothing, and only the schedule's vaccines are programme vaccines (VAC-02)."""
    if values.get("programme") != FREE:
        return []
    found = []
    if values.get("fee"):
        found.append(Problem("fee", "hard", "免疫规划疫苗免费，收费应为空或 0"))
    code = values.get("vaccine")
    if code is not None and code in _codes() and not schedule().vaccine(code).free:
        found.append(
            Problem(
                "programme", "hard", f"{schedule().vaccine(code).label}不是免疫规划疫苗，请选 2 非免疫规划"
            )
        )
    return found


def healthy_and_agreed(values: Values, facts: Values) -> list[Problem]:
    """Asked before every dose: a contraindication or a refusal stops it (规范三版 3 二（二）)."""
    found = []
    if values.get("contraindication") == 2:
        found.append(Problem("contraindication", "hard", "有接种禁忌，不能接种；请改填“暂缓与禁忌”"))
    if values.get("consent") == 3:
        found.append(Problem("consent", "hard", "监护人不同意，不能接种；请改填“暂缓与禁忌”"))
    if values.get("health_state") == 2:
        found.append(
            Problem("health_state", "soft", "受种者有不适，请确认没有禁忌再接种，或改填“暂缓与禁忌”")
        )
    return found


def examined_first(values: Values, facts: Values) -> list[Problem]:
    """先体检后接种: an exam of child health that is due and not done stops the dose unless a reason is given (VAC-08).

    ``facts["owed"]`` says what is open of a programme on the day; a dose given elsewhere is only written down.
    """
    limits, owed = facts.get("parameters") or {}, facts.get("owed")
    if (
        owed is None
        or not limits.get("exam_first")
        or values.get("elsewhere")
        or values.get("organised") == 4
    ):
        return []
    if values.get("exam_override") or values.get("served_on") != facts.get("today"):
        return []
    lacking = [
        label for label, forms in owed("child") if any(form.startswith("child_exam") for form in forms)
    ]
    if not lacking:
        return []
    return [
        Problem(
            "exam_override",
            "required",
            f"先体检后接种：儿童健康检查还没做（{lacking[0]}）；先体检，或写明理由",
        )
    ]


def as_the_schedule_says(values: Values, facts: Values) -> list[Problem]:
    """A dose too early, too soon after the last one, or of a finished series is doubted: it would not count."""
    day, code, resident = values.get("served_on"), values.get("vaccine"), facts.get("resident_id")
    limits = facts.get("parameters")
    birth = facts.get("birth_date")
    if day is None or code not in _codes() or resident is None or not limits or (birth and day < birth):
        return []
    judged = judged_with(resident, code, day, limits)
    if not judged:
        return []
    if all(each.number is None for each in judged):
        return [Problem("vaccine", "soft", f"按免疫程序本剂不计入：{judged[0].why}。确要登记请确认")]
    number = next(each.number for each in judged if each.number)
    if values.get("dose_no") not in (None, number):
        return [Problem("dose_no", "soft", f"按已登记的接种史，本剂应是第 {number} 剂，请核对")]
    return []


def judged_with(resident: int, code: int, day: Any, limits: Values) -> list[Judged]:
    """How the dose would be judged in each series that it can count in, beside all others but its own day's."""
    history = histories([resident])[resident]
    others = [each for each in history.given if (each.on, each.vaccine) != (day, code)]
    lines = forecast(history.child, [*others, Given(day, code, "~")], day, history.holds, settings_of(limits))
    return [each for line in lines for each in line.judged if each.given.key == "~"]


def _codes() -> frozenset[int]:
    return frozenset(each.code for each in schedule().vaccines)
