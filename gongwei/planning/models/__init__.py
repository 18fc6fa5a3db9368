"""Tables of planning; the names here are the public surface."""

from gongwei.planning.models.drafts import Draft, Remark, Signature
from gongwei.planning.models.duties import Owner, Portion, Start
from gongwei.planning.models.evidence import Evidence
from gongwei.planning.models.filings import PAPERS, Demand, Filing
from gongwei.planning.models.goals import Goal
from gongwei.planning.models.numbers import TownNumber
from gongwei.planning.models.sheets import Notice, SheetCell, SheetColumn, TaskSheet
from gongwei.planning.models.splits import METHODS, WEIGHTS, Share, Split, Undertaking
from gongwei.planning.models.works import Milestone, Work

__all__ = [
    "METHODS",
    "PAPERS",
    "WEIGHTS",
    "Demand",
    "Draft",
    "Evidence",
    "Filing",
    "Goal",
    "Milestone",
    "Notice",
    "Owner",
    "Portion",
    "Remark",
    "Share",
    "SheetCell",
    "SheetColumn",
    "Signature",
    "Split",
    "Start",
    "TaskSheet",
    "TownNumber",
    "Undertaking",
    "Work",
]
