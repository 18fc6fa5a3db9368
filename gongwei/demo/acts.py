"""What was done to the records themselves: tags with their source, reviews of the five sections, consents, serials."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gongwei.demo.district import District
from gongwei.demo.streams import stream
from gongwei.records.synthetic import Array, Columns, draw, repeated, sets, stacked, texts, uuids

TAGS = ("child", "elderly", "hypertension", "diabetes", "disabled", "lifted_from_poverty", "bereaved_family")
FROM = ("出生日期", "出生日期", "管理专案", "管理专案", "残疾人证", "脱贫人口名单", "计生特殊家庭名单")
SOURCES = dict(zip(TAGS, FROM, strict=True))
POOR, BEREAVED = 0.006, 0.004
"""Shares of those lifted from poverty, and of bereaved parents among people of 49 and over (invented)."""
SELF, FATHER = 1, 51


def ill_with(district: District, programme: str) -> Array:
    """1 for patients of the programme, else 0."""
    ill = np.zeros(len(district.people), np.int64)
    ill[district.patients(programme)] = 1
    return ill


def reviewed_on(district: District) -> Array:
    """The day of the review, were there one: this year, after the record was opened."""
    rng = stream(district.seed, "reviewed")
    since = np.maximum(np.datetime64("2024-03-01"), district.lives.known_from)
    span = (np.datetime64(district.today) - since).astype(np.int64)
    day: Array = since + (rng.random(len(span)) * np.maximum(span, 0)).astype("timedelta64[D]")
    return day


def tags_of(district: District, answers: Columns) -> Array:
    """One row per tag of TAGS, one column per person."""
    here = district.present & district.filed
    disabled = ~np.asarray(pc.equal(answers["disability"], "{1}"))
    old = district.age >= 65
    groups = (
        district.age < 7,
        old,
        ill_with(district, "hypertension") > 0,
        ill_with(district, "diabetes") > 0,
        disabled,
        *_listed(district),
    )
    return np.array([group & here for group in groups])


def _listed(district: District) -> tuple[Array, Array]:
    """On the lists of other offices: whole households lifted from poverty, parents who lost their only child."""
    rng = stream(district.seed, "lists")
    poor = (rng.random(int(district.household.max()) + 1) < POOR)[district.household]
    return poor, (district.age >= 49) & (rng.random(len(district.people)) < BEREAVED)


def tag_literals(tags: Array) -> pa.Array:
    """The tags that each person carries, as the array of their record."""
    words = [
        "{" + ",".join(sorted(tag for place, tag in enumerate(TAGS) if bits >> place & 1)) + "}"
        for bits in range(2 ** len(TAGS))
    ]
    return texts(words, sum(mask.astype(np.int64) << place for place, mask in enumerate(tags)))


def tag_rows(district: District, tags: Array) -> Columns:
    """A row per tag, from the day on which the person came to belong to the group."""
    known = district.lives.known_from
    birthday = (district.birth.astype("datetime64[M]") + 65 * 12).astype("datetime64[D]") + (
        district.birth - district.birth.astype("datetime64[M]").astype("datetime64[D]")
    )
    since = {"elderly": np.maximum(known, np.minimum(birthday, np.datetime64(district.today)))}
    for programme in ("hypertension", "diabetes"):
        start = known.copy()
        start[district.patients(programme)] = district.enrolled(programme)[0]
        since[programme] = start
    return stacked(
        [
            {
                "resident_id": district.resident[mask],
                "tag": repeated(tag, int(mask.sum())),
                "source": repeated(SOURCES[tag], int(mask.sum())),
                "from_on": since.get(tag, known)[mask],
            }
            for tag, mask in zip(TAGS, tags, strict=True)
        ]
    )


def reviews(district: District) -> Columns:
    """Five sections of each reviewed record; one in twenty-five had an error that was corrected."""
    rng = stream(district.seed, "reviews")
    places = np.repeat(np.flatnonzero(district.reviewed), 5)
    count = len(places)
    wrong = rng.random(count) < 0.04
    day = reviewed_on(district)[places]
    return {
        "id": uuids(rng, count),
        "resident_id": district.resident[places],
        "section": np.tile(np.arange(1, 6), count // 5),
        "reviewed_on": day,
        "recorded_at": day.astype("datetime64[s]")
        + rng.integers(30_000, 60_000, count).astype("timedelta64[s]"),
        "reviewed_by_id": district.doctor[places],
        "accurate": ~wrong,
        "error": texts(
            ["", "联系电话有误", "现住址有误", "身份证号录入有误"],
            np.where(wrong, draw(rng, (1, 2, 3), count), 0),
        ),
        "correction": texts(["", "已按本人证件更正"], wrong.astype(np.int64)),
    }


def consents(district: District) -> Columns:
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


def serials(district: District) -> Columns:
    """The last personal serial given in each village."""
    village, count = np.unique(district.people.village[district.filed], return_counts=True)
    return {"village_id": texts(district.villages.codes, village), "last": count}
