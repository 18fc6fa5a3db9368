"""One pregnancy is one case: its dating and booking; where the woman stays; guidance before any pregnancy."""

from __future__ import annotations

from gongwei.programmes.maternal import codes
from gongwei.programmes.maternal.models.parts import Dated
from gongwei.records.fields import Code, Codes, Day, Integer, Text, When
from gongwei.records.models import ServiceRecord


class Pregnancy(Dated, ServiceRecord):
    """孕产妇专案（《母子健康手册》建册）: opened by the first antenatal visit, or by itself when she moves in later.

    ``served_on`` is the day on which this institution took her over; ``booked_on`` when she was first booked anywhere.
    """

    origin = Code("来源", codes.ORIGIN, required=True)
    booked_on = Day("建册日期", required=True, hint="外区建册的填手册上的日期")
    booking_org = Text("建册机构", required=True, max_length=100)
    gravidity = Integer("孕次", unit="次", hard=(1, 15), required=True, hint="含本次")
    first_check_on = Day("首次产前检查日期", required=When("origin", 2, 3), hint="外区已做的按手册填写")
    checks_elsewhere = Integer(
        "外院产前检查次数", unit="次", hard=(0, 30), hint="外区或医院做的、不在下列表中的次数"
    )
    preconception_exam = Code("孕前优生健康检查", codes.PRECONCEPTION)
    preconception_on = Day("孕前检查日期", required=When("preconception_exam", 1))
    folic_from = Day("开始服用叶酸日期")
    remark = Text("备注", max_length=500)

    class Meta(ServiceRecord.Meta):
        verbose_name = "孕产妇专案"


class Stay(ServiceRecord):
    """孕产妇居住变动: away for delivery or confinement, or here for it; a dated fact, not a move of the record."""

    kind = Code("变动", codes.STAY, required=True)
    from_on = Day("起", required=True)
    to_on = Day("止", hint="回来的当天；还没回来的留空")
    where = Code("去（来自）何处", codes.STAY_PLACE, required=True)
    address = Text("地址", required=True)
    phone = Text("联系电话", max_length=20, required=True)
    handed_to = Text("委托或交接机构", max_length=100, hint="请其做产后访视的机构")

    class Meta(ServiceRecord.Meta):
        verbose_name = "孕产妇居住变动登记"


class Guidance(ServiceRecord):
    """育龄妇女健康指导: advice to a woman of child-bearing age (MAT-06)."""

    given = Code("方式", codes.GIVEN, required=True)
    topics = Codes("指导内容", codes.CHILDBEARING_TOPICS, required=True)
    topics_other = Text("其他指导内容")
    told = Text("指导要点", max_length=500)

    class Meta(ServiceRecord.Meta):
        verbose_name = "育龄妇女健康指导记录"
