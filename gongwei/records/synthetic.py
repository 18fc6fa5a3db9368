"""Columns by the hundred thousand for synthetic records: what the demo district is woven from.

A chapter's optional ``demo.py`` gives ``rows(district, rng)``: table → columns, each column one array with a cell per
record. Everything comes from the given generator, so the same seed gives the same district, identifiers included.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Array = np.ndarray[Any, np.dtype[Any]]
Column = Any
"""A numpy array, a pyarrow array, or one value for every row."""
Columns = dict[str, Column]
Tables = Mapping[str, Sequence[Columns]]
Rng = np.random.Generator

NAT = np.datetime64("NaT", "D")
_HEX = np.frombuffer("".join(f"{byte:02x}" for byte in range(256)).encode(), dtype="S2")
WEEKEND = (5, 6)


class District(Protocol):
    """What a chapter's ``demo.py`` may ask of the district; every array has one cell per resident."""

    @property
    def today(self) -> dt.date:
        """The day on which the district stands."""
        ...

    @property
    def resident(self) -> Array:
        """Ids of residents."""
        ...

    @property
    def birth(self) -> Array:
        """Birth dates."""
        ...

    @property
    def sex(self) -> Array:
        """1 male, 2 female."""
        ...

    @property
    def institution(self) -> Array:
        """Ids of the responsible institutions."""
        ...

    @property
    def doctor(self) -> Array:
        """Ids of the village doctors."""
        ...

    @property
    def nurse(self) -> Array:
        """Ids of the officers of 公卫科."""
        ...

    @property
    def height(self) -> Array:
        """Centimetres."""
        ...

    @property
    def weight(self) -> Array:
        """Kilograms."""
        ...

    @property
    def dependence(self) -> Array:
        """Help needed in daily life, 1 none to 4 full."""
        ...

    @property
    def filed(self) -> Array:
        """Whether a record is filed (建档)."""
        ...

    @property
    def present_from(self) -> Array:
        """Known since."""
        ...

    @property
    def present_until(self) -> Array:
        """The day of leaving, NaT while here."""
        ...

    @property
    def household(self) -> Array:
        """The number of each one's household."""
        ...

    @property
    def to_head(self) -> Array:
        """Relation to the head of the household (GB/T 4761)."""
        ...

    def patients(self, programme: str) -> Array:
        """Places (indices) of those ever under management in the programme."""
        ...

    def enrolled(self, programme: str) -> tuple[Array, Array]:
        """First day of management and the day after the last (NaT while open), aligned with ``patients``."""
        ...

    def diagnosed(self, programme: str) -> Array:
        """Day of diagnosis, aligned with ``patients``."""
        ...

    def standard(self, programme: str, year: int) -> Array:
        """Whether all that was owed in the year was done by today, aligned with ``patients``."""
        ...

    def tagged(self, tag: str) -> Array:
        """Places of those who carry a group tag (EHR-16)."""
        ...

    def exam_on(self, year: int) -> Array:
        """Day of the year's health examination, NaT for those without."""
        ...

    def first_contact(self, year: int) -> Array:
        """Day of the year's first visit to a clinic for whatever reason, NaT for those who did not come."""
        ...

    def reachable(self, places: Array, day: Array) -> Array:
        """Whether each place lived here, known and not lost, on its day."""
        ...

    def org(self, places: Array) -> Column:
        """The full name of the institution of each place."""
        ...

    def name_of(self, places: Array) -> Column:
        """The name of each place."""
        ...

    def phone_of(self, places: Array) -> Column:
        """The telephone number of each place, null where there is none."""
        ...


def uuids(rng: Rng, count: int) -> pa.Array:
    """Version-4 identifiers drawn from the generator."""
    raw = rng.integers(0, 256, (count, 16), dtype=np.uint8)
    raw[:, 6] = (raw[:, 6] & 0x0F) | 0x40
    raw[:, 8] = (raw[:, 8] & 0x3F) | 0x80
    return strings(_HEX[raw].view("S32").reshape(count))


def strings(fixed: Array) -> pa.Array:
    """A pyarrow string array of a numpy array of fixed-width ASCII bytes without padding."""
    count, width = len(fixed), fixed.dtype.itemsize
    offsets = np.arange(count + 1, dtype=np.int32) * width
    data = np.ascontiguousarray(fixed).tobytes()
    return pa.Array.from_buffers(pa.string(), count, [None, pa.py_buffer(offsets), pa.py_buffer(data)])


def texts(words: Sequence[str | None], index: Array) -> pa.Array:
    """words[index]; a negative index is null."""
    safe = np.where(index < 0, 0, index)
    return pa.array(list(words), pa.string()).take(pa.array(safe, mask=np.asarray(index < 0)))


def chosen(rng: Rng, words: Sequence[str], count: int, weights: Sequence[float] | None = None) -> pa.Array:
    """Words drawn at random."""
    return texts(words, draw(rng, range(len(words)), count, weights))


def repeated(word: str, count: int) -> pa.Array:
    """The same word for every row."""
    return texts((word,), np.zeros(count, np.int64))


def sets(options: Sequence[Sequence[int]], index: Array) -> pa.Array:
    """Array literals of several codes: ``{1,4}``; a negative index is null."""
    return texts(["{" + ",".join(map(str, option)) + "}" for option in options], index)


def draw(
    rng: Rng, values: Sequence[int] | range, count: int, weights: Sequence[float] | None = None
) -> Array:
    """Integers drawn with weights that need not add up to one."""
    pool: Array = np.asarray(values)
    if weights is None:
        chosen: Array = rng.integers(0, len(pool), count)
    else:
        edges = np.cumsum(np.asarray(weights, float))
        chosen = np.searchsorted(edges, rng.random(count) * edges[-1], side="right")
    return np.take(pool, chosen)


def stacked(pieces: Sequence[Columns]) -> Columns:
    """Rows of several pieces, one below the other."""
    return {name: _below([piece[name] for piece in pieces]) for name in pieces[0]}


def _below(parts: Sequence[Column]) -> Column:
    if all(isinstance(part, np.ndarray) for part in parts):
        return np.concatenate(parts)
    return pa.concat_arrays([part if isinstance(part, pa.Array) else pa.array(part) for part in parts])


def where(mask: Array, values: Column) -> pa.Array:
    """The values where the mask holds, null elsewhere."""
    if isinstance(values, (pa.Array, pa.ChunkedArray)):
        return pc.if_else(pa.array(mask), values, pa.scalar(None, values.type))
    if np.ndim(values) == 0:
        one = pa.scalar(values)
        return pc.if_else(pa.array(mask), one, pa.scalar(None, one.type))
    return pa.array(values, mask=~np.asarray(mask))


def measured(
    rng: Rng, mean: Column, spread: Column, low: Column, high: Column, count: int, places: int = 0
) -> Array:
    """Normal readings inside [low, high], rounded as the form keeps them."""
    found = np.round(np.clip(rng.normal(mean, spread, count), low, high), places)
    return found.astype(np.int32) if places == 0 else found


def days(count: int, day: dt.date | str) -> Array:
    """The same day for every row."""
    return np.full(count, np.datetime64(day, "D"))


def working(day: Array) -> Array:
    """The day itself, or the Friday before a weekend."""
    weekday = (day.astype("datetime64[D]").astype(np.int64) + 3) % 7
    back = np.where(weekday == WEEKEND[0], 1, np.where(weekday == WEEKEND[1], 2, 0))
    found: Array = day - back.astype("timedelta64[D]")
    return found


def years_between(birth: Array, day: Array) -> Array:
    """Completed years; 29 February is reached on 28 February, as in gongwei.kernel.dates."""
    month, on = birth.astype("datetime64[M]"), day.astype("datetime64[M]")
    months = (on - month).astype(np.int64)
    of_birth = (birth - month.astype("datetime64[D]")).astype(np.int64)
    of_day = (day - on.astype("datetime64[D]")).astype(np.int64)
    last = (((on + 1).astype("datetime64[D]") - on.astype("datetime64[D]")).astype(np.int64)) - 1
    reached = of_day >= np.minimum(of_birth, last)
    years: Array = np.where(reached, months, months - 1) // 12
    return years


def record(rng: Rng, district: District, places: Array, day: Array, by: Array | None = None) -> Columns:
    """What every service record has: identifiers, who, where, when it happened and when it was typed."""
    count = len(places)
    staff = district.doctor[places] if by is None else by
    delay = draw(rng, (0, 1, 2, 3, 5, 9, 20), count, (70, 9, 6, 5, 5, 3, 2)).astype("timedelta64[D]")
    typed_on = np.minimum(day + delay, np.datetime64(district.today))
    seconds = rng.integers(8 * 3600, 17 * 3600, count).astype("timedelta64[s]")
    return {
        "id": uuids(rng, count),
        "resident_id": district.resident[places],
        "institution_id": district.institution[places],
        "staff_id": staff,
        "served_on": day,
        "recorded_at": typed_on.astype("datetime64[s]") + seconds,
        "recorded_by_id": staff,
        "source": draw(rng, (1, 2, 3, 4), count, (70, 22, 3, 5)),
        "version": np.ones(count, np.int32),
        "void_reason": "",
    }
