"""Tables of planning; the names here are the public surface."""

from gongwei.planning.models.drafts import Draft, Remark, Signature
from gongwei.planning.models.sheets import Notice, SheetCell, SheetColumn, TaskSheet
from gongwei.planning.models.splits import METHODS, WEIGHTS, Share, Split, Undertaking

__all__ = [
    "METHODS",
    "WEIGHTS",
    "Draft",
    "Notice",
    "Remark",
    "Share",
    "SheetCell",
    "SheetColumn",
    "Signature",
    "Split",
    "TaskSheet",
    "Undertaking",
]
