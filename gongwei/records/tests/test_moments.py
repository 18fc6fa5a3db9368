"""A moment needs its day and its time, in China; a long text its bound."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import models

from gongwei.kernel.clock import CHINA
from gongwei.records.fields import Long, Moment
from gongwei.records.items import Item, item_of
from gongwei.records.reading import Unreadable, read
from gongwei.records.validate import as_text

TODAY = dt.date(2024, 10, 16)


class Clue(models.Model):
    """A form with a clock."""

    found_at = Moment("发现时间", required=True)
    content = Long("信息内容", max_length=1000)

    class Meta:
        app_label = "records_tests"

    def __str__(self) -> str:
        return str(self.found_at)


def found_at() -> Item:
    return item_of(Clue, "found_at")


@pytest.mark.parametrize(
    "typed", ["2024-10-16 08:30", "10-16 8:30", "+0 8：30", "2024年10月16日 8时30分", "2024-10-16T08:30"]
)
def test_a_moment_is_read_in_the_time_of_china(typed: str) -> None:
    assert read(found_at(), [typed], TODAY) == dt.datetime(2024, 10, 16, 8, 30, tzinfo=CHINA)


@pytest.mark.parametrize("typed", ["2024-10-16", "08:30", "2024-10-16 24:00", "2024-10-16 8:60", "2024-02-30 08:00"])
def test_a_day_without_its_time_is_refused_in_words(typed: str) -> None:
    with pytest.raises(Unreadable, match="发现时间"):
        read(found_at(), [typed], TODAY)


def test_a_moment_of_another_zone_is_shown_as_the_clock_on_the_wall() -> None:
    assert as_text(dt.datetime(2024, 10, 16, 0, 30, tzinfo=dt.UTC)) == "2024-10-16 08:30"


def test_a_long_text_has_a_bound_and_its_own_control() -> None:
    content = item_of(Clue, "content")
    assert (content.kind, content.max_length) == ("long", 1000)
