"""打印: the official paper of an institution's record, or empty, as it leaves the printer."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from gongwei.catalogue.chapters import chapter
from gongwei.kernel import clock
from gongwei.ui.printing import FILES_AT, sheets
from gongwei.ui.visits import visit_of
from gongwei.web.activities.reach import stored_work, work_form
from gongwei.web.frame.shell import page, staff_page

SIGNS = {"name": "姓名", "blank": "留空手签"}


@staff_page()
def printed(request: HttpRequest, form_id: str, record_id: uuid.UUID) -> HttpResponse:
    """The paper of one record: filled or blank, signed or left for the pen."""
    form = work_form(form_id)
    stored = stored_work(request, form, record_id)
    blank, sign = "blank" in request.GET, request.GET.get("sign", "name")
    shown = {
        "staff": "" if sign == "blank" else stored.staff.name,
        "institution": stored.institution.name,
        FILES_AT: f"{reverse('web:work_record', args=[form.id, stored.pk])}files/",
    }
    edition = "国家基本公共卫生服务规范（第三版）" if "附件" in form.ref else chapter(form.programme).label
    pages = sheets(
        form, [] if blank else [visit_of(form, stored)], name="" if blank else stored.institution.name,
        of_institution=True, foot=edition, shown=[] if blank else [shown],
        foot_right=f"打印 {clock.now():%Y-%m-%d %H:%M} {request.scope.staff.name}",  # type: ignore[attr-defined]
    )  # fmt: skip
    context = {
        "sheets": pages, "form": form, "stored": stored, "blank": blank,
        "signs": [(key, label, key == sign) for key, label in SIGNS.items()],
    }  # fmt: skip
    return page(request, "web/activities/papers.html", context, at=form.programme, rail=True)


urlpatterns = [path("work/<slug:form_id>/<uuid:record_id>/print/", printed, name="work_print")]
