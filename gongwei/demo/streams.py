"""Random streams by name: each part of the district draws from its own, so changing one leaves the others alone."""

from __future__ import annotations

import zlib

import numpy as np

from gongwei.records.synthetic import Rng


def stream(seed: int, name: str) -> Rng:
    """The generator of one part; it depends on nothing but seed and name."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, zlib.crc32(name.encode())])))
