"""Prevalence among examined children: indicator, label, criterion, definition, among whom. 妇幼统计."""

from __future__ import annotations

STATISTICS: tuple[tuple[str, str, str, str, str | None], ...] = (
    (
        "anaemia",
        "儿童贫血患病率",
        "anaemic",
        "最近一次体检血红蛋白低于界值的儿童数 ÷ 当年查过血红蛋白的儿童数",
        "tested",
    ),
    ("underweight", "儿童低体重率", "underweight", "体重评价为下的儿童数 ÷ 当年体检的儿童数", None),
    ("stunting", "儿童生长迟缓率", "stunted", "身长（高）评价为下的儿童数 ÷ 当年体检的儿童数", None),
    (
        "overweight",
        "3~6岁儿童超重率",
        "overweight",
        "体格发育评价为超重的儿童数 ÷ 当年体检的3~6岁儿童数",
        "preschool",
    ),
    (
        "obesity",
        "3~6岁儿童肥胖率",
        "obese",
        "体格发育评价为肥胖的儿童数 ÷ 当年体检的3~6岁儿童数",
        "preschool",
    ),
    (
        "warning",
        "儿童发育偏异筛查阳性率",
        "warned",
        "发育评估有阳性的儿童数 ÷ 当年做过发育评估的儿童数",
        "asked",
    ),
    (
        "breastfeeding",
        "6月内纯母乳喂养率",
        "breastfed",
        "纯母乳喂养的儿童数 ÷ 当年满月或3月龄体检问过喂养的儿童数",
        "fed",
    ),
)
