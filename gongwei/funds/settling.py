"""The village's quarter (三、九（二）): 试算 → 村医确认 → 公卫科审核 → 支付, frozen with what it was reckoned from."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from importlib.metadata import version

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Q, QuerySet, Sum

from gongwei.catalogue.plans import plan
from gongwei.engine.cache import files_digest, sources_digest
from gongwei.facts import layout
from gongwei.funds.arithmetic import closing
from gongwei.funds.correcting import Found, correct
from gongwei.funds.earning import Earned, Given, Tally, earn
from gongwei.funds.models import Correction, Entry, LineService, Settlement, SettlementLine
from gongwei.funds.places import approved
from gongwei.funds.rules import Quarter, budget_of, months_of, settlement_rules, unknown_services
from gongwei.funds.scores import Points, scores
from gongwei.funds.services import Served, served
from gongwei.kernel.clock import now, today
from gongwei.kernel.money import ZERO
from gongwei.people.grants import allowed
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Conflict, refuse
from gongwei.people.verbs.authority import require
from gongwei.planning.filing import unapproved_distribution
from gongwei.records.history import acting


def settle(
    settlement_id: uuid.UUID, township: Institution, quarter: Quarter, *, by: Staff, replaces: uuid.UUID | None = None
) -> Settlement:
    """Reckon a quarter on trial. One settlement of a quarter holds: of two made at once one wins, the other is told.

    ``replaces`` names the trial that is reckoned anew; what is reviewed or paid is never reckoned again.
    """
    may_settle(by, township)
    if earlier := Settlement.objects.filter(pk=settlement_id).first():
        return earlier
    _ready(township, quarter)
    try:
        with transaction.atomic(), acting(str(by.pk), f"试算{quarter.words}"):
            _set_aside(township, quarter, replaces)
            return _reckon(settlement_id, township, quarter, by)
    except IntegrityError as refused:
        if "funds_settlement_once" not in str(refused):
            raise
        raise Conflict(f"{township}{quarter.words}已有人试算，请刷新后查看") from None


def may_settle(by: Staff, township: Institution) -> None:
    """公卫科 of the institution, or the county's project office and finance."""
    if not allowed(by, "funds", institution=township):
        require(by, "settle", township)


def current(township: Institution, quarter: Quarter) -> Settlement | None:
    """The settlement of a quarter that holds."""
    held = Settlement.objects.filter(plan=plan().id, township=township, year=quarter.year, quarter=quarter.number)
    return held.exclude(state="replaced").first()


def _ready(township: Institution, quarter: Quarter) -> None:
    """Everything that must be there before anything is reckoned; what lacks is named."""
    if quarter.ends_on >= today():
        raise refuse("quarter", f"{quarter.words}到 {quarter.ends_on} 才结束，不能结算")
    if unknown := unknown_services():
        raise refuse("services", f"方案列了本系统没有的服务：{'、'.join(unknown)}；请项目办改方案")
    if quarter.months != months_of(township):
        raise refuse("quarter", f"{township}{'按月' if quarter.months == 3 else '按季'}结算，没有{quarter.words}这一期")
    first = not Settlement.objects.filter(plan=plan().id, township=township, state__in=("reviewed", "paid")).exists()
    if first and (lacks := unapproved_distribution(plan().id, township)):
        raise refuse("distribution", lacks)
    clinics = approved(township)
    if not clinics:
        raise refuse("population", f"{township}还没有核定村卫生室服务人口，请项目办先核定")
    before = Quarter(quarter.year, quarter.number - 1, quarter.months)
    if before.number:
        earlier = current(township, before)
        if earlier is None or earlier.state != "paid":
            raise refuse("quarter", f"{before.words}还没有支付，请先结清上一期")
    known = scores(quarter, clinics)
    lacking = [clinic for clinic in clinics if clinic not in known]
    if lacking:
        names = "、".join(str(each) for each in Institution.objects.filter(pk__in=lacking)[:5])
        raise refuse("score", f"{len(lacking)} 个村卫生室还没有{quarter.words}的评价得分：{names}")


def _set_aside(township: Institution, quarter: Quarter, replaces: uuid.UUID | None) -> None:
    """Put the trial away that is reckoned anew."""
    held = current(township, quarter)
    if held is None:
        return
    if held.pk != replaces:
        raise Conflict(f"{township}{quarter.words}已有人试算，请刷新后查看")
    locked = Settlement.objects.select_for_update().get(pk=held.pk)
    if locked.state != "trial":
        raise Conflict("已审核或已支付的结算不能重算；有出入的在下一期调整")
    Correction.objects.filter(line__settlement=locked, live=True).update(live=False)
    locked.state = "replaced"
    locked.save()
    if (build := locked.build) is not None:
        transaction.on_commit(lambda: layout.release(build, _reason(locked.pk)))


def _held_build(settlement_id: uuid.UUID) -> int | None:
    """The newest build of the mart, kept on disk for as long as the settlement holds; None where there is none."""
    builds = layout.complete_builds()
    if not builds:
        return None
    layout.hold(builds[-1], _reason(settlement_id))
    return builds[-1]


def _reason(settlement_id: uuid.UUID) -> str:
    return f"settlement-{settlement_id}"


def _reckon(settlement_id: uuid.UUID, township: Institution, quarter: Quarter, by: Staff) -> Settlement:
    build = _held_build(settlement_id)
    made = Settlement.objects.create(
        id=settlement_id, plan=plan().id, township=township, year=quarter.year, quarter=quarter.number,
        months=quarter.months, starts_on=quarter.starts_on, ends_on=quarter.ends_on, as_of=today(),
        method=settlement_rules().method,
        plan_sha256=files_digest([plan().path]),
        code=f"{version('gongwei')}+{sources_digest()[:12]}", build=build,
        made_by=by, made_at=now(),
    )  # fmt: skip
    people = approved(township)
    given, points, found = _inputs(township, quarter, people)
    earned = earn(settlement_rules(), list(given.values()))
    fixes = correct(township, quarter)
    held = advances(people, made.starts_on, made.ends_on)
    lines = {
        clinic: _line(made, given[clinic], earned[str(clinic)], points[clinic], fixes.get(clinic, []), held[clinic])
        for clinic in people
    }
    SettlementLine.objects.bulk_create(lines.values())
    _keep_evidence(lines, found, fixes)
    return made


def _inputs(
    township: Institution, quarter: Quarter, people: Mapping[int, int]
) -> tuple[dict[int, Given], dict[int, Points], list[Served]]:
    points = scores(quarter, people)
    found = [each for each in served(township, quarter, today()) if each.clinic in people]
    counts = Counter((each.clinic, each.key, each.state) for each in found)
    tallies = tallied((*key, number) for key, number in counts.items())
    given = {
        clinic: Given(str(clinic), heads, budget_of(heads, quarter.number, quarter.months), points[clinic].points,
                      tallies.get(clinic, {}))
        for clinic, heads in people.items()
    }  # fmt: skip
    return given, points, found


def tallied(rows: Iterable[tuple[int, str, str, int]]) -> dict[int, dict[str, Tally]]:
    """(clinic, service, state, how many) rows: clinic → service → tally."""
    counts: dict[int, dict[str, dict[str, int]]] = {}
    for clinic, key, state, number in rows:
        held = counts.setdefault(clinic, {}).setdefault(key, {"valid": 0, "questioned": 0, "missing": 0})
        held[state] += number
    return {clinic: {key: Tally(**each) for key, each in held.items()} for clinic, held in counts.items()}


def kept_tallies(kept: QuerySet[LineService]) -> dict[int, dict[str, Tally]]:
    """Clinic → service → tally, counted by the database from frozen evidence."""
    rows = kept.order_by().values_list("line__clinic_id", "programme", "step", "state").annotate(number=Count("pk"))
    return tallied((clinic, f"{programme}.{step}", state, number) for clinic, programme, step, state, number in rows)


def _line(
    made: Settlement, given: Given, earned: Earned, points: Points, fixes: list[Found], held: tuple[Decimal, Decimal]
) -> SettlementLine:
    clinic = int(given.payee)
    tallies = given.tallies.values()
    prepaid, carried = held
    adjusted = sum((fix.amount for fix in fixes), ZERO)
    payable, carried_out = closing(earned.line.amount - earned.deducted + adjusted, carried + prepaid)
    return SettlementLine(
        id=uuid.uuid5(made.pk, given.payee), settlement=made, clinic_id=clinic, people=given.people,
        budget=given.budget, valid=sum(each.valid for each in tallies),
        questioned=sum(each.questioned for each in tallies), missing=sum(each.missing for each in tallies),
        score=points.points, score_source=points.source,
        quality=_decimal(settlement_rules().quality.coefficient(points.points)), formula=earned.line.formula,
        earned=earned.line.amount, deducted=earned.deducted, adjusted=adjusted, carried=carried, prepaid=prepaid,
        payable=payable, carried_out=carried_out,
    )  # fmt: skip


def _decimal(exact: object) -> Decimal:
    return round(Decimal(exact.numerator) / Decimal(exact.denominator), 6)  # type: ignore[attr-defined]


def advances(clinics: Iterable[int], starts_on: dt.date, ends_on: dt.date) -> dict[int, tuple[Decimal, Decimal]]:
    """Clinic → (prepaid in the quarter, prepaid earlier and not yet earned): its advances by the ledger."""
    wanted = list(clinics)
    entries = Entry.objects.filter(
        account__plan=plan().id, account__kind="advance", account__institution__in=wanted
    ).order_by()
    held = entries.filter(Q(posting__on__lte=ends_on) | ~Q(posting__kind="prepayment"))
    inside = Q(posting__kind="prepayment", posting__on__gte=starts_on, posting__on__lte=ends_on)
    sums = held.values_list("account__institution").annotate(Sum("amount"), prepaid=Sum("amount", filter=inside))
    found = {clinic: (prepaid or ZERO, every - (prepaid or ZERO)) for clinic, every, prepaid in sums}
    return {clinic: found.get(clinic, (ZERO, ZERO)) for clinic in wanted}


def _keep_evidence(lines: Mapping[int, SettlementLine], found: list[Served], fixes: Mapping[int, list[Found]]) -> None:
    """A township's quarter is some ten thousand services: copied, not inserted one by one."""
    columns = "line_id, resident_id, programme, step, seq, due_on, state, reason, form, record, served_on"
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {LineService._meta.db_table} ({columns}) FROM STDIN") as copy,
    ):
        for each in found:
            copy.write_row((
                lines[each.clinic].pk, each.resident, each.programme, each.step, each.seq, each.due_on, each.state,
                each.reason, each.form, each.record, each.served_on,
            ))  # fmt: skip
    Correction.objects.bulk_create(
        Correction(service=fix.service, line=lines[clinic], amount=fix.amount, reason=fix.reason)
        for clinic, held in fixes.items()
        for fix in held
    )


def again(made: Settlement) -> list[tuple[SettlementLine, Decimal]]:
    """Run a frozen settlement again from what it kept; lines that would differ, with what they would be: none."""
    lines = list(made.lines.all())
    tallies = kept_tallies(LineService.objects.filter(line__settlement=made))
    given = [
        Given(str(line.clinic_id), line.people, line.budget, line.score, tallies.get(line.clinic_id, {}))
        for line in lines
    ]
    earned = earn(settlement_rules(), given)
    wanted = ((line, earned[str(line.clinic_id)]) for line in lines)
    return [
        (line, made_anew.line.amount) for line, made_anew in wanted
        if (made_anew.line.amount, made_anew.deducted) != (line.earned, line.deducted)
    ]  # fmt: skip
