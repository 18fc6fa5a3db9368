"""Tables of money; the names here are the public surface."""

from gongwei.funds.models.books import BOOKS, CATEGORIES, KINDS, LEVELS, POSTINGS, Account, Entry, Posting
from gongwei.funds.models.claims import Claim, ClaimItem
from gongwei.funds.models.cosigned import JointScheme
from gongwei.funds.models.income import Income
from gongwei.funds.models.intent import Cycle, Instalment, Order, OrderMove, Score, ServedPopulation, Source
from gongwei.funds.models.settlement import Correction, LineService, Settlement, SettlementLine
from gongwei.funds.models.supervision import FINDINGS, DetailAccount, FundFinding, FundInspection, Voucher
from gongwei.funds.models.wages import Wage

__all__ = [
    "BOOKS",
    "CATEGORIES",
    "FINDINGS",
    "KINDS",
    "LEVELS",
    "POSTINGS",
    "Account",
    "Claim",
    "ClaimItem",
    "Correction",
    "Cycle",
    "DetailAccount",
    "Entry",
    "FundFinding",
    "FundInspection",
    "Income",
    "Instalment",
    "JointScheme",
    "LineService",
    "Order",
    "OrderMove",
    "Posting",
    "Score",
    "ServedPopulation",
    "Settlement",
    "SettlementLine",
    "Source",
    "Voucher",
    "Wage",
]
