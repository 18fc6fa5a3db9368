"""The table of the invented chapter."""

from __future__ import annotations

from gongwei.kernel.codes import CodeList
from gongwei.records.fields import Code, Number
from gongwei.records.models import ServiceRecord

GLASSES = CodeList("glasses", {1: "不戴", 2: "戴镜"})


class Screening(ServiceRecord):
    """视力筛查记录表."""

    left = Number("左眼视力", hard=(3, 5.3), required=True, vital=True)
    right = Number("右眼视力", hard=(3, 5.3), required=True, vital=True)
    glasses = Code("戴镜", GLASSES, required=True)

    class Meta(ServiceRecord.Meta):
        verbose_name = "视力筛查记录表"
