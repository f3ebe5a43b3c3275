"""Pages beside the list of people: duplicates, merging, health, and people of other counties."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from fulian import pages
from fulian.admin import DeskAdmin, page
from fulian.admin.desk import is_key
from members import services
from members.forms import moving as forms
from members.models import Person
from members.queries import health, merging
from orgs.admin.actor import actor
from orgs.forms.desk import OptionalReasonForm

SIZE = 50


class MovingPages(DeskAdmin):
    """What is done with people besides registering and correcting them."""

    @page("duplicates/", needs="members.view_duplicates")
    def duplicates(self, request: HttpRequest) -> HttpResponse:
        """Show who in reach may be registered twice."""
        found = Paginator(merging.pairs_in_reach(), SIZE).get_page(request.GET.get("page"))
        return self.show(request, "members/desk/duplicates.html", title="疑似重复", found=found)

    @page("<int:pk>/merge/", needs="members.merge_people")
    def merge(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Merge ``?with=`` into this registration: both side by side, fact by fact."""
        keep = self.found(pk, Person.objects.select_related("org"))
        back = self.address("change", keep.pk)
        asked = request.GET.get("with", "")
        if not asked:
            form: Any = forms.OtherForm(request.POST or None)
            if form.is_valid():
                other = form.cleaned_data["other"].pk
                return redirect(f"{self.address('merge', keep.pk)}?with={other}")
            return self.ask(
                request, form, title=f"合并：{keep.name}", submit="并排核对", back=back,
                trail=[(keep.name, back)],
            )  # fmt: skip
        drop = self.found(asked if is_key(asked) else 0, Person.objects.select_related("org"))
        form = forms.MergeForm(
            request.POST or None, today=timezone.localdate(), keep=keep, drop=drop
        )
        if form.carry_out(
            lambda clean: services.merge_people(
                keep=keep, drop=drop, by=actor(request), on=clean["on"], reason=clean["reason"],
                choices=form.choices,
            )
        ):  # fmt: skip
            return pages.done(request, "已合并，七天内可以在操作记录里撤销。", back)
        seats = merging.seats_beside(keep, drop)
        return self.ask(
            request, form, title=f"合并：{keep.name}", submit="合并", back=back, danger=True,
            template="members/desk/merge.html", trail=[(keep.name, back)], keep=keep, drop=drop,
            facts=_beside(keep, drop), effects=services.merging_affects(drop=drop),
            seats=(seats[keep.pk], seats[drop.pk]),
        )  # fmt: skip

    @page("<int:pk>/apart/", needs="members.tell_apart")
    def apart(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Keep that she and ``?with=`` are two women."""
        rows = Person.objects.select_related("org")
        asked = request.GET.get("with", "")
        one, other = self.found(pk, rows), self.found(asked if is_key(asked) else 0, rows)
        form = OptionalReasonForm(request.POST or None)
        if form.carry_out(
            lambda clean: services.tell_apart(person=one, other=other, by=actor(request), **clean)
        ):
            said = f"已核对：{one.name}和{other.name}不是同一人。"
            return pages.done(request, said, self.address("duplicates"))
        return self.ask(
            request, form, title=f"不是同一人：{one.name}、{other.name}", submit="不是同一人",
            back=f"{self.address('merge', one.pk)}?with={other.pk}",
            trail=[(one.name, self.address("change", one.pk))],
            says=["以后不再把这两份登记列为疑似重复，也不能合并；随时可以恢复。"],
        )  # fmt: skip

    @page("health/", needs="members.view_health")
    def health(self, request: HttpRequest) -> HttpResponse:
        """Show what of the data cannot be right, and where each is mended."""
        results = health.results(timezone.localdate())
        asked = request.GET.get("check", "")
        chosen = next((one for one in results if one.check.key == asked), None)
        found = None
        if chosen is not None:
            found = Paginator(chosen.faults, SIZE).get_page(request.GET.get("page"))
        return self.show(
            request, "members/desk/health.html", title="数据体检", results=results, chosen=chosen,
            found=found,
        )  # fmt: skip

    @page("<int:pk>/hand-out/", needs="members.hand_out_person")
    def hand_out(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Make the file another county takes her in from; its code is shown once."""
        her = self.found(pk, Person.objects.select_related("org"))
        back = self.address("change", her.pk)
        form = forms.HandOutForm(request.POST or None)
        if form.carry_out(
            lambda clean: services.hand_out_person(
                person=her, at=timezone.now(), by=actor(request), **clean
            )
        ):
            data, code = form.outcome
            return self.show(
                request, "members/desk/handed_out.html", title="转出县外", person=her, back=back,
                sheet=data.decode(), code=code, trail=[(her.name, back)],
            )  # fmt: skip
        return self.ask(
            request, form, title=f"转出县外：{her.name}", submit="生成转移文件", back=back,
            trail=[(her.name, back)],
            says=["文件里有姓名、出生日期和基本情况；手机号加密，只有转移码能读。",
                  "她在本县的任职不会自动结束，请另外办理离任。"],
        )  # fmt: skip

    @page("take-in/", needs="members.take_in_person")
    def take_in(self, request: HttpRequest) -> HttpResponseBase:
        """Read another county's file, show who it brings, and take her in."""
        form = forms.TakeInForm(request.POST or None, request.FILES or None)
        came = None
        if form.carry_out(lambda clean: _read_or_take(clean, request)):
            if isinstance(form.outcome, Person):
                her = form.outcome
                return pages.done(request, f"已接收{her.name}。", self.address("change", her.pk))
            came = form.outcome
            kept = form.cleaned_data
            form = forms.TakeInForm(initial={**kept, "file": None, "sure": False})
        return self.ask(
            request, form, title="接收县外人员", submit="确认接收" if came else "读取文件",
            back=self.address("changelist"), template="members/desk/take_in.html", came=came,
        )  # fmt: skip


def _read_or_take(clean: dict[str, Any], request: HttpRequest) -> Any:
    data, by = clean["sheet"].encode(), actor(request)
    if clean["sure"]:
        return services.take_in_person(
            data=data, code=clean["code"], org=clean["org"], at=timezone.now(), by=by
        )
    return services.read_arrival(data=data, code=clean["code"], by=by)


def _beside(keep: Person, drop: Person) -> list[tuple[str, str, str]]:
    """Return what is known of both, fact by fact; numbers masked."""
    return [(label, _said(keep, name), _said(drop, name)) for name, label in merging.FACTS.items()]


def _said(person: Person, name: str) -> str:
    if name in ("phone", "id_number"):
        return str(getattr(person, f"masked_{name}"))
    shown = getattr(person, f"get_{name}_display", None)
    value = shown() if shown else getattr(person, name)
    return f"{value:%Y年%-m月%-d日}" if hasattr(value, "year") else str(value or "")
