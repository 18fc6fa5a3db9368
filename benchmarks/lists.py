"""Lists of residents that nobody typed: the same number makes the same line; one line in so many may be wrong."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import xlsxwriter

from gongwei.kernel.identity import check_character

HEADERS = (
    "姓名", "性别", "出生日期", "身份证号码", "联系电话", "家庭住址", "村居", "民族", "文化程度", "婚姻状况",
    "既往史·疾病",
)  # fmt: skip
FIRST, DAYS = dt.date(1936, 1, 1), 29_989
SURNAMES = "丛于王姜刘毕宋邹宫戚鞠谷苗隋连"
SIGNS = "立春雨水惊蛰清明谷芒种夏至小暑大寒露霜降冬桂兰松柏梅竹荷菊杨柳枫楠槐桐"
SPREAD = 7_919
"""A prime: neighbours in the list are not neighbours in the village or in the alphabet."""
NAME, SEX, BIRTH, NUMBER, PHONE, _, VILLAGE, _, SCHOOL = range(9)


def line(number: int, villages: Sequence[str]) -> list[str]:
    """One person; no two numbers below 14,000,000 have the same card."""
    birth = FIRST + dt.timedelta(number % DAYS)
    serial, sex = number // DAYS, 1 + number % 2
    first17 = f"371081{birth:%Y%m%d}{2 * serial + sex % 2:03d}"
    spread = number * SPREAD
    given = SIGNS[spread // 15 % len(SIGNS)] + SIGNS[spread // 600 % len(SIGNS)]
    return [
        SURNAMES[spread % len(SURNAMES)] + given, "男" if sex == 1 else "女", birth.isoformat(),
        first17 + check_character(first17), f"139{number:08d}", f"{number % 97 + 1}号楼{number % 700 + 1}室",
        villages[spread % len(villages)], "汉族", str(1 + number % 8), "已婚",
        "2 高血压、3" if number % 9 == 0 else "1 无",
    ]  # fmt: skip


def spoilt(cells: list[str], number: int) -> list[str]:
    """The same line with a mistake that people make, another one each time."""
    card = cells[NUMBER]
    mistakes = (
        (NUMBER, card[:6] + "********" + card[14:]),
        (NUMBER, card[:17] + ("0" if card[17] != "0" else "1")),
        (NUMBER, "3.71081E+17"),
        (SEX, "女" if cells[SEX] == "男" else "男"),
        (BIRTH, cells[BIRTH][:5] + "13-40"),
        (VILLAGE, "没有这个村"),
        (NAME, ""),
        (PHONE, cells[PHONE][:6]),
        (SCHOOL, "77"),
    )
    kind = number % (len(mistakes) + 1)
    if kind == len(mistakes):
        return cells[:5]
    place, text = mistakes[kind]
    return [*cells[:place], text, *cells[place + 1 :]]


def lines(count: int, villages: Sequence[str], *, first: int = 0, wrong_of: int = 0) -> Iterator[list[str]]:
    """So many people from ``first`` on; every ``wrong_of``-th line is spoilt."""
    for number in range(first, first + count):
        cells = line(number, villages)
        yield spoilt(cells, number // wrong_of) if wrong_of and number % wrong_of == wrong_of - 1 else cells


def write_csv(place: Path, rows: Iterator[list[str]]) -> None:
    """As another system gives it out."""
    with place.open("w", encoding="utf-8-sig", newline="") as opened:
        csv.writer(opened).writerows(_headed(rows))


def write_book(place: Path, rows: Iterator[list[str]]) -> None:
    """As a workbook, every cell a text."""
    book = xlsxwriter.Workbook(str(place), {"constant_memory": True})
    sheet = book.add_worksheet("名单")
    for number, cells in enumerate(_headed(rows)):
        for column, text in enumerate(cells):
            if text:
                sheet.write_string(number, column, text)
    book.close()


def _headed(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    yield list(HEADERS)
    yield from rows
