"""Identity card, birth certificate, telephone and the 17-digit record number (spec 01 b1–b3; GB 11643-1999)."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
MALE, FEMALE = 1, 2
CENTENARIANS = range(996, 1000)
"""Sequence numbers of 15-digit cards that mark people over 100 at the time of issue."""

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_FIXED = re.compile(r"(?:0[0-9]{2,3}-?)?[2-9][0-9]{6,7}(?:-[0-9]{1,6})?")
_CERTIFICATE = re.compile(r"[A-Z][0-9]{9}")


class IdentityError(ValueError):
    """A number that cannot be what it should be; the message says what was expected and what to do."""


class CenturyNeeded(IdentityError):
    """A 15-digit number of a centenarian: the century of birth must be asked, never guessed."""


def normalise(text: str) -> str:
    """Full-width characters become half-width, spaces go, letters become capitals: what a person meant to type."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def check_character(first17: str) -> str:
    """The 18th character: Σ(a·W) mod 11 mapped to 1 0 X 9 8 7 6 5 4 3 2 (GB 11643-1999)."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % 11]


@dataclass(frozen=True)
class IdCard:
    """A valid 18-character number and what it says: region of first registration, birth date, sex."""

    number: str
    birth_date: dt.date

    @property
    def region(self) -> str:
        """Digits 1–6: where it was first registered, which need not exist any more."""
        return self.number[:6]

    @property
    def sex(self) -> int:
        """Digit 17: odd is male (1), even is female (2)."""
        return MALE if int(self.number[16]) % 2 else FEMALE

    @property
    def kind(self) -> str:
        """Which document carries the number; all have the same length and check character."""
        if self.number[0] == "9":
            return "外国人永久居留身份证"
        places = {"810000": "港澳居民居住证", "820000": "港澳居民居住证", "830000": "台湾居民居住证"}
        return places.get(self.region, "居民身份证")

    @property
    def masked(self) -> str:
        """The first three and last four characters; the rest are stars."""
        return self.number[:3] + "*" * 11 + self.number[-4:]


def parse_id_card(text: str, on: dt.date, century: int | None = None) -> IdCard:
    """Read an 18-character number, or upgrade one of 15 digits; IdentityError says what is wrong (spec 01 b2).

    ``on`` is the day of typing: a birth date after it is refused. ``century`` (18 or 19) answers CenturyNeeded.
    """
    number = normalise(text)
    if re.fullmatch(r"[1-9][0-9]{14}", number):
        number = _upgrade(number, century)
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number):
        raise IdentityError("身份证号：应为18位（前17位是数字，末位是数字或X），请核对证件后重新输入")
    birth = _birth_date(number[6:14])
    if birth > on:
        raise IdentityError(f"身份证号：出生日期 {birth} 晚于今天，请核对第7至14位")
    expected = check_character(number[:17])
    if number[17] != expected:
        raise IdentityError("身份证号：末位校验码不符，可能有一位输错，请逐位核对证件")
    return IdCard(number, birth)


def _upgrade(old: str, century: int | None) -> str:
    """15 → 18 digits: put the century after digit 6 and add the check character."""
    if int(old[12:]) in CENTENARIANS and century is None:
        raise CenturyNeeded("身份证号：顺序码996至999的15位号码属百岁老人，请选择出生世纪（18或19）")
    if century not in (None, 18, 19):
        raise IdentityError("身份证号：15位号码的出生世纪只能是18或19")
    first17 = f"{old[:6]}{century or 19}{old[6:]}"
    return first17 + check_character(first17)


def _birth_date(digits: str) -> dt.date:
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise IdentityError(f"身份证号：第7至14位 {digits} 不是真实的日期，请核对证件") from None


def disagreements(card: IdCard, birth_date: dt.date | None, sex: int | None) -> dict[str, str]:
    """Field → sentence, where the typed birth date or sex is not what the number says."""
    found: dict[str, str] = {}
    if birth_date is not None and birth_date != card.birth_date:
        found["birth_date"] = f"出生日期：与身份证号不符（证号为 {card.birth_date}），请核对后改正其一"
    if sex in (MALE, FEMALE) and sex != card.sex:
        found["sex"] = f"性别：与身份证号不符（证号为{'男' if card.sex == MALE else '女'}），请核对后改正其一"
    return found


def parse_birth_certificate(text: str) -> str:
    """The number of a 出生医学证明: one letter and nine digits."""
    number = normalise(text)
    if not _CERTIFICATE.fullmatch(number):
        raise IdentityError("出生医学证明号：应为1个字母加9位数字，例如 P370123456")
    return number


def parse_phone(text: str, field: str = "联系电话") -> str:
    """A mobile number of 11 digits or a fixed line with or without its area code."""
    number = normalise(text).replace("(", "").replace(")", "-").replace("—", "-")
    number = number.removeprefix("+86").lstrip("-")
    digits = number.replace("-", "")
    if _MOBILE.fullmatch(digits):
        return digits
    if _FIXED.fullmatch(number):
        return number
    raise IdentityError(f"{field}：应为11位手机号，或“区号-号码”的固定电话，请核对")
