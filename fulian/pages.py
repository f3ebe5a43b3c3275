"""Helpers for function views, and the pages shown when something is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from fulian.logs import request_id

PROBLEM = "application/problem+json"
PUBLIC = ("/o/", "/hd/", "/c/")  # read by strangers: our first page would ask them to sign in


def done(request: HttpRequest, said: str, to: str, *args: Any, **kwargs: Any) -> HttpResponse:
    """Say what was done, and go to the page ``to``."""
    messages.success(request, said)
    return cast(HttpResponse, redirect(to, *args, **kwargs))


def refusal_of(act: Callable[[], object]) -> str:
    """Do ``act``; return what a service refused, nothing when it did not."""
    try:
        act()
    except ValidationError as refused:
        return "；".join(refused.messages)
    return ""


def problem(status: int, title: str, code: str, errors: list[str] | None = None) -> JsonResponse:
    """Return an RFC 9457 answer for a calling system."""
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "code": code}
    if errors:
        body["errors"] = errors
    return JsonResponse(body, status=status, content_type=PROBLEM)


def refused(request: HttpRequest, status: int, title: str, says: str, code: str) -> HttpResponse:
    """Answer a refusal: a page in Chinese for people, problem+json for systems."""
    if _is_machine(request):
        return problem(status, title, code, [says])
    context = {"title": title, "says": says, "number": request_id.get(),
               "is_public": request.path.startswith(PUBLIC)}  # fmt: skip
    return render(request, "refused.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400; 413 for a form with more in it than any of ours has."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return refused(
        request, 400, "没有看懂这个请求", "请返回上一页，重新填写后再提交。", "bad_request"
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403; who has not signed in is asked to, and comes back."""
    user = getattr(request, "user", None)
    if user is not None and not user.is_authenticated and not _is_machine(request):
        back = request.get_full_path() if request.method == "GET" else "/"
        asked = f"?{urlencode({'next': back})}" if back != "/" else ""
        return cast(HttpResponse, redirect(settings.LOGIN_URL + asked))
    says = "您现在的身份不能做这件事。如果您有别的职务，请先切换身份；否则请联系上级管理员。"
    return refused(request, 403, "没有权限", says, "forbidden")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404: the same words for what is elsewhere and for what never was."""
    says = "没有这个页面，或者它不在您的范围内。"
    if request.path.startswith(PUBLIC):
        says = "没有这个页面。请核对网址，或者再扫一次码。"
    return refused(request, 404, "没有找到", says, "not_found")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with the number to quote."""
    says = "系统出错了，刚才的内容没有保存。请稍后再试；如果还不行，请把下面的编号告诉管理员。"
    return refused(request, 500, "出错了", says, "server_error")


def too_large(request: HttpRequest) -> HttpResponse:
    """Answer 413 before the body is read."""
    says = "提交的内容太大，最多 12 MB。请缩小图片或分几次提交。"
    return refused(request, 413, "内容太大", says, "too_large")


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose protection key is missing or old."""
    says = "这个页面放得太久，已经过期，内容没有提交。请返回上一页，刷新后再提交一次。"
    return refused(request, 403, "页面已过期", says, "form_expired")


def altered(request: HttpRequest) -> HttpResponse:
    """Answer a second submission of one form with other content."""
    says = "这份表单已经提交过一次，这次内容不同，没有保存。请刷新页面后重新填写。"
    return refused(request, 422, "重复的表单", says, "key_reused")


def _is_machine(request: HttpRequest) -> bool:
    return request.path.startswith(("/api/", "/oauth/"))


def say(sentence: str, *, status: int = 200) -> HttpResponse:
    """Return a bare line of text, for probes."""
    return HttpResponse(sentence + "\n", status=status, content_type="text/plain; charset=utf-8")
