"""What we serve of others is exactly what VENDOR.txt says."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from gongwei.ui import icons

STATIC = Path(__file__).parents[1] / "static"
VENDOR = STATIC / "vendor"


def entries() -> list[list[str]]:
    lines = (VENDOR / "VENDOR.txt").read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


def test_every_vendored_file_has_the_recorded_checksum_and_its_licence() -> None:
    for name, package, licence, checksum in entries():
        assert re.search(r"@\d+\.\d+\.\d+$", package), package
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == checksum, name
        assert "permi" in (VENDOR / licence).read_text(encoding="utf-8").lower(), licence


def test_no_vendored_file_is_unrecorded_or_points_to_a_missing_source_map() -> None:
    found = {path.name for path in VENDOR.iterdir() if path.is_file()} - {"VENDOR.txt"}
    assert found == {entry[0] for entry in entries()}
    assert not [name for name in found if "sourceMappingURL" in (VENDOR / name).read_text(encoding="utf-8")]


def test_icons_are_plain_outline_drawings() -> None:
    text = icons.SYMBOLS.read_text(encoding="utf-8")
    assert len(icons.names()) >= 60 and len(icons.names()) == text.count("<symbol")
    assert "script" not in text and "href" not in text and "<style" not in text
