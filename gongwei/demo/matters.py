"""Matters under way in the demo's district: books, a vaccination campaign, births told of, residents asked for."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

from django.db import transaction

from gongwei.care.models import Enrolment, HealthExam
from gongwei.catalogue.chapters import forms
from gongwei.catalogue.plans import plan
from gongwei.exchange.messages.kind import MESSAGES
from gongwei.exchange.reading import headed, rows_in
from gongwei.exchange.steps import all_parts, begin, start
from gongwei.funds import supervising
from gongwei.funds.instalments import derived
from gongwei.funds.models import Voucher
from gongwei.kernel.clock import now, today
from gongwei.obligations.verbs import record_service
from gongwei.people.models import Institution, Resident, Staff
from gongwei.people.verbs.transfer import Destination, request_transfer
from gongwei.programmes.family_doctor.models import Agreement, Team
from gongwei.programmes.family_doctor.verbs.appealing import appeal, cosign
from gongwei.programmes.family_doctor.verbs.teams import plan_exam_day
from gongwei.programmes.immunization.campaigns import Order, Whom, looked_after, open_campaign
from gongwei.programmes.immunization.nip import schedule
from gongwei.programmes.maternal.models import BirthReport, Pregnancy
from gongwei.programmes.maternal.pregnancies import outcome_of

SHOWN, OTHER = "桥头镇卫生院", "羊亭中心卫生院"
ACCOUNTS = (("530101", "村医公共卫生服务补助", "service"), ("530102", "项目人员绩效", "wage"),
            ("530103", "体检耗材", "material"), ("530104", "培训费", "training"), ("530105", "宣传资料", "publicity"),
            ("530199", "业务招待费", ""))  # fmt: skip
"""Detail accounts of the institutions' books; the last is outside the rule."""
LINES = (("530101", "村卫生室二季度预拨", "18600.00"), ("530102", "二季度绩效", "24300.00"),
         ("530103", "血糖试纸", "3680.00"), ("530104", "村医随访培训", "1200.00"),
         ("530105", "健康教育折页", "2150.00"))  # fmt: skip
FLAGGED = {SHOWN: "记-61,2024-08-02,530107,办公桌椅,1480.00", OTHER: "记-61,2024-08-02,530199,接待用餐,860.00"}
EXAM_DAYS = (dt.date(2024, 10, 22), dt.date(2024, 10, 29))
SEEN, COMPLAINTS = dt.date(2024, 10, 15), (
    ("头晕两天", "血压 168/96 mmHg，心率 82 次/分", "原发性高血压，血压控制不佳", "调整降压药，两周内回卫生院复测"),
    ("咳嗽咳痰一周", "双肺呼吸音粗，血压 134/82 mmHg", "急性支气管炎", "对症处理，三天后复诊"),
)  # fmt: skip
APPEALED = dt.date(2024, 10, 31)
BORN, TERM = dt.date(2024, 10, 13), 266
SUPPLEMENT, AUTUMN = 3, (dt.date(2024, 10, 8), dt.date(2024, 11, 8))


def happen() -> None:
    """Two inspections, one campaign, births, clinic visits elsewhere, a transfer each way, two exam days of a team."""
    with transaction.atomic():
        shown, other = (Institution.objects.get(name=name) for name in (SHOWN, OTHER))
        finance = Staff.objects.filter(roles__role="finance", active_to=None).order_by("pk")[0]
        for code, name, category in ACCOUNTS:
            supervising.map_account(code, name, category, by=finance)
        for place in (shown, other):
            _books(place, finance)
        _looked_into(other, finance)
        supervising.plan_inspection(
            derived("demo", "inspection", shown.pk), shown, "专账核算、用途和凭证", dt.date(2024, 10, 24), 4, by=finance
        )
        _campaign(shown)
        _moves(shown, other)
        _born(shown, told_at=other)
        _born(other, told_at=shown)
        _treated(shown, at=other)
        _results(shown, sender=other)
        for place in (shown, other):
            _exam_days(place)
        _appealed(shown, both=True)
        _appealed(other, both=False)


def _reader(place: Institution) -> Staff:
    return Staff.objects.filter(roles__role="public_health", institution=place, active_to=None).order_by("pk")[0]


def _books(place: Institution, finance: Staff) -> None:
    rows = [f"记-{40 + number},2024-07-{5 + number:02d},{code},{words},{amount}"
            for number, (code, words, amount) in enumerate(LINES)]  # fmt: skip
    supervising.import_vouchers(place, "\n".join([*rows, FLAGGED[place.name]]), by=finance)


def _looked_into(place: Institution, finance: Staff) -> None:
    """Both flagged things were found; one is mended and closed, the other is mended and waits."""
    held = supervising.plan_inspection(
        derived("demo", "inspection", place.pk), place, "专账核算、用途和凭证", dt.date(2024, 9, 12), 4, by=finance
    )
    meal = Voucher.objects.get(plan=plan().id, institution=place, code="530199")
    reader, due_on = _reader(place), dt.date(2024, 10, 12)
    outside = supervising.find(
        derived("demo", "finding", 0), held, "outside", "招待费列入项目支出", due_on, by=finance, amount=meal.amount,
        voucher=meal,
    )  # fmt: skip
    papers = supervising.find(
        derived("demo", "finding", 1), held, "papers", "培训费没有签到表", dt.date(2024, 10, 31), by=finance,
        amount=Decimal("1200.00"),
    )  # fmt: skip
    supervising.finish(held, "专账核算，2 个问题限期整改", by=finance)
    supervising.mend(outside, "已从单位资金归还项目专账，附收据", by=reader)
    supervising.close(outside, by=finance)
    supervising.mend(papers, "已补签到表和课件", by=reader)


def _campaign(place: Institution) -> None:
    """Children of two to six get their supplementary dose this autumn; a very small district may have none."""
    vaccine = next(each.code for each in schedule().vaccines if "脊灰减毒" in each.label)
    order = Order("2024年秋季脊灰疫苗补充免疫", SUPPLEMENT, vaccine, *AUTUMN, "区疾控中心")
    born = dt.date(2018, 10, 1), dt.date(2022, 9, 30)
    within = looked_after(Institution.objects.filter(path__startswith=place.path))
    if within.filter(living=True, birth_date__range=born).exists():
        open_campaign(derived("demo", "campaign"), order, Whom("", "", *born), within, actor=_reader(place))


def _exam_days(place: Institution) -> None:
    """A team examines two of its villages before the month is over."""
    team = Team.objects.filter(institution=place, villages__to_on=None).order_by("name").first()
    villages = team.villages.filter(to_on=None).select_related("village").order_by("village_id") if team else ()
    for number, row in enumerate(villages[:2]):
        assert team is not None
        plan_exam_day(
            derived("demo", "exam_day", place.pk, number), team, row.village_id, EXAM_DAYS[number], by=_reader(place),
            venue=row.village.name, capacity=12, transport="7:30 村口上车，回程 10:30",
        )  # fmt: skip


def _appealed(place: Institution, *, both: bool) -> None:
    """残联 asks for visits to unsigned certificate holders; the project office has signed one of the two appeals."""
    within = looked_after(Institution.objects.filter(path__startswith=place.path))
    people = within.filter(living=True, record_no__isnull=False, tags__contains=["disabled"])
    held = Agreement.objects.filter(begins_on__lte=today(), until_on__gt=today(), resident__in=people.values("pk"))
    holders, signed = people.count(), held.count()
    if signed >= holders:
        return
    federation, office = (
        Staff.objects.filter(roles__role=role, active_to=None).order_by("pk")[0]
        for role in ("disabled_federation", "project_office")
    )
    made = appeal(
        derived("demo", "appeal", place.pk), place, "逐户上门说明签约服务和残联代缴政策，愿意的当场签约", APPEALED,
        holders, signed, by=federation,
    )  # fmt: skip
    if both:
        cosign(made.pk, by=office)


def _moves(shown: Institution, other: Institution) -> None:
    """The other asks the shown institution for one of its residents, and offers it one of its own."""
    mine, theirs = _adult(shown), _adult(other)
    by = _reader(other)
    if mine is not None and theirs is not None:
        to_other, to_shown = Destination(theirs.village_id), Destination(mine.village_id)
        request_transfer(derived("demo", "move", 0), mine.pk, to_other, by=by, reason="随子女迁居，已居住半年")
        request_transfer(derived("demo", "move", 1), theirs.pk, to_shown, by=by, reason="本人电话告知已迁居")


def _born(place: Institution, *, told_at: Institution) -> None:
    """A woman of the place gave birth at the other centre: one near her term, else one who had not booked here."""
    term = BORN - dt.timedelta(TERM + 24), BORN - dt.timedelta(TERM - 14)
    near = Pregnancy.objects.filter(
        resident__institution=place, resident__living=True, voided_at=None, starts_on__range=term
    )
    expecting = next((each for each in near.order_by("starts_on", "pk") if outcome_of(each) is None), None)
    unbooked = Resident.objects.filter(
        living=True, institution=place, record_no__gt="", sex=2, birth_date__range=("1988-01-01", "2000-12-31")
    ).exclude(pk__in=Pregnancy.objects.values("resident"))  # fmt: skip
    mother = expecting.resident if expecting else unbooked.order_by("-birth_date", "pk").first()
    if mother is not None:
        weeks, days = divmod((BORN - expecting.starts_on).days, 7) if expecting else (39, 2)
        BirthReport.objects.create(
            id=derived("demo", "birth", place.pk), mother=mother, born_on=BORN, weeks=weeks, days=days, delivery_mode=1,
            mother_state=1, sex=2, weight_g=3260, institution=told_at, reported_by=_reader(told_at), reported_at=now(),
        )  # fmt: skip


def _treated(place: Institution, *, at: Institution) -> None:
    """Two patients of the place were seen at the other centre's clinic."""
    roles = ("doctor", "public_health")
    doctor = Staff.objects.filter(roles__role__in=roles, institution=at, active_to=None).order_by("pk")[0]
    held = Enrolment.objects.filter(programme="hypertension", to_on=None, resident__institution=place)
    patients = held.filter(resident__living=True, from_on__lt=SEEN).order_by("resident_id")
    for number, patient in enumerate(patients[: len(COMPLAINTS)]):
        told = dict(zip(("subjective", "objective", "assessment", "plan"), COMPLAINTS[number], strict=True))
        record_service(
            forms()["encounter"], derived("demo", "treated", place.pk, number), patient.resident_id,
            {"served_on": SEEN, **told}, actor=_reader(place), staff=doctor, institution=at, source=3,
        )  # fmt: skip


def _results(place: Institution, *, sender: Institution) -> None:
    """Two elders' exam results came from the other centre as messages."""
    examined = HealthExam.objects.filter(served_on__range=("2024-01-01", "2024-09-30"), voided_at=None)
    elders = Resident.objects.filter(living=True, institution=place, birth_date__lt="1959-01-01", id_no__isnull=False)
    lines = [
        json.dumps({
            "id": f"TJ-{number}", "sender": sender.name, "author": "检验科", "sent_at": f"{SEEN}T16:30:00+08:00",
            "kind": "exam", "served_on": str(SEEN), "person": {"name": elder.name, "id_no": elder.id_no},
            "items": {"SBP": 138 + 14 * number, "DBP": 82, "GLU": 5.6 + number, "TC": 4.9, "CA125": 12},
        })
        for number, elder in enumerate(elders.filter(pk__in=examined.values("resident")).order_by("pk")[:2])
    ]  # fmt: skip
    if not lines:
        return
    by = _reader(place)
    headers, rows = headed(MESSAGES, rows_in("\n".join(lines).encode(), len(lines) + 1, 1 << 20))
    held = begin(MESSAGES, by, "体检结果.jsonl", "demo", headers, rows, len(lines), padded=False)
    for step in ("checking", "importing"):
        held = start(held, step)
        for _, now_held in all_parts(held, by, len(lines), owing=False):
            held = now_held


def _adult(place: Institution) -> Resident | None:
    filed = Resident.objects.filter(living=True, institution=place, record_no__gt="")
    return filed.filter(birth_date__range=("1985-01-01", "1999-12-31")).order_by("pk").first()
