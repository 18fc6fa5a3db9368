"""Names as people search and sort them: full pinyin and initials (``丛立春`` → ``conglichun``, ``clc``)."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import lazy_pinyin

SURNAMES = {
    "单": "shan",
    "解": "xie",
    "仇": "qiu",
    "查": "zha",
    "曾": "zeng",
    "区": "ou",
    "朴": "piao",
    "盖": "ge",
    "乐": "yue",
    "翟": "zhai",
    "冼": "xian",
    "缪": "miao",
    "尉迟": "yuchi",
    "万俟": "moqi",
    "长孙": "zhangsun",
}
"""Surnames that are read otherwise than the same character inside a name."""


@lru_cache(maxsize=8192)
def _syllables(name: str) -> tuple[str, ...]:
    for length in (2, 1):
        if surname := SURNAMES.get(name[:length]):
            rest = lazy_pinyin(name[length:])
            return (surname, *rest)
    return tuple(lazy_pinyin(name))


def pinyin(name: str) -> str:
    """The whole name in lower-case letters without spaces; other scripts stay as they are."""
    return "".join(_syllables(name)).lower().replace(" ", "")[:200]


def initials(name: str) -> str:
    """The first letter of each syllable."""
    return "".join(syllable[0] for syllable in _syllables(name) if syllable.strip()).lower()[:50]
