"""What cannot be true, or is doubtful, across several fields of 健康体检表 (spec 01 b5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from gongwei.kernel.dates import add_years
from gongwei.records.chronic import glucose_from_mg_dl
from gongwei.records.layout import Check, Problem

Values = Mapping[str, Any]

MALE = 1
FEMALE_ONLY = {
    "breast": "乳腺",
    "vulva": "外阴",
    "vagina": "阴道",
    "cervix": "宫颈",
    "corpus_uteri": "宫体",
    "adnexa": "附件",
    "cervical_smear": "宫颈涂片",
}
TEETH = {2: ("缺齿", "teeth_missing"), 3: ("龋齿", "teeth_caries"), 4: ("义齿", "teeth_denture")}
QUADRANTS = ("lu", "ru", "ll", "rl")


def blood_pressure_taken(values: Values, facts: Values) -> list[Problem]:
    """At least one side is measured in a finished exam; a side has both its values."""
    found = []
    sides = {
        "左侧": ("bp_left_sys", "bp_left_dia"),
        "右侧": ("bp_right_sys", "bp_right_dia"),
    }
    for side, pair in sides.items():
        missing = [name for name in pair if values.get(name) is None]
        if len(missing) == 1:
            found.append(Problem(missing[0], "required", f"{side}血压只填了一个数，收缩压和舒张压都要填"))
    nothing = all(values.get(name) is None for pair in sides.values() for name in pair)
    if nothing and not values.get("unfinished"):
        found.append(Problem("bp_left_sys", "required", "血压至少测一侧"))
    return found


def ages_in_order(start: str, quit: str, what: str) -> Check:
    """Started ≤ gave up ≤ present age."""

    def check(values: Values, facts: Values) -> list[Problem]:
        began, ended, age = values.get(start), values.get(quit), facts.get("age")
        found = []
        if began is not None and ended is not None and ended < began:
            found.append(Problem(quit, "hard", f"戒{what}年龄 {ended} 岁早于开始年龄 {began} 岁，请核对"))
        for name, value in ((start, began), (quit, ended)):
            if value is not None and age is not None and value > age:
                word = "开始" if name == start else "戒"
                found.append(
                    Problem(name, "hard", f"{word}{what}年龄 {value} 岁大于体检时年龄 {age} 岁，请核对")
                )
        return found

    return check


def absent_when(field: str, code: int, others: tuple[str, ...], message: str) -> Check:
    """Nothing is filled in where the leading answer says there is nothing (不锻炼, 从不吸烟 …)."""

    def check(values: Values, facts: Values) -> list[Problem]:
        if values.get(field) != code:
            return []
        filled = [name for name in others if values.get(name) not in (None, "", [], 0)]
        return [Problem(name, "hard", message) for name in filled]

    return check


def one_kind_of_diet(values: Values, facts: Values) -> list[Problem]:
    """荤素均衡, 荤食为主 and 素食为主 exclude one another."""
    if len({1, 2, 3} & set(values.get("diet_habits") or ())) > 1:
        return [Problem("diet_habits", "hard", "饮食习惯里荤素均衡、荤食为主、素食为主只能选一个")]
    return []


def women_only(values: Values, facts: Values) -> list[Problem]:
    """Breast, gynaecological examination and smear are refused for men."""
    if facts.get("sex") != MALE:
        return []
    filled = [name for name in FEMALE_ONLY if values.get(name) not in (None, [])]
    return [Problem(name, "hard", f"男性不填{FEMALE_ONLY[name]}，请清空") for name in filled]


def teeth_counted(values: Values, facts: Values) -> list[Problem]:
    """Each kind of tooth trouble has its counts by quadrant, and no counts without the kind."""
    chosen, found = set(values.get("teeth") or ()), []
    for code, (label, stem) in TEETH.items():
        total = sum(values.get(f"{stem}_{place}") or 0 for place in QUADRANTS)
        if code in chosen and total == 0:
            found.append(Problem(f"{stem}_lu", "required", f"齿列选了{label}，请填各象限颗数"))
        if code not in chosen and total > 0:
            found.append(Problem("teeth", "hard", f"填了{label}颗数，齿列请同时选“{label}”，或清空颗数"))
    return found


def glucose_units_agree(values: Values, facts: Values) -> list[Problem]:
    """Glucose given in both units must be the same measurement."""
    mmol, mgdl = values.get("fasting_glucose"), values.get("fasting_glucose_mgdl")
    if mmol is None or mgdl is None:
        return []
    same = glucose_from_mg_dl(mgdl)
    if abs(same - Decimal(mmol)) <= Decimal("0.1"):
        return []
    return [
        Problem(
            "fasting_glucose", "hard", f"空腹血糖 {mgdl} mg/dL 应为 {same} mmol/L，请只填化验单上的一个单位"
        )
    ]


def conclusion_agrees(values: Values, facts: Values) -> list[Problem]:
    """体检无异常 lists no abnormality; an abnormal exam asks whether guidance is really not needed."""
    listed = [name for name in (f"abnormal_{n}" for n in range(1, 5)) if values.get(name)]
    if values.get("assessment") == 1 and listed:
        return [Problem("assessment", "hard", "写了异常，健康评价请选“有异常”，或清空异常")]
    if values.get("assessment") == 2 and 0 in (values.get("guidance") or ()):
        return [Problem("guidance", "soft", "健康评价有异常，健康指导选了“无需”，请核对")]
    return []


def scores_only_when_positive(values: Values, facts: Values) -> list[Problem]:
    """A total is written only after a positive rough screen."""
    pairs = {"elder_cognition": "认知功能", "elder_emotion": "情感状态"}
    return [
        Problem(f"{name}_score", "hard", f"{label}粗筛阴性时不填总分")
        for name, label in pairs.items()
        if values.get(name) == 1 and values.get(f"{name}_score") is not None
    ]


def self_care_as_assessed(values: Values, facts: Values) -> list[Problem]:
    """生活自理能力 equals 老年人生活自理能力评估表 of the same visit (``facts["self_care_level"]``)."""
    level, chosen = facts.get("self_care_level"), values.get("elder_self_care")
    if level is None or chosen is None or level == chosen:
        return []
    return [Problem("elder_self_care", "hard", f"与同日自理能力评估表的结论（{level}）不一致，请改一处")]


def days_in_order(rows: str, began: str, ended: str, labels: tuple[str, str]) -> Check:
    """In each line: in ≤ out ≤ the day of the exam; stays that ended over a year ago are asked about."""

    def check(values: Values, facts: Values) -> list[Problem]:
        day = values.get("served_on") or facts.get("served_on") or facts.get("today")
        found = []
        for number, row in enumerate(values.get(rows) or ()):
            found += _of_stay(f"{rows}-{number}-", row.get(began), row.get(ended), day)
        return found

    def _of_stay(prefix: str, first: Any, last: Any, day: Any) -> list[Problem]:
        if first is not None and last is not None and last < first:
            return [Problem(prefix + ended, "hard", f"{labels[1]} {last} 早于{labels[0]} {first}，请核对")]
        late = [(began, labels[0], first), (ended, labels[1], last)]
        if isinstance(day, dt.date):
            for name, label, value in late:
                if value is not None and value > day:
                    return [Problem(prefix + name, "hard", f"{label} {value} 晚于体检日期 {day}，请核对")]
            if last is not None and last < add_years(day, -1):
                return [Problem(prefix + ended, "soft", f"{labels[1]} {last} 在一年以前，此表只填最近一年的")]
        return []

    return check


def vaccines_given(values: Values, facts: Values) -> list[Problem]:
    """A vaccine was given on or before the day of the exam."""
    day = values.get("served_on") or facts.get("served_on") or facts.get("today")
    return [
        Problem(
            f"non_nip_vaccines-{number}-given_on",
            "hard",
            f"接种日期 {row['given_on']} 晚于体检日期 {day}，请核对",
        )
        for number, row in enumerate(values.get("non_nip_vaccines") or ())
        if day is not None and row.get("given_on") is not None and row["given_on"] > day
    ]


def asked_by_chapters(values: Values, facts: Values) -> list[Problem]:
    """★ items that the person's own programmes ask for (``facts["exam_items"]``: field → label) are done."""
    if values.get("unfinished"):
        return []
    items: Mapping[str, str] = facts.get("exam_items") or {}
    missing = [name for name in items if values.get(name) in (None, "", [])]
    if values.get("fasting_glucose_mgdl") is not None:
        missing = [name for name in missing if name != "fasting_glucose"]
    return [
        Problem(name, "required", f"{items[name]}是此人所在项目要求的体检项目，请补做或勾选“尚有待补项目”")
        for name in missing
    ]
