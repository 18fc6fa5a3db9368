"""The schedule of the folder is the printed one, and an unclear file is refused."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from gongwei.catalogue.plans import plan
from gongwei.policy.problems import PolicyError
from gongwei.programmes.immunization.nip import FOLDER, schedule

ROUTINE = ("HepB", "BCG", "Polio", "DTaP", "DT", "MMR", "JE-L", "MPSV-A", "MPSV-AC", "HepA-L")


@pytest.mark.req("VAC-02")
def test_the_routine_schedule_has_22_doses() -> None:
    doses = {each: len(schedule().of(each).doses) for each in ROUTINE}
    doses["DT"] = 1
    assert sum(doses.values()) == 22


def test_the_printed_ages_of_the_schedule() -> None:
    printed = {
        "HepB": ["0d", "1m", "6m"], "Polio": ["2m", "3m", "4m", "4y"], "DTaP": ["3m", "4m", "5m", "18m"],
        "MMR": ["8m", "18m"], "JE-L": ["8m", "2y"], "MPSV-A": ["6m", "9m"], "MPSV-AC": ["3y", "6y"],
        "HepA-L": ["18m"], "HepA-I": ["18m", "24m"], "DTaP5": ["2m", "4m", "6m", "18m", "6y"],
    }  # fmt: skip
    assert {each: [dose.age.text for dose in schedule().of(each).doses] for each in printed} == printed


def test_every_free_vaccine_costs_nothing_and_every_clause_exists() -> None:
    library = plan().library
    refs = [each.ref for each in schedule().vaccines] + [each.ref for each in schedule().series]
    assert [ref for ref in refs if library.complaint(ref)] == []
    assert {each.id for each in schedule().vaccines if each.free} >= {
        "HepB",
        "BCG",
        "IPV",
        "bOPV",
        "MMR",
        "HPV2",
    }


def test_lengths_are_added_in_whole_months() -> None:
    month = schedule().of("HepB").doses[1].age
    assert dt.date.fromordinal(month.after(dt.date(2024, 1, 31).toordinal())) == dt.date(2024, 2, 29)
    assert (str(month), month.length) == ("1月龄", "1个月")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("series.yaml", "age: 6m, interval: 60d", "age: 6, interval: 60d", "应写成 28d、6m、3y"),
        ("series.yaml", "since_first: 4m", "since_frist: 4m", "不认识的键 since_frist"),
        ("series.yaml", "id: MMR", "id: MPSV-A", "程序 MPSV-A 写了两次"),
        (
            "series.yaml",
            "age: 3m, interval: 28d, finish: 12m, give: [IPV]",
            "age: 3m, finish: 12m, give: [IPV]",
            "间隔",
        ),
        ("series.yaml", "give: [BCG]", "give: [BGC]", "疫苗 BGC 不存在"),
        (
            "series.yaml",
            "age: 24m, interval: 6m, finish: 3y",
            "age: 24m, interval: 6m, finish: 2y",
            "完成年龄应晚于",
        ),
        ("vaccines.yaml", "code: 2, id: BCG", "code: 1, id: BCG", "疫苗代码 1 写了两次"),
        ("vaccines.yaml", "series: JE-L}", "series: JEL}", "计入的程序 JEL 不存在"),
    ],
)
def test_an_unclear_file_is_refused(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    for name in ("series.yaml", "vaccines.yaml"):
        shutil.copy(FOLDER / name, tmp_path / name)
    text = (tmp_path / file).read_text(encoding="utf8")
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new, 1), encoding="utf8")
    with pytest.raises(PolicyError) as refused:
        schedule(tmp_path)
    assert said in str(refused.value)
