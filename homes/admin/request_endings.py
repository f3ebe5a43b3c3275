"""What ends a request at the desk, and the county's word on it: a page each, asked before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from fulian import pages
from fulian.admin import ActForm, page
from homes import services
from homes.forms.requests import ReasonForm, SureForm, WordForm
from homes.models import DataRequest
from orgs.admin.actor import actor


class RequestEndings:
    """Pages of ``DataRequestAdmin``."""

    address: Callable[..., str]
    ask: Callable[..., Any]
    _found: Callable[[int], DataRequest]
    _own: Callable[[int], DataRequest]

    @page("<int:pk>/approve/", needs="homes.approve_request")
    def approve(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Let a township's request out."""
        found, by, at = self._found(pk), actor(request), timezone.now()
        return self._end(
            request, found, WordForm(_sent(request)),
            lambda clean: services.approve_request(request=found, by=by, at=at, **clean),
            ("批准", "批准以后马上发给各村。"),
        )  # fmt: skip

    @page("<int:pk>/return/", needs="homes.return_request")
    def give_back(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Send a township's request back."""
        found, by, at = self._found(pk), actor(request), timezone.now()
        return self._end(
            request, found, ReasonForm(request.POST or None),
            lambda clean: services.return_request(request=found, by=by, at=at, **clean),
            ("退回", "乡镇会收到退回的原因，可以改了再过闸。"),
        )  # fmt: skip

    @page("<int:pk>/close/", needs="homes.close_request")
    def close(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Ask nobody any more."""
        found, by, at = self._own(pk), actor(request), timezone.now()
        return self._end(
            request, found, SureForm(_sent(request)),
            lambda clean: services.close_request(request=found, by=by, at=at),
            ("结束", "还没有填的不用再填，已经填的都会保留。结束以后可以重新打开。"),
        )  # fmt: skip

    @page("<int:pk>/resume/", needs="homes.reopen_request")
    def reopen(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take a closing back."""
        found, by = self._own(pk), actor(request)
        return self._end(
            request, found, SureForm(_sent(request)),
            lambda clean: services.reopen_request(request=found, by=by),
            ("重新打开", "还没有填的村又会在首页看到它。"),
        )  # fmt: skip

    @page("<int:pk>/recall/", needs="homes.recall_request")
    def recall(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take it back with a reason."""
        found, by, at = self._own(pk), actor(request), timezone.now()
        return self._end(
            request, found, ReasonForm(request.POST or None),
            lambda clean: services.recall_request(request=found, by=by, at=at, **clean),
            ("撤回", "发错了才撤回。收到的人会看到原因，已经填的不算数。"),
        )  # fmt: skip

    def _end(
        self, request: HttpRequest, found: DataRequest, form: ActForm, act: Any,
        words: tuple[str, str],
    ) -> HttpResponseBase:  # fmt: skip
        back = self.address("change", found.pk)
        if form.carry_out(act):
            return pages.done(request, f"已经{words[0]}。", back)
        answer: HttpResponseBase = self.ask(
            request, form, title=f"{words[0]}：{found.title}", submit=words[0], back=back,
            danger=words[0] == "撤回", trail=[(found.title, back)], says=[words[1]],
        )  # fmt: skip
        return answer


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
