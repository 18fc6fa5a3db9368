"""登录、退出、密码、动态口令、在用的登录: the account of the one who sits here (DATA-02)."""

from __future__ import annotations

from collections.abc import Callable
from time import time

import segno
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gongwei.people import accounts, one_time
from gongwei.people.accounts import Credentials
from gongwei.people.grants import staff_of
from gongwei.people.models import StaffRole
from gongwei.people.problems import HARD, Forbidden, Invalid, refuse
from gongwei.records.layout import Problem
from gongwei.ui.notices import Toast
from gongwei.web.frame.asking import Answers, Question, Sheet, again, read
from gongwei.web.frame.scope import scope_of
from gongwei.web.frame.shell import page
from gongwei.web.frame.toasts import say

WRONG_PASSWORD = "现用密码：不正确，请重新输入"
SEEN, SAVED_EVERY = "seen_at", 60
"""When the session was last saved for its idle while, and after how many seconds that is done again."""


class KeepAlive:
    """Middleware: note that a session is in use, so that those unused longest are ended first.

    The idle while starts anew at most once a minute: a session saved at every request would let a background request
    that began earlier write over what a page has just said (its toast).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated:
            accounts.keep_alive(request)
            if time() - request.session.get(SEEN, 0) > SAVED_EVERY:
                request.session[SEEN] = int(time())
        return self.get_response(request)


@never_cache
def log_in(request: HttpRequest) -> HttpResponse:
    """Ask for account, password and, where it is on, the one-time password; a refusal does not say which was wrong."""
    target = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = ""
    if request.user.is_authenticated and staff_of(request.user) is not None:
        return redirect(target or reverse(landing(request.user)))
    said, username = "", ""
    if request.method == "POST":
        username = request.POST.get("username", "").replace("\x00", "")[:150]
        try:
            user = accounts.log_in(
                request,
                Credentials(username, request.POST.get("password", ""), request.POST.get("code", "")[:40]),
            )
        except Forbidden as refused:
            said = str(refused)
        else:
            return redirect(target or reverse(landing(user)))
    context = {"said": said, "username": username, "next": target, "changed": "changed" in request.GET}
    return render(request, "web/login.html", context, status=403 if said else 200)


def landing(user: object) -> str:
    """Where this account begins: the worklist of those who read records, else the institutions."""
    staff = staff_of(user)
    if staff is None:
        return "web:log_in"
    reads = any(role.role not in ("finance", "admin") for role in staff.roles.all())
    return "web:home" if reads else "web:institutions"


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    accounts.log_out(request)
    return redirect("web:log_in")


@login_required
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """Roles, password, one-time password and running sessions of one's own account."""
    staff = staff_of(request.user)
    if staff is None:
        return redirect("web:log_in")
    request.scope = scope_of(request, staff)  # type: ignore[attr-defined]
    user = User.objects.get(username=request.user.get_username())
    sheets = {sheet.id: sheet for sheet in sheets_of(user)}
    shown: dict[str, object] = {}
    asked = sheets.get(request.POST.get("sheet", "")) if request.method == "POST" else None
    if asked is not None:
        answers = read(asked, request)
        problems, shown = _act(request, user, asked.id, answers)
        if not problems and not shown:
            return redirect("web:account")
        sheets = {sheet.id: sheet for sheet in sheets_of(user)}
        if problems:
            sheets[asked.id] = again(asked, answers, problems)
    roles = StaffRole.objects.filter(staff=staff).select_related("institution").order_by("from_on")
    context = {
        "staff": staff,
        "roles": roles,
        "sheets": list(sheets.values()),
        "on": one_time.is_required(user),
        "sessions": accounts.running_sessions(user),
        "key": request.session.session_key,
        **shown,
    }
    answer = page(request, "web/account.html", context, at="account")
    if any(sheet.problems for sheet in sheets.values()):
        answer.status_code = 422
    return answer


def sheets_of(user: User) -> list[Sheet]:
    """What may be changed: password always, the one-time password in its present state."""
    now = Question("password", "现用密码", "password", must=True)
    change = Sheet(
        "change",
        "修改密码",
        "修改密码",
        (
            now,
            Question("new", "新密码", "password", must=True, hint="至少10位，不要用常见密码"),
            Question("repeat", "再输一次", "password", must=True),
        ),
        note="修改后，其他地方的登录全部结束",
    )
    if one_time.is_required(user):
        off = Sheet("off", "停用动态口令", "停用", (now,), danger=True, note="停用后只凭密码登录")
        return [change, off]
    code = Question("code", "6位动态口令", must=True, longest=10)
    begin = Sheet("begin", "启用动态口令", "生成密钥", (now,), note="登录时除密码外再输入手机上的6位数字")
    confirm = Sheet("confirm", "核对动态口令", "启用", (code,), note="手机应用里出现6位数字后，填在这里")
    return [change, begin, confirm]


def _act(
    request: HttpRequest, user: User, sheet: str, answers: Answers
) -> tuple[tuple[Problem, ...], dict[str, object]]:
    """(problems, what the page shows once)."""
    if answers.problems:
        return answers.problems, {}
    try:
        if sheet != "confirm" and not user.check_password(answers["password"][:128]):
            raise refuse("password", WRONG_PASSWORD)
        return (), _do(request, user, sheet, answers)
    except Invalid as refused:
        return tuple(refused.problems), {}


def _do(request: HttpRequest, user: User, sheet: str, answers: Answers) -> dict[str, object]:
    if sheet == "change":
        _change(request, user, answers)
        say(request, Toast("密码已修改，其他地方的登录已结束"))
    elif sheet == "off":
        one_time.turn_off(user)
        say(request, Toast("动态口令已停用"))
    elif sheet == "begin":
        address = one_time.begin(user)
        square = segno.make(address).svg_inline(scale=4, light="#fff")
        secret = address.partition("secret=")[2].partition("&")[0]
        return {"address": address, "square": SafeString(square), "secret": secret}
    else:
        return {"codes": one_time.confirm(user, answers["code"])}
    return {}


def _change(request: HttpRequest, user: User, answers: Answers) -> None:
    new = answers["new"]
    if new != answers["repeat"]:
        raise refuse("repeat", "再输一次：两次输入的新密码不同")
    if len(new) > 128:
        raise refuse("new", "新密码：最多128位")
    try:
        validate_password(new, user)
    except ValidationError as why:
        raise Invalid(*(Problem("new", HARD, f"新密码：{each}") for each in why.messages)) from None
    user.set_password(new)
    user.save(update_fields=["password"])
    update_session_auth_hash(request, user)
    accounts.end_others(request, user)


@login_required
@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one of one's own sessions elsewhere."""
    ended = accounts.end_session(User.objects.get(username=request.user.get_username()), session_id)
    say(request, Toast("已结束那处登录" if ended else "那处登录已经结束"))
    return redirect("web:account")


urlpatterns = [
    path("login/", log_in, name="log_in"),
    path("logout/", log_out, name="log_out"),
    path("account/", account, name="account"),
    path("account/sessions/<int:session_id>/end/", end_session, name="end_session"),
]
