"""The small cast of the policy tests: one chapter, one county, and the files that a test writes to change them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongwei.policy.problems import PolicyError

CHAPTER = """\
sbp_limit:
  label: 收缩压控制界值
  unit: mmHg
  type: int
  values:
    - {from: 2017-01-01, value: 140, ref: national-spec-2017#7.高血压.二（三）, sure: V}
elderly_age:
  label: 老年人起始年龄
  unit: 岁
  type: int
  values:
    - {from: 2009-01-01, value: 60, ref: gongwei-conventions#人群, sure: "?"}
    - {from: 2017-01-01, value: 65, ref: national-spec-2017#7.高血压.二（三）, sure: V}
    - {from: 2030-01-01, value: null, ref: gongwei-conventions#人群, sure: K}
waist:
  label: 腰围
  unit: cm
  type: decimal
  values:
    - {from: 2017-01-01, value: 90, ref: national-spec-2017#7.高血压.二（一）}
"""

COUNTY = """\
id: sample-2024
label: 样例县2024年
region: "990101"
year: 2024
status: issued
document: sample-2024
edition: national-2017
effective_from: 2024-01-01
documents:
  - id: sample-2024
    title: 样例县2024年实施方案
    issuers: [样例县卫生健康局]
    date: 2024-02-01
    level: county
    region: "990101"
    status: issued
    clauses: {一: 老年人与慢性病, 二: 年中调整}
items:
  - {chapter: hypertension, label: 高血压, group: original, from: 2024-01-01, ref: sample-2024#一}
  - {chapter: elderly, label: 老年人, group: original, from: 2024-04-01, until: 2024-12-01, ref: sample-2024#一}
targets:
  - {indicator: elderly.standard_rate, label: 老年人规范率, operator: ">=", value: 60, unit: "%", ref: sample-2024#一}
"""

PROVINCE = """\
id: upper-2024
label: 样例省2024年
region: "990000"
year: 2024
status: issued
document: upper-2024
edition: national-2017
effective_from: 2024-01-01
documents:
  - id: upper-2024
    title: 样例省2024年实施方案
    issuers: [样例省卫生健康委]
    date: 2024-01-15
    level: province
    region: "990000"
    status: issued
    clauses: {一: 老年人}
items:
  - {chapter: elderly, label: 老年人, group: original, from: 2024-01-01, ref: upper-2024#一}
targets:
  - {indicator: elderly.standard_rate, label: 老年人规范率, operator: ">=", value: 62, unit: "%", ref: upper-2024#一}
"""


def chapter(folder: Path, text: str = CHAPTER) -> Path:
    """The parameter file of a chapter called hypertension."""
    file = folder / "programmes" / "hypertension" / "parameters.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def plan(folder: Path, text: str = COUNTY) -> Path:
    """A plan file under the name that its region and id demand."""
    values = dict(line.split(": ", 1) for line in text.splitlines() if line.startswith(("id: ", "region: ")))
    file = folder / f"{values['region'].strip(chr(34))}-{values['id']}.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def said(error: pytest.ExceptionInfo[PolicyError]) -> str:
    """Everything that a refusal says."""
    return str(error.value)
