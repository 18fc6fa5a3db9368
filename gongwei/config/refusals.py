"""What a person reads when a request cannot even be looked at."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what was too much and what to do; nothing of the request was stored."""
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 1024 / 1024
    if isinstance(exception, RequestDataTooBig):
        status, reason = (
            413,
            f"提交的文字超过 {limit:.1f} MB。请返回上一页，删去误粘贴的大段内容后再保存；没有写入任何记录。",
        )
    elif isinstance(exception, TooManyFieldsSent):
        status, reason = 413, "一次提交的栏目过多。请返回上一页，分批保存；没有写入任何记录。"
    elif isinstance(exception, SuspiciousOperation):
        status, reason = 400, "请求的格式不对。请返回上一页，重新打开页面后再试；没有写入任何记录。"
    else:
        status, reason = 400, "请求无法读取。请返回上一页再试；没有写入任何记录。"
    return HttpResponse(render_to_string("refusal.html", {"reason": reason}), status=status)
