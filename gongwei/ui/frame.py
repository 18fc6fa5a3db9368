"""What stands around every page: navigation, scope and year, freshness of the figures, who is logged in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from gongwei.kernel.clock import CHINA
from gongwei.ui.figures import day


@dataclass(frozen=True)
class NavItem:
    """One place to go; ``mark`` is the chapter's number, else ``icon`` is drawn. ``short`` has two characters."""

    label: str
    short: str
    url: str
    icon: str = ""
    mark: str = ""
    count: int = 0
    overdue: bool = False
    current: bool = False
    key: str = ""


@dataclass(frozen=True)
class NavGroup:
    """今日, 服务项目 or 管理."""

    label: str
    items: tuple[NavItem, ...]


@dataclass(frozen=True)
class Link:
    """A word and where it leads; an empty address is plain text."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class AsOf:
    """How fresh the figures are: the live database, or build ``build`` of the mart; ``stale`` warns in words."""

    at: dt.datetime
    build: int | None = None
    stale: str = ""
    year: int | None = None

    @property
    def words(self) -> str:
        """截至 10-16 09:41 · 实时, or · 第 289 次构建."""
        said = "实时" if self.build is None else f"第 {self.build} 次构建"
        at = self.at.astimezone(CHINA) if self.at.tzinfo else self.at
        return f"截至 {day(at.date(), self.year)} {at:%H:%M} · {said}"


@dataclass(frozen=True)
class User:
    """Who is logged in."""

    id: int
    name: str
    title: str = ""


@dataclass(frozen=True)
class Frame:
    """Everything ``ui/frame.html`` shows around a page; ``rail`` folds the navigation to two characters.

    ``comfortable`` has taller rows.
    ``tabs`` are the pages of the chapter that the page belongs to.
    ``years`` are the years one may look at; ``addresses`` are the pages behind ``g h``, ``g i`` and ``g s``.
    """

    groups: tuple[NavGroup, ...]
    scope: tuple[Link, ...]
    year: int
    as_of: AsOf
    user: User
    region: str = ""
    search_url: str = ""
    scope_url: str = ""
    log_out_url: str = ""
    settings_url: str = ""
    years: tuple[Link, ...] = ()
    foot: str = ""
    rail: bool = False
    comfortable: bool = False
    tabs: tuple[NavItem, ...] = ()
    addresses: dict[str, str] = field(default_factory=dict)
