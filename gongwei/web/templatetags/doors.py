"""Links that lead somewhere: ``{% load doors %}``."""

from __future__ import annotations

from django import template
from django.http import HttpRequest
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gongwei.ui.templatetags.gw import icon
from gongwei.web.frame import doors
from gongwei.web.frame.leaving import excel_url

register = template.Library()


@register.filter
def opens(request: HttpRequest, name: str) -> bool:
    """``{% if request|opens:"web:desk" %}``: the page would open to who is looking."""
    return doors.opens(request, name)


@register.simple_tag(takes_context=True)
def excel(context: Context) -> SafeString:
    """The button in a list's header that takes the list out as a workbook (``frame/leaving.py``)."""
    url = excel_url(context["request"])
    if not url:
        return SafeString("")
    return format_html('<a class="btn btn-plain" href="{}">{} 导出</a>', url, icon("file-spreadsheet"))


@register.simple_tag(takes_context=True)
def seg(context: Context, name: str, label: str, at: str = "", *args: object) -> SafeString:
    """One of the neighbouring pages in a row: ``{% seg "web:posts" "岗位" "posts" %}``; none if it would not open.

    ``at`` is what the page says of itself in the context when it is the current one.
    """
    if not doors.opens(context["request"], name):
        return SafeString("")
    here = SafeString(' class="on" aria-current="true"') if at and context.get("at") == at else ""
    return format_html('<a href="{}"{}>{}</a>', reverse(name, args=args), here, label)
