"""The form of the invented chapter."""

from __future__ import annotations

from gongwei.programmes.vision.models import Screening

from gongwei.records.layout import Form, Group, Line

FORMS = (
    Form(
        id="vision_screening",
        label="视力筛查记录表",
        model=Screening,
        ref="gongwei-conventions#时间.年度",
        programme="vision",
        needs_enrolment=False,
        groups=(
            Group("", (Line("筛查日期", ("served_on",)),)),
            Group("视力", (Line("左眼/右眼", ("left", "right"), join="/"), Line("戴镜", ("glasses",)))),
        ),
        carried=("glasses",),
        headline=("left", "right"),
        verdict=("sight", "poor"),
    ),
)
