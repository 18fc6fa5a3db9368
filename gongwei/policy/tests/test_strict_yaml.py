"""Reading YAML strictly: nothing is taken for what it is not, and every refusal names file and line."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from gongwei.policy.problems import PolicyError
from gongwei.policy.strict_yaml import read_yaml
from gongwei.policy.tests.cast import said


def read(folder: Path, text: str) -> object:
    file = folder / "file.yaml"
    file.write_text(text, encoding="utf-8")
    return read_yaml(file).data


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(PolicyError) as error:
        read(folder, text)
    return said(error)


def test_scalars_are_exact_and_words_stay_words(tmp_path: Path) -> None:
    data = read(
        tmp_path, 'a: 4.2\nb: 2024-05-20\nc: on\nd: true\ne: "12"\nf: 010\ng: ~\nh: 1:30\ni: [1, 2]\n'
    )
    assert data == {
        "a": Decimal("4.2"), "b": dt.date(2024, 5, 20), "c": "on", "d": True, "e": "12",
        "f": "010", "g": None, "h": "1:30", "i": (1, 2),
    }  # fmt: skip


def test_every_key_keeps_its_line(tmp_path: Path) -> None:
    file = tmp_path / "file.yaml"
    file.write_text("a: 1\nb:\n  - c: 2\n", encoding="utf-8")
    source = read_yaml(file)
    assert source.line(("b", 0, "c")) == 3
    assert source.line(("b", 0, "absent")) == 3


def test_all_duplicate_keys_are_refused_at_once(tmp_path: Path) -> None:
    text = refusal(tmp_path, "a: 1\nb: {x: 1, x: 2}\na: 3\n")
    assert "file.yaml:2" in text and "file.yaml:3" in text
    assert "a 已写在第 1 行" in text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &x 1\nb: *x\n", "锚点"),
        ("a: !!python/object:os.system 1\n", "标签"),
        ("a: !!set {x}\n", "标签"),
        ("a: 2024-02-30\n", "不是存在的日期"),
        ("a: [1\n", "合法的 YAML"),
        ("? [a]\n: 1\n", "键应为一个词"),
        ("a: 1\n---\nb: 2\n", "合法的 YAML"),
    ],
)
def test_what_is_not_plain_data_is_refused(tmp_path: Path, text: str, words: str) -> None:
    assert words in refusal(tmp_path, text)


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as error:
        read_yaml(tmp_path / "absent.yaml")
    assert "absent.yaml" in said(error) and "读得到的文件" in said(error)
    with pytest.raises(PolicyError):
        read_yaml(tmp_path)


def test_endless_nesting_is_refused_and_not_a_crash(tmp_path: Path) -> None:
    assert "嵌套层数" in refusal(tmp_path, "a: " + "[" * 3_000)


def test_a_file_in_another_encoding_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "gbk.yaml"
    file.write_bytes("a: 高血压\n".encode("gbk"))
    with pytest.raises(PolicyError) as error:
        read_yaml(file)
    assert "UTF-8" in said(error)
