"""The shape of a policy file: strict pydantic models, and their complaints in words, with file and line."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from gongwei.kernel.ref import Ref
from gongwei.policy.problems import Problem
from gongwei.policy.strict_yaml import Source

Model = TypeVar("Model", bound="Shape")


class Shape(BaseModel):
    """A part of a policy file: nothing converted, nothing unknown accepted, nothing changed after loading."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, populate_by_name=False)


def _ref(text: str) -> str:
    return Ref(text).text


RefText = Annotated[str, AfterValidator(_ref)]
"""A reference written ``document#clause``."""


def fit(model: type[Model], source: Source) -> tuple[Model | None, list[Problem]]:
    """Put a file into its shape; on failure give every complaint at once, in words."""
    try:
        return model.model_validate(source.data), []
    except ValidationError as error:
        return None, [_problem(source, detail) for detail in error.errors(include_url=False)]


def _problem(source: Source, detail: ErrorDetails) -> Problem:
    key = tuple(part for part in detail["loc"])
    expected, advice = _words(detail)
    while key and key not in source.lines and detail["type"] != "missing":
        key = key[:-1]
    return source.problem(key, expected, advice)


def _words(detail: ErrorDetails) -> tuple[str, str]:
    kind, found = detail["type"], detail["input"]
    context: dict[str, Any] = detail.get("ctx", {})
    name = str(detail["loc"][-1]) if detail["loc"] else ""
    if kind == "missing":
        return f"缺少必填项 {name}", f"请补上 {name}"
    if kind == "extra_forbidden":
        return f"不认识的键 {name}", "请检查拼写，或删去这一项"
    if kind in _CONTAINERS and isinstance(found, int | float | str) and not isinstance(found, bool):
        expected = f"应为{_CONTAINERS[kind]}，写的是光秃秃的 {_show(found)}"
        return expected, "数值要写成 {from, value, ref}，带上日期和出处"
    if kind in _WORDS:
        return f"应为{_WORDS[kind]}，写的是 {_show(found)}", "请改正"
    if kind == "literal_error":
        offered = str(context.get("expected", "")).replace(" or ", ", ").replace("'", "").replace(", ", "、")
        return f"应为 {offered} 之一，写的是 {_show(found)}", "请改成其中一个"
    if kind == "value_error":
        return str(context.get("error", detail["msg"])), "请改正"
    if kind in _LIMITS:
        limit = context.get("ge", context.get("le", context.get("gt")))
        return f"应{_LIMITS[kind]} {limit}，写的是 {_show(found)}", "请改正"
    if kind == "string_pattern_mismatch":
        return f"{_show(found)} 写法不对（应合 {context.get('pattern', '')}）", "请改正"
    return f"{detail['msg']}，写的是 {_show(found)}", "请改正"


def _show(value: object) -> str:
    text = "空" if value is None else str(value)
    return text if len(text) <= 40 else text[:40] + "…"


_CONTAINERS = {
    "model_type": "一组键",
    "model_attributes_type": "一组键",
    "dict_type": "一组键",
    "tuple_type": "列表",
    "list_type": "列表",
}
_LIMITS = {"greater_than_equal": "不小于", "less_than_equal": "不大于", "greater_than": "大于"}
_WORDS = _CONTAINERS | {
    "string_type": "文字（数字要加引号）",
    "int_type": "整数",
    "decimal_type": "小数",
    "is_instance_of": "数",
    "bool_type": "true 或 false",
    "date_type": "日期 YYYY-MM-DD",
    "string_too_short": "非空文字",
    "too_short": "非空列表",
}
