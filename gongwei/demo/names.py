"""Names that nobody mistakes for real people: local surnames before solar terms, plants and virtues."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from gongwei.people import names
from gongwei.records.synthetic import Array, Rng, draw, texts

SURNAMES = tuple("丛于王姜刘毕宋邹宫戚鞠")
_WEIGHTS = (14, 15, 16, 9, 14, 8, 7, 5, 4, 4, 4)
_SOLAR_TERMS = [
    "立春",
    "雨水",
    "惊蛰",
    "春分",
    "清明",
    "谷雨",
    "立夏",
    "小满",
    "芒种",
    "夏至",
    "小暑",
    "大暑",
    "立秋",
    "处暑",
    "白露",
    "秋分",
    "寒露",
    "霜降",
    "立冬",
    "小雪",
    "大雪",
    "冬至",
    "小寒",
    "大寒",
]
_PLANTS = tuple("松柏竹梅兰菊荷槐榆桐枫杉桂棠薇莲葵苓芷蓉茉藤樟椿")
_VIRTUES = tuple("仁义礼智信诚敬和勤俭谦恕慎思明德善良恒毅")
GIVEN = (
    *_SOLAR_TERMS,
    *_PLANTS,
    *(p + v for p in _PLANTS for v in _VIRTUES),
    *(v + p for v in _VIRTUES for p in _PLANTS),
)


@dataclass(frozen=True)
class Names:
    """A name per person as two indices; relatives share the surname."""

    surname: Array
    given: Array

    def texts(self) -> pa.Array:
        """The names."""
        return self._spread(_WHOLE)

    def pinyin(self) -> pa.Array:
        """As gongwei.people searches and sorts them."""
        return self._spread([names.pinyin(name) for name in _WHOLE])

    def initials(self) -> pa.Array:
        """The first letters."""
        return self._spread([names.initials(name) for name in _WHOLE])

    def _spread(self, words: list[str]) -> pa.Array:
        return texts(words, self.surname * len(GIVEN) + self.given)


_WHOLE = [surname + given for surname in SURNAMES for given in GIVEN]


def draw_names(rng: Rng, count: int) -> Names:
    """A surname by its frequency and a given name; one in eight is a solar term."""
    surname = draw(rng, range(len(SURNAMES)), count, _WEIGHTS)
    terms = len(_SOLAR_TERMS)
    given = np.where(
        rng.random(count) < 0.125, rng.integers(0, terms, count), rng.integers(terms, len(GIVEN), count)
    )
    return Names(surname, given)
