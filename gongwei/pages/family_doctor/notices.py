"""What the chapter tells the workbench."""

from __future__ import annotations

from gongwei.pages.family_doctor.holders import asked
from gongwei.pages.family_doctor.outside import told

NOTICES = (told, asked)
