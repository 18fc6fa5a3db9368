"""The forms of child health management in the order and words of the paper (规范三版 4 附件)."""

from __future__ import annotations

from gongwei.programmes.child.exam_forms import EXAM_1_8M, EXAM_3_6Y, EXAM_12_30M
from gongwei.programmes.child.file_forms import (
    EYE_EXAM,
    EYE_SUPPORT,
    SPECIAL_FILE,
    SPECIAL_VISIT,
    VISION_TRANSFER,
)
from gongwei.programmes.child.newborn_form import BIRTH_NOTICE, NEWBORN_VISIT

FORMS = (
    NEWBORN_VISIT,
    EXAM_1_8M,
    EXAM_12_30M,
    EXAM_3_6Y,
    EYE_EXAM,
    SPECIAL_FILE,
    SPECIAL_VISIT,
    VISION_TRANSFER,
    BIRTH_NOTICE,
    EYE_SUPPORT,
)
