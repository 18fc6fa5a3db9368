"""Where a value, a target or a rule comes from: ``document#clause``, the clause labelled as printed."""

from __future__ import annotations

import re
from dataclasses import dataclass

DOCUMENT_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, order=True)
class Ref:
    """``Ref("huancui-2024#五（七）")``: the id of a document and the printed label of a clause."""

    text: str

    def __post_init__(self) -> None:
        document, mark, clause = self.text.partition("#")
        if not mark or not clause.strip() or "#" in clause or not DOCUMENT_ID.fullmatch(document):
            raise ValueError(f"出处 {self.text!r} 写法不对：应为“文件编号#条款”，例如 huancui-2024#五（七）")

    @property
    def document(self) -> str:
        """The id of the document, for example ``huancui-2024``."""
        return self.text.partition("#")[0]

    @property
    def clause(self) -> str:
        """The clause label as printed, for example ``五（七）``."""
        return self.text.partition("#")[2]

    def __str__(self) -> str:
        return self.text
