"""What the chapter tells the workbench: births that wait to be taken in."""

from __future__ import annotations

import datetime as dt

from gongwei.pages.maternal.reporting import waiting
from gongwei.people.grants import may
from gongwei.web.frame.extensions import Notice
from gongwei.web.frame.scope import Scope


def born(scope: Scope, today: dt.date) -> Notice | None:
    """Only those who may take a birth in are told of it."""
    found = waiting(scope.staff).count() if may(scope.user, "write", "maternal") else 0
    return Notice(f"出生报告 {found} 份，等本机构接收建档", "maternal:births") if found else None


NOTICES = (born,)
