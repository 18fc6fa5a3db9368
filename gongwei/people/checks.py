"""What a resident's cover and basic information must fulfil before they are saved (spec 01 b2–b4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gongwei.kernel.dates import age_years
from gongwei.kernel.identity import (
    IdentityError,
    disagreements,
    parse_birth_certificate,
    parse_id_card,
    parse_phone,
)
from gongwei.people.models import Resident
from gongwei.people.parsing import parse
from gongwei.people.problems import HARD, REQUIRED, SOFT
from gongwei.records.fields import described
from gongwei.records.layout import Problem

FIELDS = {name: field for name, field, _ in described(Resident) if name != "household_relation"}
"""The fields that a form of the cover or the basic information may hold."""
OLDEST = 120
PHONES = {"phone": "本人电话", "contact_phone": "联系人电话"}
NEEDED = ("name", "sex", "birth_date")

Values = dict[str, Any]


def check_resident(
    typed: Mapping[str, Any], on: dt.date, known: Mapping[str, Any] | None = None
) -> tuple[Values, list[Problem]]:
    """Typed values → (values to keep, problems). Only typed fields are kept; ``known`` are those saved before.

    ``id_century`` (18 or 19) may answer the question of a centenarian's 15-digit number. A field without a place on
    the form is refused by name. A birth date and sex that the number tells need not be typed.
    """
    century = typed.get("id_century") or None
    values, problems = _parsed({name: value for name, value in typed.items() if name != "id_century"})
    everything = {**(known or {}), **values}
    problems += _numbers(values, everything, on, int(century) if century else None)
    problems += _phones(values)
    problems += _dates(everything, on)
    problems += [
        Problem(name, REQUIRED, f"{FIELDS[name].verbose_name}：必须填写")
        for name in NEEDED
        if everything.get(name) is None and not any(p.field == name for p in problems)
    ]
    return values, problems


def _parsed(typed: Mapping[str, Any]) -> tuple[Values, list[Problem]]:
    values: Values = {}
    problems: list[Problem] = []
    for name, raw in typed.items():
        if name not in FIELDS:
            problems.append(Problem(name, HARD, f"{name}：表中没有这一项，请刷新页面后重试"))
            continue
        value = parse(FIELDS[name], raw)
        if isinstance(value, Problem):
            problems.append(value)
        else:
            values[name] = value
    return values, problems


def _numbers(values: Values, everything: Values, on: dt.date, century: int | None) -> list[Problem]:
    """Identity card and birth certificate; fills in birth date and sex that were not typed."""
    problems = []
    if values.get("birth_certificate_no"):
        try:
            values["birth_certificate_no"] = parse_birth_certificate(values["birth_certificate_no"])
        except IdentityError as why:
            problems.append(Problem("birth_certificate_no", HARD, str(why)))
    if not everything.get("id_no"):
        return problems + _no_number(everything)
    if (everything.get("id_type") or 1) != 1:
        return problems
    try:
        card = parse_id_card(everything["id_no"], on, century)
    except IdentityError as why:
        return [*problems, Problem("id_no", HARD, str(why))]
    if "id_no" in values:
        values["id_no"] = card.number
    for name, said in (("birth_date", card.birth_date), ("sex", card.sex)):
        if everything.get(name) is None:
            values[name] = everything[name] = said
    against = disagreements(card, everything["birth_date"], everything["sex"])
    return problems + [Problem(field, HARD, message) for field, message in against.items()]


def _no_number(everything: Values) -> list[Problem]:
    """Without any number the record may stand, but the doctor confirms it: duplicates cannot be found by number."""
    if everything.get("birth_certificate_no"):
        return []
    return [
        Problem("id_no", SOFT, "身份证号：未填写；新生儿可先填出生医学证明号，确无证件号码时请确认后保存")
    ]


def _phones(values: Values) -> list[Problem]:
    problems = []
    for name, label in PHONES.items():
        if values.get(name):
            try:
                values[name] = parse_phone(values[name], label)
            except IdentityError as why:
                problems.append(Problem(name, HARD, str(why)))
    return problems


def _dates(everything: Values, on: dt.date) -> list[Problem]:
    birth = everything.get("birth_date")
    if not isinstance(birth, dt.date):
        return []
    if birth > on:
        return [Problem("birth_date", HARD, f"出生日期：{birth} 晚于今天，请核对")]
    if age_years(birth, on) > OLDEST:
        return [Problem("birth_date", SOFT, f"出生日期：年龄超过{OLDEST}岁，请核对证件后确认")]
    return []
