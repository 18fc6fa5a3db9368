"""Division codes: levels and ancestors from village to nation."""

import pytest

from gongwei.kernel.region import Region


@pytest.mark.parametrize(
    ("code", "level", "full"),
    [
        ("371002001001", "village", "371002001001"),
        ("371002001", "township", "371002001000"),
        ("371002001000", "township", "371002001000"),
        ("371002", "county", "371002000000"),
        ("371002000000", "county", "371002000000"),
        ("371000", "city", "371000000000"),
        ("370000", "province", "370000000000"),
        ("000000", "nation", "000000000000"),
    ],
)
def test_a_code_knows_its_level(code: str, level: str, full: str) -> None:
    assert (Region(code).level, Region(code).full) == (level, full)


def test_ancestors_run_from_the_village_to_the_nation() -> None:
    codes = [region.code for region in Region("371002001001").ancestors]
    assert codes == ["371002001", "371002", "371000", "370000", "000000"]
    assert Region("000000").ancestors == ()


@pytest.mark.parametrize("code", ["", "3710", "37100200", "37100a", "3710020010011"])
def test_a_malformed_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="区划代码"):
        Region(code)
