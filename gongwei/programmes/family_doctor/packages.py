"""Service packages as data: what is promised to whom, how often, at what price, and who pays which part (FD-03, FD-10).

One file per region in ``packages/``; a county puts its own into ``packages/`` of its folder GONGWEI_PLANS. Loading is
strict: an unknown key, a service named twice or parts that do not add up to the price refuse the file with the line.
"""

from __future__ import annotations

import datetime as dt
import os
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from gongwei.care.key_groups import BY_ID
from gongwei.kernel.region import NATION
from gongwei.policy.problems import PolicyError, Problem
from gongwei.policy.shape import RefText, Shape, fit
from gongwei.policy.strict_yaml import read_yaml
from gongwei.programmes.family_doctor.codes import PAYER

FOLDER = Path(__file__).parent / "packages"
EVERYBODY = "general"
Amount = int | Decimal
Sure = Literal["V", "K", "?"]


class Part(Shape):
    """What one payer gives of the fee of a person-year."""

    payer: Literal["resident", "insurance", "programme", "disabled_federation"]
    amount: Amount
    ref: RefText
    sure: Sure = "V"


class Item(Shape):
    """One promised service: ``chapter.step`` names the obligation that shows it due, done or missed."""

    service: Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_0-9]+$")]
    label: Annotated[str, Field(min_length=1)]
    times: Annotated[int, Field(gt=0)]
    per: Literal["year", "course"] = "year"


class Entitlement(Shape):
    """A right beside the services: booking a specialist, long prescriptions (FD-11)."""

    id: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    label: Annotated[str, Field(min_length=1)]
    quota: Annotated[int | None, Field(gt=0)] = None


class Package(Shape):
    """A package: for whom, what, how often, at what price, paid by whom, in force from when to when (inclusive)."""

    code: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9-]+$")]
    name: Annotated[str, Field(min_length=1)]
    version: Annotated[str, Field(min_length=1)]
    kind: Literal["basic", "personal"]
    groups: Annotated[tuple[str, ...], Field(min_length=1)]
    price: Amount
    parts: tuple[Part, ...] = ()
    from_on: Annotated[dt.date, Field(alias="from")]
    to_on: Annotated[dt.date | None, Field(alias="to")] = None
    items: Annotated[tuple[Item, ...], Field(min_length=1)]
    entitlements: tuple[Entitlement, ...] = ()
    ref: RefText
    sure: Sure = "V"

    @model_validator(mode="after")
    def _whole(self) -> Package:
        paid = sum((Decimal(part.amount) for part in self.parts), Decimal())
        if paid != Decimal(self.price):
            said = "＋".join(f"{PAYER[part.payer]}{part.amount}" for part in self.parts) or "没有写付费方"
            raise ValueError(f"{self.code} 各方分担（{said}）合计 {paid} 元，应等于价格 {self.price} 元")
        if any(Decimal(part.amount) <= 0 for part in self.parts):
            raise ValueError(f"{self.code} 各方分担的金额应大于 0")
        names = [item.service for item in self.items]
        if len(set(names)) < len(names):
            raise ValueError(f"{self.code} 有一项服务写了两次")
        payers = [part.payer for part in self.parts]
        if len(set(payers)) < len(payers):
            raise ValueError(f"{self.code} 有一个付费方写了两次")
        if unknown := [name for name in self.groups if name != EVERYBODY and name not in BY_ID]:
            raise ValueError(f"{self.code} 的人群 {'、'.join(unknown)} 不在重点人群定义里")
        if self.to_on is not None and self.to_on < self.from_on:
            raise ValueError(f"{self.code} 的止期早于起期")
        return self

    def holds(self, on: dt.date) -> bool:
        """In force on the day, both ends included."""
        return self.from_on <= on and (self.to_on is None or on <= self.to_on)

    def fits(self, groups: tuple[str, ...]) -> bool:
        """Whether somebody of these key groups may have it."""
        return EVERYBODY in self.groups or not set(self.groups).isdisjoint(groups)

    def part(self, payer: str) -> Decimal:
        """What that payer gives; 0 for one that is not named."""
        return next((Decimal(part.amount) for part in self.parts if part.payer == payer), Decimal())


class Quota(Shape):
    """The advised amount of public-health money in a package per person (FD-09): an advice, to be adjusted by group."""

    amount: Amount
    ref: RefText
    sure: Sure = "V"


class PackageFile(Shape):
    """All packages of a region."""

    region: Annotated[str, Field(pattern=r"^\d{6}$")]
    quota: Quota | None = None
    packages: Annotated[tuple[Package, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _once(self) -> PackageFile:
        for package in self.packages:
            others = [each for each in self.packages if each.code == package.code and each is not package]
            for other in others:
                if package.holds(other.from_on) or other.holds(package.from_on):
                    raise ValueError(f"{package.code} 有两个版本同时有效，请给旧版本写止期")
        return self


def load(file: Path) -> PackageFile:
    """One file, or every complaint about it with its line."""
    source = read_yaml(file)
    found, problems = fit(PackageFile, source)
    if found is None:
        raise PolicyError(problems)
    return found


def files() -> list[Path]:
    """The files that come with gongwei, then the county's own."""
    own = os.environ.get("GONGWEI_PLANS")
    folders = (FOLDER, *([Path(own) / "packages"] if own else []))
    return [file for folder in folders for file in sorted(folder.glob("*.yaml"))]


@cache
def of_region(region: str) -> PackageFile:
    """The region's packages (a county's own file comes before ours), else the nation's."""
    known: dict[str, PackageFile] = {}
    for file in files():
        loaded = load(file)
        known[loaded.region] = loaded
    if region in known:
        return known[region]
    if NATION not in known:
        raise PolicyError(
            [Problem(FOLDER, 1, (), "应有国家层面的服务包文件", "请补上 region: 000000 的文件")]
        )
    return known[NATION]


def offered(region: str, on: dt.date) -> tuple[Package, ...]:
    """The packages in force on a day."""
    return tuple(package for package in of_region(region).packages if package.holds(on))


def named(region: str, code: str, on: dt.date) -> Package | None:
    """The version of a package in force on the day; the last one where it has ended; None for an unknown code."""
    versions = sorted((p for p in of_region(region).packages if p.code == code), key=lambda p: p.from_on)
    return next((p for p in versions if p.holds(on)), versions[-1] if versions else None)


def proposed(region: str, groups: tuple[str, ...], on: dt.date) -> tuple[Package, ...]:
    """What fits a person by key groups: the basic package of everybody and those of each group (FD-04)."""
    return tuple(p for p in offered(region, on) if p.kind == "basic" and p.fits(groups))


def fee(packages: tuple[Package, ...]) -> dict[str, Decimal]:
    """The yearly fee of several packages together, by payer."""
    return {payer: sum((package.part(payer) for package in packages), Decimal()) for payer in PAYER}
