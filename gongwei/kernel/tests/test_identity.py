"""Identity numbers: what is accepted, what is refused, and what the refusal says."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwei.kernel.identity import (
    CenturyNeeded,
    IdentityError,
    check_character,
    disagreements,
    normalise,
    parse_birth_certificate,
    parse_id_card,
    parse_phone,
)

TODAY = dt.date(2024, 10, 16)
KNOWN = "11010519491231002X"  # the example printed in GB 11643-1999

births = st.dates(dt.date(1900, 1, 1), TODAY)
regions = st.integers(110000, 999999).map(str)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    first17 = f"{draw(regions)}{draw(births):%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return first17 + check_character(first17)


def test_the_standards_own_example_is_accepted() -> None:
    card = parse_id_card(KNOWN, TODAY)
    assert (card.birth_date, card.sex, card.region) == (dt.date(1949, 12, 31), 2, "110105")


@given(numbers())
def test_a_valid_number_gives_its_birth_date_and_sex(number: str) -> None:
    card = parse_id_card(number, TODAY)
    assert f"{card.birth_date:%Y%m%d}" == number[6:14]
    assert card.sex == (1 if int(number[16]) % 2 else 2)
    assert disagreements(card, card.birth_date, card.sex) == {}


@given(numbers(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_a_valid_number_with_any_one_character_changed_is_refused(
    number: str, place: int, character: str
) -> None:
    changed = number[:place] + character + number[place + 1 :]
    if changed != number:
        with pytest.raises(IdentityError, match="身份证号"):
            parse_id_card(changed, TODAY)


@given(numbers(), st.integers(0, 16))
def test_two_different_neighbours_exchanged_are_refused(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        with pytest.raises(IdentityError):
            parse_id_card(swapped, TODAY)


@given(st.text(max_size=40))
def test_any_other_text_is_refused_with_a_message_and_never_crashes(text: str) -> None:
    try:
        card = parse_id_card(text, TODAY)
    except IdentityError as error:
        assert str(error).startswith("身份证号：")
    else:
        assert check_character(card.number[:17]) == card.number[17]


def test_full_width_digits_small_x_and_spaces_are_what_was_meant() -> None:
    assert parse_id_card(" １１０１０５ 19491231 002ｘ ", TODAY).number == KNOWN
    assert normalise("ｐ３７０") == "P370"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("110105194912310021", "校验码"),
        ("110105194913310020", "不是真实的日期"),
        ("110105194902300020", "不是真实的日期"),
        ("1101051949123100", "18位"),
        ("", "18位"),
        ("٣" * 18, "18位"),
    ],
)
def test_the_refusal_says_what_is_wrong(text: str, says: str) -> None:
    with pytest.raises(IdentityError, match=says):
        parse_id_card(text, TODAY)


def test_a_birth_date_of_today_is_accepted_and_of_tomorrow_is_refused() -> None:
    def born(day: dt.date) -> str:
        first17 = f"371002{day:%Y%m%d}001"
        return first17 + check_character(first17)

    assert parse_id_card(born(TODAY), TODAY).birth_date == TODAY
    with pytest.raises(IdentityError, match="晚于今天"):
        parse_id_card(born(TODAY + dt.timedelta(days=1)), TODAY)


def test_a_retired_region_code_is_not_refused() -> None:
    first17 = "37101119620301001"  # 威海市 before 环翠区 had its present code
    assert parse_id_card(first17 + check_character(first17), TODAY).region == "371011"


@pytest.mark.parametrize(
    ("prefix", "kind"),
    [
        ("810000", "港澳居民居住证"),
        ("820000", "港澳居民居住证"),
        ("830000", "台湾居民居住证"),
        ("911840", "外国人永久居留身份证"),
        ("371002", "居民身份证"),
    ],
)
def test_other_cards_of_18_characters_follow_the_same_check(prefix: str, kind: str) -> None:
    first17 = f"{prefix}19900101001"
    assert parse_id_card(first17 + check_character(first17), TODAY).kind == kind


def test_15_digits_are_upgraded_with_19_and_a_new_check_character() -> None:
    assert parse_id_card("110105491231002", TODAY).number == KNOWN


def test_a_centenarians_15_digits_ask_for_the_century() -> None:
    with pytest.raises(CenturyNeeded, match="世纪"):
        parse_id_card("371002991231996", TODAY)
    assert parse_id_card("371002991231996", TODAY, century=18).birth_date == dt.date(1899, 12, 31)
    with pytest.raises(IdentityError, match="18或19"):
        parse_id_card("371002991231996", TODAY, century=20)


def test_a_birth_date_or_sex_against_the_number_is_named_by_field() -> None:
    card = parse_id_card(KNOWN, TODAY)
    assert set(disagreements(card, dt.date(1949, 12, 30), 1)) == {"birth_date", "sex"}
    assert disagreements(card, None, 9) == {}


def test_masking_shows_three_and_four() -> None:
    assert parse_id_card(KNOWN, TODAY).masked == "110***********002X"


def test_a_birth_certificate_is_a_letter_and_nine_digits() -> None:
    assert parse_birth_certificate("p370123456") == "P370123456"
    for wrong in ("370123456", "P37012345", "PP70123456", ""):
        with pytest.raises(IdentityError, match="出生医学证明号"):
            parse_birth_certificate(wrong)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13806310000", "13806310000"),
        ("138 0631 0000", "13806310000"),
        ("+8613806310000", "13806310000"),
        ("138-0631-0000", "13806310000"),
        ("0631-5812345", "0631-5812345"),
        ("06315812345", "06315812345"),
        ("5812345", "5812345"),
    ],
)
def test_telephones_as_people_write_them(typed: str, kept: str) -> None:
    assert parse_phone(typed) == kept


@pytest.mark.parametrize("wrong", ["", "12345678901", "1380631000", "138063100000", "电话不详", "0" * 11])
def test_a_wrong_telephone_is_refused_by_the_fields_name(wrong: str) -> None:
    with pytest.raises(IdentityError, match="联系人电话"):
        parse_phone(wrong, "联系人电话")
