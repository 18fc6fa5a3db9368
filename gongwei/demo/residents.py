"""The rows of people: residents, their standing, residence, household, tags, reviews and consents."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gongwei.demo import acts, basics, lives, numbers
from gongwei.demo.district import District
from gongwei.demo.streams import stream
from gongwei.records.synthetic import Array, Columns, chosen, texts, uuids, where

NEWBORN_DAYS = 120


def rows(district: District) -> Iterator[tuple[str, Columns]]:
    """Every table of people with its columns, one after the other."""
    answers = _answers(district)
    tags = acts.tags_of(district, answers)
    district.tags = dict(zip(acts.TAGS, tags, strict=True))
    yield "household", _households(district)
    yield "resident", _residents(district, answers, tags)
    yield (
        "standing",
        lives.standings(
            stream(district.seed, "standings"), district.people, district.lives, district.resident
        ),
    )
    yield "residence", _residences(district, answers)
    yield "household_member", _members(district)
    yield "resident_tag", acts.tag_rows(district, tags)
    yield "record_review", acts.reviews(district)
    yield "resident_consent", acts.consents(district)
    yield "village_serial", acts.serials(district)


def _answers(district: District) -> Columns:
    rng = stream(district.seed, "answers")
    ill = [acts.ill_with(district, programme) for programme in ("hypertension", "diabetes")]
    return basics.answers(rng, district.age, district.sex, district.homes.marital, *ill)


def _residents(district: District, answers: Columns, tags: Array) -> Columns:
    rng, people, homes, life = (
        stream(district.seed, "residents"),
        district.people,
        district.homes,
        district.lives,
    )
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
        "contact_phone": pc.if_else(
            pa.array(alone), numbers.phones(rng, count), district.phone.take(homes.relative)
        ),
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
        "reviewed_on": np.where(district.reviewed, acts.reviewed_on(district), np.datetime64("NaT")),
        "institution_id": district.institution,
        "village_id": village,
        "doctor_id": district.doctor,
        "living": district.present & (np.isnat(life.lost_on) | ~np.isnat(life.found_on)),
        "household_id": where(district.present, district_households(district).take(homes.number)),
        "household_relation": where(district.present, homes.relation),
        "tags": acts.tag_literals(tags),
    }  # fmt: skip


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
    return {
        "id_no": where(~without, cards),
        "birth_certificate_no": numbers.birth_certificates(rng, newborn & without),
    }


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
    own = dict(reversed(teams.villages))
    before: Columns = {
        "village_id": pa.array([own[int(staff)] for staff in doctor], pa.string()),
        "institution_id": np.array([pk for pk, _ in district.centres])[former],
        "doctor_id": doctor,
    }
    village = texts(district.villages.codes, district.people.village)
    return lives.residences(
        life,
        district.resident,
        district.institution,
        village,
        district.doctor,
        answers["residence_type"],
        before,
    )
