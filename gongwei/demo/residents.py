"""The rows of people: residents, their standing, residence, household, tags, reviews and consents."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gongwei.demo import basics, lives, numbers
from gongwei.demo.district import District
from gongwei.demo.streams import stream
from gongwei.records.synthetic import Array, Columns, chosen, draw, sets, stacked, texts, uuids, where

TAGS = ("child", "elderly", "hypertension", "diabetes", "disabled")
NEWBORN_DAYS = 120
SELF, FATHER = 1, 51


def rows(district: District) -> Iterator[tuple[str, Columns]]:
    """Every table of people with its columns, one after the other."""
    answers = _answers(district)
    tags = _tags(district, answers)
    yield "household", _households(district)
    yield "resident", _residents(district, answers, tags)
    yield "standing", lives.standings(stream(district.seed, "standings"), district.people, district.lives, district.resident)
    yield "residence", _residences(district, answers)
    yield "household_member", _members(district)
    yield "resident_tag", _tag_rows(district, tags)
    yield "record_review", _reviews(district)
    yield "resident_consent", _consents(district)
    yield "village_serial", _serials(district)


def ill_with(district: District, programme: str) -> Array:
    """1 for patients of the programme, else 0."""
    ill = np.zeros(len(district.people), np.int64)
    ill[district.patients(programme)] = 1
    return ill


def _answers(district: District) -> Columns:
    rng = stream(district.seed, "answers")
    ill = [ill_with(district, programme) for programme in ("hypertension", "diabetes")]
    return basics.answers(rng, district.age, district.sex, district.homes.marital, *ill)


def _residents(district: District, answers: Columns, tags: Array) -> Columns:
    rng, people, homes, life = stream(district.seed, "residents"), district.people, district.homes, district.lives
    count = len(people)
    village = texts(district.villages.codes, people.village)
    address = basics.addresses(district.villages.names, people.village, homes.number)
    names = district.names.texts()
    alone = homes.relative == np.arange(count)
    contact = names.take(homes.relative)
    identity = _identity(district)
    columns: Columns = {
        **answers,
        **identity,
        "registered_address": address,
        "phone": district.phone,
        "contact_name": pc.if_else(pa.array(alone), chosen(rng, CONTACTS, count), contact),
        "contact_phone": pc.if_else(pa.array(alone), numbers.phones(rng, count), district.phone.take(homes.relative)),
    }
    columns = basics.with_gaps(rng, columns, district.incomplete & district.filed, district.age < 7)
    columns |= {name: where(district.filed, columns[name]) for name in answers}
    return columns | {
        "id": district.resident,
        "record_no": where(district.filed, _record_numbers(district)),
        "name": names,
        "name_pinyin": district.names.pinyin(),
        "name_initials": district.names.initials(),
        "current_address": address,
        "creating_institution_id": where(district.filed, district.institution),
        "created_by_id": where(district.filed, district.doctor),
        "created_on": np.where(district.filed, life.known_from, np.datetime64("NaT")),
        "sex": people.sex,
        "birth_date": people.birth,
        "id_type": np.ones(count, np.int16),
        "reviewed_on": np.where(district.reviewed, _reviewed_on(district), np.datetime64("NaT")),
        "institution_id": district.institution,
        "village_id": village,
        "doctor_id": district.doctor,
        "living": district.present & (np.isnat(life.lost_on) | ~np.isnat(life.found_on)),
        "household_id": where(district.present, district_households(district).take(homes.number)),
        "household_relation": where(district.present, homes.relation),
        "tags": _tag_literals(tags),
    }  # fmt: skip


def _record_numbers(district: District) -> pa.Array:
    """The number each person would have; only the filed carry theirs."""
    village = district.people.village
    return numbers.record_numbers(np.array(district.villages.codes, np.int64)[village], numbers.rank_within(village) + 1)


def _record_numbers(district: District) -> pa.Array:
    """Numbered in each village in the order of filing."""
    village, codes = district.people.village, np.array(district.villages.codes, np.int64)
    return numbers.record_numbers(codes[village], _serial(district))


def _serial(district: District) -> Array:
    order = np.lexsort((district.lives.known_from, ~district.filed))
    serial = np.empty(len(order), np.int64)
    serial[order] = numbers.rank_within(district.people.village[order]) + 1
    return serial


CONTACTS = ("丛立春之子", "王谷雨之女", "于霜降之弟", "刘白露之姐", "姜小满（邻居）", "毕秋分（邻居）")


def _identity(district: District) -> Columns:
    """Card numbers for all but newborns, merged duplicates and a few whose number nobody noted."""
    rng, people = stream(district.seed, "identity"), district.people
    count = len(people)
    cards = numbers.id_cards(rng, people.birth, people.sex)
    newborn = people.birth > np.datetime64(district.today) - NEWBORN_DAYS
    unnoted = district.incomplete & (rng.random(count) < 0.01)
    double = people.twin != np.arange(count)
    without = (newborn & (rng.random(count) < 0.7)) | unnoted | double
    return {"id_no": where(~without, cards), "birth_certificate_no": numbers.birth_certificates(rng, newborn & without)}


def _reviewed_on(district: District) -> Array:
    rng = stream(district.seed, "reviewed")
    since = np.maximum(np.datetime64("2024-03-01"), district.lives.known_from)
    span = (np.datetime64(district.today) - since).astype(np.int64)
    return since + (rng.random(len(span)) * np.maximum(span, 0)).astype("timedelta64[D]")


def district_households(district: District) -> pa.Array:
    """Identifiers of the households."""
    return uuids(stream(district.seed, "household ids"), district.homes.count)


def _households(district: District) -> Columns:
    homes, people = district.homes, district.people
    first = np.full(homes.count, len(people))
    np.minimum.at(first, homes.number, np.arange(len(people)))
    village = people.village[first]
    return {
        "id": district_households(district),
        "household_no": texts(district.villages.codes, village),
        "village_id": texts(district.villages.codes, village),
        "address": basics.addresses(district.villages.names, village, np.arange(homes.count)),
    }


def _members(district: District) -> Columns:
    return {
        "household_id": district_households(district).take(district.homes.number),
        "resident_id": district.resident,
        "relation": district.homes.relation,
        "from_on": district.lives.known_from,
        "to_on": district.lives.left_on,
    }


def _residences(district: District, answers: Columns) -> Columns:
    """Now, and before a transfer in a village of the former institution."""
    life, teams = district.lives, district.teams
    assert teams is not None
    former = life.former[~np.isnat(life.moved_in_on)]
    doctor = np.array([teams.doctors_of[place][0] for place in range(len(district.centres))])[former]
    own = {staff: code for staff, code in reversed(teams.villages)}
    before: Columns = {
        "village_id": pa.array([own[int(staff)] for staff in doctor], pa.string()),
        "institution_id": np.array([pk for pk, _ in district.centres])[former],
        "doctor_id": doctor,
    }
    village = texts(district.villages.codes, district.people.village)
    return lives.residences(life, district.resident, district.institution, village, district.doctor, answers["residence_type"], before)


def _tags(district: District, answers: Columns) -> Array:
    """One row per tag of TAGS, one column per person."""
    here = district.present & district.filed
    disabled = ~np.asarray(pc.equal(answers["disability"], "{1}"))
    old = district.age >= 65
    groups = (district.age < 7, old, ill_with(district, "hypertension") > 0, ill_with(district, "diabetes") > 0, disabled)
    return np.array([group & here for group in groups])


def _tag_literals(tags: Array) -> pa.Array:
    words = [
        "{" + ",".join(sorted(tag for place, tag in enumerate(TAGS) if bits >> place & 1)) + "}" for bits in range(2 ** len(TAGS))
    ]
    return texts(words, sum(mask.astype(np.int64) << place for place, mask in enumerate(tags)))


def _tag_rows(district: District, tags: Array) -> Columns:
    known = district.lives.known_from
    birthday = (district.birth.astype("datetime64[M]") + 65 * 12).astype("datetime64[D]") + (
        district.birth - district.birth.astype("datetime64[M]").astype("datetime64[D]")
    )
    since = {"elderly": np.maximum(known, np.minimum(birthday, np.datetime64(district.today)))}
    for programme in ("hypertension", "diabetes"):
        start = known.copy()
        start[district.patients(programme)] = district.enrolled(programme)[0]
        since[programme] = start
    source = {"hypertension": "管理专案", "diabetes": "管理专案", "disabled": "残疾人证", "elderly": "出生日期", "child": "出生日期"}
    return stacked(
        [
            {
                "resident_id": district.resident[mask],
                "tag": chosen(np.random.default_rng(0), (tag,), int(mask.sum())),
                "source": chosen(np.random.default_rng(0), (source[tag],), int(mask.sum())),
                "from_on": since.get(tag, known)[mask],
            }
            for tag, mask in zip(TAGS, tags, strict=True)
        ]
    )


def _reviews(district: District) -> Columns:
    """Five sections of each reviewed record; one in twenty-five had an error that was corrected."""
    rng = stream(district.seed, "reviews")
    places = np.repeat(np.flatnonzero(district.reviewed), 5)
    count = len(places)
    wrong = rng.random(count) < 0.04
    day = _reviewed_on(district)[places]
    return {
        "id": uuids(rng, count),
        "resident_id": district.resident[places],
        "section": np.tile(np.arange(1, 6), count // 5),
        "reviewed_on": day,
        "recorded_at": day.astype("datetime64[s]") + rng.integers(30_000, 60_000, count).astype("timedelta64[s]"),
        "reviewed_by_id": district.doctor[places],
        "accurate": ~wrong,
        "error": texts(["", "联系电话有误", "现住址有误", "身份证号录入有误"], np.where(wrong, draw(rng, (1, 2, 3), count), 0)),
        "correction": texts(["", "已按本人证件更正"], wrong.astype(np.int64)),
    }


def _consents(district: District) -> Columns:
    """Who agreed to a record and to being looked after signed when it was opened."""
    rng = stream(district.seed, "consents")
    places = np.flatnonzero(district.filed & (rng.random(len(district.filed)) < 0.9))
    count = len(places)
    child = district.age[places] < 16
    signer = np.where(child, district.homes.relative[places], places)
    return {
        "id": uuids(rng, count),
        "resident_id": district.resident[places],
        "scope": "record",
        "programmes": sets(((),), np.zeros(count, np.int64)),
        "signer": district.names.texts().take(signer),
        "signer_relation": np.where(child, FATHER, SELF),
        "signed_on": district.lives.known_from[places],
        "recorded_by_id": district.doctor[places],
    }


def _serials(district: District) -> Columns:
    """The last personal serial given in each village."""
    village, count = np.unique(district.people.village[district.filed], return_counts=True)
    return {"village_id": texts(district.villages.codes, village), "last": count}
