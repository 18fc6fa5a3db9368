"""Record numbers: composed, read back, and what their segments mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwei.kernel.identity import IdentityError
from gongwei.kernel.record_number import RecordNumber, parse_record_number, parse_short_number

villages = st.integers(110000001001, 999999999999).map(str)
serials = st.integers(1, 99_999)


@given(villages, serials)
def test_a_number_is_read_back_from_each_way_of_printing_it(village: str, serial: int) -> None:
    number = RecordNumber(village, serial)
    assert parse_record_number(str(number)) == number
    assert parse_record_number(number.grouped) == number
    assert parse_short_number(number.short) == str(number)[9:]


def test_the_cover_prints_6_3_3_5_and_other_forms_the_last_eight() -> None:
    number = RecordNumber("371002109101", 42)
    assert number.grouped == "371002-109-101-00042"
    assert number.short == "101-00042"


@pytest.mark.parametrize(
    ("township", "village", "kinds"),
    [
        ("001", "001", ("街道", "居委会")),
        ("099", "099", ("街道", "居委会")),
        ("100", "101", ("镇", "村委会")),
        ("200", "199", ("乡", "村委会")),
        ("599", "901", ("政企合一单位", "其他组织")),
        ("600", "500", (None, None)),
    ],
)
def test_the_ranges_of_township_and_village_codes(
    township: str, village: str, kinds: tuple[str | None, str | None]
) -> None:
    number = RecordNumber(f"371002{township}{village}", 1)
    assert (number.township_kind, number.village_kind) == kinds


@pytest.mark.parametrize(
    ("village", "serial"), [("371002109101", 0), ("371002109101", 100_000), ("37100210910", 1)]
)
def test_a_serial_outside_its_range_or_a_short_village_is_refused(village: str, serial: int) -> None:
    with pytest.raises(IdentityError, match="档案编号"):
        RecordNumber(village, serial)


@pytest.mark.parametrize("text", ["", "3710021091010004", "371002109101000425", "档案", "00042"])
def test_other_text_is_no_record_number(text: str) -> None:
    with pytest.raises(IdentityError, match="17位"):
        parse_record_number(text)
    assert parse_short_number(text) is None
