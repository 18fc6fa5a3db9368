"""What the chapter tells the workbench."""

from __future__ import annotations

from gongwei.pages.elderly.arrived import told

NOTICES = (told,)
