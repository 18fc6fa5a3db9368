"""What is owed, declared: a chapter's schedule is a list of Steps in this small closed vocabulary.

A step says *when* (one of the timings below), *for whom* (the members of the programme), and *what meets it*
(which forms, in which modes). The obligations engine turns the list into one table; no chapter computes due dates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

FACE_TO_FACE = (1, 2)
"""Visit modes that count as face to face: 1 门诊, 2 家庭; 3 电话 does not (规范三版 高血压 三)."""

ANY_MODE: tuple[int, ...] = ()

Amount = int | str
"""A number, or the name of the chapter's parameter that holds it."""

Columns = Callable[[Any, Any], Any]
"""A rule: (t, p) → column; t = columns of one record joined with its resident, p = parameters on its date."""


@dataclass(frozen=True)
class PerYear:
    """``count`` times in each calendar year, evenly spread: 4 owes one per quarter, 1 one per year, 12 one per month.

    A period that membership touches is owed. ``early``: a record from the period's first day counts even before the
    person joined (an exam in January for a patient found in May). ``joined_by``: in the joining year owed only when
    joined in this quarter or earlier. ``count`` is at most 12; where it does not divide 12 the parts are even in days.
    ``apart``: each period by itself (一个月一次): a record counts only in the period in which it falls, and what was
    missed stays missed; otherwise a late one makes up for the earliest open period of the year.
    """

    count: Amount
    early: bool = False
    joined_by: Amount | None = None
    apart: bool = False


@dataclass(frozen=True)
class Days:
    """An offset in days within a Milestone that otherwise counts in months or years (满月：28～30 天)."""

    amount: Amount


@dataclass(frozen=True)
class Milestone:
    """Once, in a window counted from an anchor date of the member (birth, LMP, discharge …).

    ``opens``/``due``/``closes`` are offsets in ``unit`` (days, months, years) from ``anchor``, a column of the
    chapter's members; closes=None leaves it open. ``until`` instead of ``closes``: the window ends the day before, so
    that the next one may open on that day; nothing is due after its window.
    """

    anchor: str
    opens: Amount | Days
    due: Amount | Days
    closes: Amount | None = None
    unit: str = "days"
    until: Amount | None = None


@dataclass(frozen=True)
class Point:
    """One of several windows from the same anchor: its key, what it is called, when it opens and is due, its form."""

    seq: int
    label: str
    opens: Amount | Days
    due: Amount | Days
    form: str


@dataclass(frozen=True)
class Milestones:
    """A row of windows from one anchor (满月, 3月龄 … 6岁), each ending the day before the next one opens.

    ``last`` ends the last of them. As one step they cost one expression, however many there are.
    """

    anchor: str
    points: tuple[Point, ...]
    last: Amount
    unit: str = "months"


@dataclass(frozen=True)
class After:
    """Within so many days after each record of ``form`` for which ``when`` holds: 2 weeks after an uncontrolled visit.

    ``when`` names a yes/no rule of the chapter; None means after every record of the form. It can be made up late until
    the end of the year in which it was due, when the year is judged. ``unit`` is days or months (three months after a
    stable visit: calendar months). Several forms may trigger the same step; ``within`` may be a rule of the chapter
    that gives the number for each record (monthly for the youngest). ``same_day``: what meets it may be done on the
    very day (an abnormal finding referred at once); a recheck begins the day after.
    """

    form: str | tuple[str, ...]
    within: Amount | Columns
    when: Columns | None = None
    unit: str = "days"
    same_day: bool = False

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms whose records trigger it."""
        return (self.form,) if isinstance(self.form, str) else self.form


@dataclass(frozen=True)
class Every:
    """At least every so many months while a member, counted from the last one done (or from joining)."""

    months: Amount


@dataclass(frozen=True)
class Reckoned:
    """What the chapter reckons itself, where the next window hangs on what was done before (a series of doses).

    ``rows(t, p, members)`` → the owner, seq, opens_on, due_on, closes_on, met_on, met_by (NULL while not done)
    and, where several forms may meet it, met_form; ``labels`` says what each seq is called. What is missed stays owed
    until it closes, however long ago it was due.
    """

    rows: Callable[[Any, Any, Any], Any]
    labels: tuple[tuple[str, str], ...]


Timing = PerYear | Milestone | Milestones | After | Every | Reckoned


@dataclass(frozen=True)
class Step:
    """One owed service: ``Step("exam", "年度健康体检", PerYear("exams_per_year"), met_by=("health_exam",), ref=…)``.

    ``met_by`` names forms (table names); ``modes`` restricts how they were done; ``ref`` is the clause. ``requires``
    names a yes/no rule over the meeting record (a blood pressure was really taken); None accepts every record.
    ``among`` names a yes/no column of the members: those to whom the step is owed; None means all of them. ``ordered``
    names a parameter without which nothing is owed: where the plan has 0 or no for it on every day, the step is left
    out of the text.
    """

    id: str
    label: str
    timing: Timing
    met_by: tuple[str, ...]
    ref: str
    modes: tuple[int, ...] = ANY_MODE
    requires: Columns | None = None
    among: str | None = None
    ordered: str | None = None

    def point(self, seq: str) -> Point | None:
        """The window of that key, where the step is a row of windows."""
        points = self.timing.points if isinstance(self.timing, Milestones) else ()
        return next((point for point in points if str(point.seq) == seq), None)

    def label_of(self, seq: str) -> str:
        """What one obligation of the step is called: 8月龄健康检查."""
        point = self.point(seq)
        if isinstance(self.timing, Reckoned):
            return dict(self.timing.labels).get(seq, self.label)
        return point.label if point else self.label

    def forms_of(self, seq: str) -> tuple[str, ...]:
        """The forms that meet one obligation of the step."""
        point = self.point(seq)
        return (point.form,) if point else self.met_by


Subject = Literal["resident", "institution"]


@dataclass(frozen=True)
class Schedule:
    """A chapter's steps and its members: ``members(t, p)`` → resident_id, from_on, to_on (exclusive), anchors …

    ``of="institution"``: the institutions themselves owe the work, so members return institution_id instead.
    """

    members: Columns
    steps: tuple[Step, ...]
    of: Subject = "resident"

    @property
    def key(self) -> str:
        """The column that says who owes or is owed."""
        return f"{self.of}_id"
