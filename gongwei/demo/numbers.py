"""Numbers on documents: identity card, birth certificate, record number, telephone; valid in form, nobody's in fact."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from gongwei.kernel.identity import CHECK_CHARACTERS, WEIGHTS
from gongwei.records.synthetic import Array, Rng, draw, strings, where

REGIONS = (371002, 371081, 371083, 370602, 220102, 230102)
_REGION_WEIGHTS = (78, 8, 6, 4, 2, 2)
_STRIDE, _SEQUENCES = 187, 500
"""Coprime, so that ranks of one birthday scatter over all sequence numbers without meeting."""


def id_cards(rng: Rng, birth: Array, sex: Array) -> pa.Array:
    """18 characters each, unique, agreeing with birth date and sex (GB 11643-1999)."""
    count = len(birth)
    region = draw(rng, REGIONS, count, _REGION_WEIGHTS)
    day = _digits(birth)
    group = (region * 100_000_000 + day) * 2 + sex % 2
    sequence = (rank_within(group) * _STRIDE + 311) % _SEQUENCES * 2 + sex % 2
    number = (region * 100_000_000 + day) * 1000 + sequence
    figures = _figures(number, 17)
    checks = np.frombuffer(CHECK_CHARACTERS.encode(), np.uint8)[
        (figures * np.asarray(WEIGHTS)).sum(axis=1) % 11
    ]
    return _text(np.concatenate([figures + ord("0"), checks[:, None]], axis=1))


def birth_certificates(rng: Rng, wanted: Array) -> pa.Array:
    """One letter and nine digits where wanted, else null."""
    count = len(wanted)
    number = 370_000_000 + rng.permutation(10_000_000)[:count] if count <= 10_000_000 else np.arange(count)
    figures = _figures(number, 9) + ord("0")
    return where(wanted, _text(np.concatenate([np.full((count, 1), ord("X")), figures], axis=1)))


def record_numbers(village_codes: Array, serial: Array) -> pa.Array:
    """Village 12 digits and personal serial 5 digits (spec 01 b1)."""
    return _text(_figures(village_codes * 100_000 + serial, 17) + ord("0"))


def phones(rng: Rng, count: int) -> pa.Array:
    """Mobile numbers of the synthetic series 130 0000 0000."""
    return _text(_figures(13_000_000_000 + rng.integers(0, 100_000_000, count), 11) + ord("0"))


def rank_within(groups: Array) -> Array:
    """0, 1, 2 … for the members of each group, in their order."""
    order = np.argsort(groups, kind="stable")
    grouped = groups[order]
    starts = np.r_[True, grouped[1:] != grouped[:-1]]
    first = np.maximum.accumulate(np.where(starts, np.arange(len(groups)), 0))
    rank = np.empty(len(groups), np.int64)
    rank[order] = np.arange(len(groups)) - first
    return rank


def _digits(day: Array) -> Array:
    """YYYYMMDD."""
    month = day.astype("datetime64[M]").astype(np.int64)
    of_month = (day - day.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64) + 1
    digits: Array = (1970 + month // 12) * 10_000 + (month % 12 + 1) * 100 + of_month
    return digits


def _figures(number: Array, width: int) -> Array:
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return np.remainder(number[:, None] // powers, 10)


def _text(characters: Array) -> pa.Array:
    width = characters.shape[1]
    return strings(
        np.ascontiguousarray(characters.astype(np.uint8)).view(f"S{width}").reshape(len(characters))
    )
