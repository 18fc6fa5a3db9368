"""What may become of a row, in the words of the page."""

from __future__ import annotations

NEW, SAME, CHANGED, DOUBT, ERROR = "new", "same", "changed", "doubt", "error"
READ, SOFT = "read", "soft"
"""Between reading a row and comparing it with all others: nothing against it, or something to confirm."""
WORDS = {
    ERROR: "错误", DOUBT: "疑似重复或需确认", CHANGED: "变更", NEW: "新增", SAME: "相同", "done": "已新增",
    "corrected": "已变更", "undone": "已撤销", "kept": "未撤销", READ: "待比对", SOFT: "待比对", "": "待检查",
}  # fmt: skip


def said(counts: dict[str, int]) -> str:
    """The counts in one line."""
    return "、".join(f"{word} {counts[fate]:,}" for fate, word in WORDS.items() if counts.get(fate))
