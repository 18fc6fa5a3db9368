"""What makes a kept text stale."""

from __future__ import annotations

import re
import tomllib

from gongwei.catalogue.compiled import ABOVE, BELOW
from gongwei.engine.cache import PACKAGE


def test_whatever_a_text_is_made_from_is_in_its_key() -> None:
    contracts = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text("utf8"))["tool"]["importlinter"]
    layers = [set(re.findall(r"\w+", layer)) for layer in contracts["contracts"][0]["layers"]]
    top = next(place for place, layer in enumerate(layers) if "indicators" in layer)
    assert set().union(*layers[top:]) == {*BELOW, *ABOVE, "programmes"}
