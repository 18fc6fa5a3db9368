"""The official form on the screen and on paper, from one layout."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django.template import Context, Template

from gongwei.records.binding import bind
from gongwei.records.items import item_of
from gongwei.records.tests.sample import COMPLETE, FORM, Visit, VisitMedicine
from gongwei.ui.controls import Control, Option, Remark
from gongwei.ui.official import FormView, PaperRow, form_view
from gongwei.ui.printing import sheets
from gongwei.ui.tests.gallery import VISITS
from gongwei.ui.visits import carried, said

DAY = dt.date(2024, 10, 16)


def control(view: FormView, name: str) -> Control:
    return next(each for row in view.rows for each in row.controls if each.name == name)


def drawn(view: FormView) -> str:
    return Template("{% load gw %}{% paper v %}").render(Context({"v": view}))


def posted(**changes: Any) -> FormView:
    return form_view(FORM, bound=bind(FORM, {**COMPLETE, **changes}, today=DAY), past=VISITS)


def test_rows_stand_in_paper_order_under_their_groups() -> None:
    view = form_view(FORM)
    assert [row.label for row in view.rows][:4] == ["随访日期", "随访方式", "症状", "血压(mmHg)"]
    groups = [(row.group, row.group_rows) for row in view.rows if row.group_rows]
    assert groups[:3] == [("", 2), ("症状", 1), ("体征", 5)]
    assert sum(size for _, size in groups) == len(view.rows)


def test_last_visits_stand_beside_with_values_outside_the_target_marked() -> None:
    view = form_view(FORM, past=VISITS)
    row = next(row for row in view.rows if row.label.startswith("血压"))
    assert [(cell.text, cell.bad) for cell in row.past] == [
        ("148/86", False),
        ("156/92", True),
        ("162/94", True),
    ]
    served = view.rows[0].past
    assert [cell.text for cell in served] == ["04-12", "07-09", "09-20"]


def test_a_new_record_brings_habits_and_medicine_but_never_vital_signs() -> None:
    view = form_view(FORM, past=VISITS, fresh=True)
    assert control(view, "smoking_now").value == "0"
    assert control(view, "smoking_now").brought
    assert control(view, "medicines-0-name").value == "苯磺酸氨氯地平片"
    assert control(view, "sbp").value == "" and control(view, "sbp").last == ""
    values, rows = carried(FORM, VISITS[-1])
    assert "sbp" not in values and set(rows) == {"medicines"}
    assert carried(FORM, None) == ({}, {})


def test_what_was_typed_is_shown_again_with_its_problem() -> None:
    view = posted(sbp="高<b>", weight_cur="665.0", mode="9", medicines_x="1")
    assert control(view, "sbp").value == "高<b>"
    assert control(view, "sbp").state == "err"
    assert control(view, "weight_cur").remarks == (Remark("err", "体重应在 20～300 kg 之间，是不是 66.5？"),)
    page = drawn(view)
    assert "高&lt;b&gt;" in page and "高<b>" not in page
    assert 'aria-invalid="true"' in page
    assert view.words == "还有 3 处错误"


def test_a_doubt_is_confirmed_at_its_field_and_stays_confirmed() -> None:
    asked = posted(weight_cur="165")
    assert control(asked, "weight_cur").remarks[0].key == "weight_cur:165"
    again = posted(weight_cur="165", confirm="weight_cur:165")
    assert again.words == ""
    assert control(again, "weight_cur").remarks[0].confirmed
    assert re.search(r'name="confirm" value="weight_cur:165"[^>]*checked', drawn(again))


def test_conditional_fields_are_hidden_until_their_condition_holds() -> None:
    view = form_view(FORM)
    assert control(view, "reaction_text").hidden
    assert control(view, "symptoms_other").hidden
    filled = form_view(FORM, values={"reaction": 2, "symptoms": [10]})
    assert not control(filled, "reaction_text").hidden and control(filled, "reaction_text").must
    assert not control(filled, "symptoms_other").hidden
    assert not control(
        form_view(FORM, values={"reaction": 1, "reaction_text": "干咳"}), "reaction_text"
    ).hidden


def test_required_marks_follow_the_answers() -> None:
    assert control(form_view(FORM, values={"mode": 1}), "sbp").must
    assert not control(form_view(FORM, values={"mode": 3}), "sbp").must


def test_a_suggestion_marks_an_option_without_choosing_it() -> None:
    options = control(form_view(FORM, suggested={"visit_class": 2}), "visit_class").options
    assert [(option.code, option.suggested, option.chosen) for option in options][1] == ("2", True, False)


def test_every_input_has_a_label_and_a_described_place() -> None:
    page = drawn(posted())
    ids = set(re.findall(r' id="(f-[^"]+)"', page))
    for target in re.findall(r'for="(f-[^"]+)"', page):
        assert target in ids
    assert page.count("<fieldset") == page.count("<legend")
    for place in re.findall(r'aria-describedby="([^"]+)"', page):
        assert f'id="{place}"' in page


def test_a_repeating_part_has_a_row_to_copy_and_keeps_typed_text() -> None:
    view = posted(**{"medicines-1-name": "缬沙坦胶囊", "medicines-1-dose": "八十"})
    assert [row.label for row in view.rows if row.rows_of] == ["药物1", "药物2"]
    assert control(view, "medicines-1-dose").value == "八十"
    assert control(view, "medicines-1-dose").state == "err"
    page = drawn(view)
    assert page.count('name="medicines-1-name"') == 1 and page.count('data-add="medicines"') == 1


def test_a_long_list_of_codes_is_one_to_open() -> None:
    many = Control("x", "民族", "one", options=tuple(Option(str(n), f"第{n}", n == 7) for n in range(1, 57)))
    row = PaperRow("民族", (many,))
    page = Template("{% include 'ui/paper_row.html' %}").render(Context({"row": row, "view": None}))
    assert "<select" in page and '<option value="7" selected>7 第7</option>' in page


def test_part_of_a_form_can_be_asked_alone() -> None:
    view = form_view(FORM, only=["sbp", "mood"])
    assert [row.label for row in view.rows] == ["血压(mmHg)", "心理调整"]


def test_values_are_said_as_on_paper() -> None:
    assert said(item_of(Visit, "mode"), 2) == "2 家庭"
    assert said(item_of(Visit, "symptoms"), [2, 4]) == "2 4"
    assert said(item_of(Visit, "weight_cur"), Decimal("66")) == "66.0"
    assert said(item_of(Visit, "referred"), False) == "否"
    assert said(item_of(VisitMedicine, "dose"), None) == "—"


def test_the_paper_prints_visits_in_columns_and_the_blank_form() -> None:
    (sheet,) = sheets(FORM, VISITS, name="姜白露", number="145-00208")
    assert sheet.columns == 4
    pressure = next(row for row in sheet.rows if row.label.startswith("血压"))
    assert ["".join(part.text for part in cell.lines[0]) for cell in pressure.cells] == [
        "14886",
        "15692",
        "16294",
        "",
    ]
    symptoms = next(row for row in sheet.rows if row.group == "症状")
    assert symptoms.listed[0].label == "无症状" and len(symptoms.listed) == 9
    assert symptoms.cells[2].lines[0][0].boxes == ("2", "", "", "", "")
    salt = next(row for row in sheet.rows if row.label.startswith("摄盐"))
    assert [choice.ringed for choice in salt.cells[0].lines[0][0].choices] == [False, True, False]
    labels = [row.label for row in sheet.rows]
    assert labels.count("用法用量") == 4 and "其他药物" in labels
    (blank,) = sheets(FORM, ())
    assert len(blank.rows) == len(sheet.rows)


def test_five_visits_need_two_sheets() -> None:
    pages = sheets(FORM, [*VISITS, *VISITS[:2]])
    assert [(page.page, page.pages) for page in pages] == [(1, 2), (2, 2)]
