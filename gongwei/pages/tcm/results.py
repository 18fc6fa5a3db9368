"""What a stored questionnaire says, in the words and order of the paper."""

from __future__ import annotations

from dataclasses import dataclass

from gongwei.programmes.tcm.codes import GUIDANCE
from gongwei.programmes.tcm.constitutions import ALL, BALANCED, LABELS, main_types
from gongwei.programmes.tcm.models import Elderly

YES, TENDS, NO = 1, 2, 3
FULL = {kind: 25 if kind == BALANCED else 20 for kind in ALL}


@dataclass(frozen=True)
class Result:
    """One constitution: its score, whether it holds, and the guidance given."""

    kind: str
    label: str
    score: int | None
    result: int | None
    guidance: tuple[int, ...]

    @property
    def words(self) -> str:
        """是, 倾向是 or 基本是, 否; what is not answered has no result."""
        tends = "基本是" if self.kind == BALANCED else "倾向是"
        return {YES: "是", TENDS: tends, NO: "否"}.get(self.result or 0, "未答全")

    @property
    def positive(self) -> bool:
        """Not 否."""
        return self.result in (YES, TENDS)

    @property
    def tint(self) -> str:
        """Green for 平和质, amber for a biased constitution that holds."""
        return "" if not self.positive else ("done" if self.kind == BALANCED else "due")

    @property
    def share(self) -> int:
        """The score in per cent of the highest possible, for a bar."""
        return round(100 * (self.score or 0) / FULL[self.kind])

    @property
    def told(self) -> str:
        """The guidance ticked, in words."""
        return "、".join(GUIDANCE.label(code) for code in self.guidance)


def results_of(record: Elderly) -> list[Result]:
    """All nine, in the order of the paper: 平和质 last."""
    return [
        Result(
            kind, LABELS[kind], getattr(record, f"score_{kind}"), getattr(record, f"result_{kind}"),
            tuple(getattr(record, f"guide_{kind}") or ()),
        )
        for kind in ALL
    ]  # fmt: skip


def said(record: Elderly) -> str:
    """阳虚质（倾向是）、平和质（基本是）, the main one first; what could not be told says so."""
    results = results_of(record)
    first = main_types({each.kind: each.score for each in results})
    ordered = sorted(results, key=lambda each: each.kind not in first)
    found = [f"{each.label}（{each.words}）" for each in ordered if each.positive]
    if found:
        return "、".join(found)
    return "没有答全" if record.result_balanced is None else "没有得出体质，请再核对"
