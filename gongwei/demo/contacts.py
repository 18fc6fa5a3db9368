"""Visits to the clinic for everyday complaints: 接诊记录 by the million, and who came first when in the year."""

from __future__ import annotations

import datetime as dt

import numpy as np

from gongwei.demo.attainment import ATTAINMENT
from gongwei.demo.district import Contacts, District
from gongwei.demo.patients import lightest
from gongwei.demo.streams import stream
from gongwei.records.synthetic import NAT, Array, Columns, Rng, draw, record, texts, working

MOST = 24
FILED_TARGET = 0.9
COMPLAINTS = (
    ("咽痛、流涕2天", "体温37.1℃，咽充血，双肺呼吸音清", "急性上呼吸道感染", "对症治疗，多饮水，3天不好转复诊"),
    ("咳嗽、咳痰5天", "双肺呼吸音粗，未闻及湿罗音", "急性支气管炎", "止咳化痰，必要时胸片"),
    ("上腹胀痛、反酸1周", "剑突下轻压痛，无反跳痛", "慢性胃炎", "抑酸护胃，规律饮食"),
    ("腰痛3天，弯腰加重", "腰4-5棘旁压痛，直腿抬高试验阴性", "腰肌劳损", "休息，外用止痛药，功能锻炼"),
    ("右膝关节疼痛，上下楼加重", "右膝轻度肿胀，活动有摩擦感", "膝骨关节炎", "减轻负重，外用药物，必要时转骨科"),
    ("头晕、睡眠差1周", "血压在目标范围，心肺听诊未见异常", "失眠", "睡眠卫生指导，2周后复诊"),
    ("皮肤瘙痒起疹2天", "躯干散在红色丘疹，无渗出", "湿疹", "外用药膏，避免搔抓"),
    ("腹泻每日4次，1天", "腹软，肠鸣音活跃，无脱水征", "急性胃肠炎", "口服补液，清淡饮食"),
    ("尿频、尿痛2天", "下腹轻压痛，尿白细胞（＋＋）", "下尿路感染", "抗感染治疗，多饮水，复查尿常规"),
    ("开药，要求续用慢性病药物", "一般情况好，生命体征平稳", "慢性病稳定期", "按原方案用药，按期随访"),
    ("手部切割伤1小时", "左手食指2 cm浅表裂伤，无活动性出血", "皮肤裂伤", "清创包扎，按伤口情况注射破伤风疫苗"),
    ("牙痛3天", "右下磨牙叩痛，牙龈红肿", "牙龈炎", "口腔清洁，建议口腔科就诊"),
)  # fmt: skip
CHILD_COMPLAINTS = (0, 1, 6, 7)


def meet(district: District) -> dict[int, Contacts]:
    """Whose record is in use this year, as each institution reports; last year a like share of others."""
    rng = stream(district.seed, "contacts")
    year = district.today.year
    wanted = district.bases["population"] * FILED_TARGET * np.array(ATTAINMENT["dynamic"]) / 100
    here = district.filed & district.present
    served = ~np.isnat(district.exams[year])
    for held in district.programmes.values():
        served[held.places] = True
    keys = np.where(
        served, -1.0, rng.random(len(here)) - 0.2 * (district.age >= 60) - 0.1 * (district.age < 7)
    )
    district.dynamic = lightest(
        np.where(here, keys, np.inf), district.people.institution, np.floor(wanted + 0.5).astype(np.int64)
    )
    came = district.dynamic & (~served | (rng.random(len(here)) < 0.62))
    before = district.filed & (rng.random(len(here)) < np.where(district.dynamic, 0.72, 0.3))
    return {year - 1: _visits(rng, district, before, year - 1), year: _visits(rng, district, came, year)}


def _visits(rng: Rng, district: District, who: Array, year: int) -> Contacts:
    """One to two dozen visits a year, more for the old; nobody comes before being known or after leaving."""
    places = np.flatnonzero(who)
    first = dt.date(year, 1, 3)
    room = (min(dt.date(year, 12, 30), district.today) - first).days
    mean = np.interp(district.age[places], [0, 6, 30, 60, 80], [4.5, 3.5, 3.2, 6.5, 7.5]) * room / 362
    count = np.clip(1 + rng.poisson(rng.gamma(1.3, mean / 1.3)), 1, MOST)
    place = np.repeat(places, count)
    earliest = np.maximum(district.lives.known_from[place], np.datetime64(first))
    span = np.maximum((np.datetime64(first) + room - earliest).astype(np.int64), 0)
    day = earliest + np.round(rng.random(len(place)) * span).astype("timedelta64[D]")
    day = np.maximum(working(day), earliest)
    keep = district.reachable(place, day) & (day <= np.datetime64(district.today))
    place, day = place[keep], day[keep]
    order = np.lexsort((day, place))
    place, day = place[order], day[order]
    new = np.r_[True, (place[1:] != place[:-1]) | (day[1:] != day[:-1])] if len(place) else np.zeros(0, bool)
    return Contacts(place[new], day[new])


def first_days(district: District, contacts: Contacts) -> Array:
    """The day of each person's first visit, NaT for those who did not come."""
    found = np.full(len(district.people), NAT)
    if len(contacts.place):
        starts = np.flatnonzero(np.r_[True, contacts.place[1:] != contacts.place[:-1]])
        found[contacts.place[starts]] = contacts.day[starts]
    return found


def encounters(district: District, year: int) -> Columns:
    """接诊记录 of a year: S, O, A and P of one everyday complaint each."""
    rng = stream(district.seed, f"encounters {year}")
    contacts = district.contacts[year]
    count = len(contacts.place)
    adult = draw(rng, range(len(COMPLAINTS)), count, (14, 8, 9, 8, 8, 7, 5, 4, 4, 26, 3, 4))
    child = np.array(CHILD_COMPLAINTS)[draw(rng, range(len(CHILD_COMPLAINTS)), count, (50, 25, 10, 15))]
    which = np.where(district.age[contacts.place] < 14, child, adult)
    words = zip(*COMPLAINTS, strict=True)
    names = ("subjective", "objective", "assessment", "plan")
    return record(rng, district, contacts.place, contacts.day) | {
        name: texts(column, which) for name, column in zip(names, words, strict=True)
    }
