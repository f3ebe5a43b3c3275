"""Trainings and commendations at the desk: kept, corrected, removed; who was not trained yet."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from fulian import pages
from fulian.admin import desk, page
from fulian.admin.sifts import Sift
from members import services
from members.forms import growth as forms
from members.models import Audience, Commendation, TrainingAttendance, TrainingSession
from members.queries import growth as reads
from members.queries.people import women
from orgs.admin.actor import actor
from orgs.admin.registers import RegisterAdmin
from orgs.queries.naming import places

SIZE = 50


class KeptAdmin(RegisterAdmin):
    """A register whose rows are removed when they were kept by mistake."""

    @admin.display(description="组织")
    def org_(self, row: Any) -> str:
        """Return whose."""
        return str(row.org.title)

    def removing(
        self, request: HttpRequest, pk: int, service: Any, *, says: list[str]
    ) -> HttpResponseBase:
        """Take a row away: what it is stands above, and has to be confirmed."""
        row = self.row(pk)
        form = forms.RemoveForm(request.POST or None)
        act = {self.subject: row, "by": actor(request)}
        if form.carry_out(lambda clean: service(**act, reason=clean["reason"])):
            said = f"已删除：{row}。七天内可以在操作记录里撤销。"
            return pages.done(request, said, self.address("changelist"))
        back = self.address("change", row.pk)
        return self.ask(
            request, form, title=f"删除：{row}", submit="删除", back=back, danger=True,
            trail=[(str(row), back)], says=[f"{row.org.title}：{row}。", *says],
        )  # fmt: skip


@admin.register(TrainingSession, site=desk)
class TrainingSessionAdmin(KeptAdmin):
    """Trainings in reach, the latest first."""

    view_perm, create_perm = "members.view_trainingsession", "members.hold_training"
    correct_perm = "members.view_trainingsession"
    create_label, subject = "登记培训", "session"
    facts = ("topic", "audience", "mode", "hours", "women")
    search_fields = ("topic",)
    search_help_text = "主题，或者主办组织的名称、拼音、代码"
    empty_says = "还没有符合条件的培训。"
    list_display = ("topic", "org_", "audience", "mode", "held_on", "hours", "people_")
    list_filter = (("audience", ChoicesDropdownFilter), ("mode", ChoicesDropdownFilter))
    list_before_template = "members/desk/_training_links.html"
    ordering = ("-held_on", "-pk")
    sortable_by = ("topic", "held_on", "hours")

    @admin.display(description="参训")
    def people_(self, row: Any) -> str:
        """Return how many were there."""
        return f"{row.women} 人次" if row.audience == Audience.WOMEN else f"{row.attended} 人"

    def get_queryset(self, request: HttpRequest) -> QuerySet[TrainingSession]:
        """Return them with how many were there."""
        return reads.with_attended(super().get_queryset(request))

    def after(self, row: Any) -> str:
        """Lead to the training's page, where who was there is chosen."""
        return self.address("change", row.pk)

    @page("add/", needs="members.hold_training")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Keep a training."""
        return self.adding(request, forms.TrainingForm, services.hold_training)

    @page("<int:pk>/", needs="members.view_trainingsession", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show a training and who was there; add whom from people in reach."""
        row = self.row(pk)
        may = request.user.has_perm("members.attend_training")
        form = forms.AttendForm(request.POST or None if may else None, held_on=row.held_on)
        if form.carry_out(
            lambda clean: services.attend_training(session=row, by=actor(request), **clean)
        ):
            said = f"已登记 {len(form.outcome)} 人参训。"
            return pages.done(request, said, self.address("change", row.pk))
        return self.ask(
            request, form, title=str(row), submit="登记参训", back=self.address("changelist"),
            template="members/desk/training.html", row=row, named=row.audience != Audience.WOMEN,
            people=reads.attendances_of(row), may=may,
        )  # fmt: skip

    @page("<int:pk>/correct/", needs="members.change_training")
    def correct(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Correct a training."""
        row = self.row(pk)
        form = forms.TrainingFacts(
            request.POST or None, today=timezone.localdate(), initial=self.known(row)
        )
        form.initial["on"] = row.held_on
        back = self.address("change", row.pk)
        if form.carry_out(
            lambda clean: services.change_training(session=row, by=actor(request), **clean)
        ):
            return pages.done(request, "已保存。", back)
        return self.ask(
            request, form, title=f"修改：{row}", submit="保存", back=back, trail=[(str(row), back)]
        )

    @page("<int:pk>/remove/", needs="members.remove_training")
    def remove(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take a training away."""
        count = reads.attendances_of(self.row(pk)).count()
        says = [f"登记的 {count} 名参训人员一起删除。"] if count else []
        return self.removing(request, pk, services.remove_training, says=says)

    @page("<int:pk>/miss/", needs="members.miss_training")
    def miss(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take ``?who=`` off the list of a training."""
        row, asked = self.row(pk), request.GET.get("who", "")
        known = TrainingAttendance.rows.filter(session=row).select_related("person")
        there = known.filter(pk=asked).first() if asked.isdigit() and len(asked) < 19 else None
        if there is None:
            raise Http404
        back = self.address("change", row.pk)
        form = forms.RemoveForm(request.POST or None)
        if form.carry_out(
            lambda clean: services.miss_training(
                attendance=there, by=actor(request), reason=clean["reason"]
            )
        ):
            return pages.done(request, "已从参训名单中删除。", back)
        return self.ask(
            request, form, title="删除参训人员", submit="删除", back=back, danger=True,
            trail=[(str(row), back)], says=[f"{row}：{there.person.name}。"],
        )  # fmt: skip

    @page("coverage/", needs="members.view_trainingsession")
    def coverage(self, request: HttpRequest) -> HttpResponseBase:
        """Show how many in office were trained since their seats began, and who was not."""
        today = timezone.localdate()
        form = forms.CoverageForm(request.GET or None, today=today)
        on = (form.cleaned_data["on"] if form.is_valid() else None) or today
        found = reads.coverage(on)
        missing = Paginator(reads.seats_of_missing(found, on), SIZE)
        return self.show(
            request, "members/desk/coverage.html", title="培训覆盖", form=form, on=on,
            found=found, missing=missing.get_page(request.GET.get("page")),
            held=reads.held_in(on.year),
        )  # fmt: skip


class Whose(Sift):
    """Whether somebody or an organisation was commended."""

    title = "表彰对象"
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the two answers."""
        return [("person", "个人"), ("org", "组织")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one kind."""
        if self.value() in ("person", "org"):
            return queryset.filter(person__isnull=self.value() == "org")
        return queryset


@admin.register(Commendation, site=desk)
class CommendationAdmin(KeptAdmin):
    """Commendations in reach, the latest first."""

    view_perm, create_perm = "members.view_commendation", "members.commend"
    correct_perm = "members.change_commendation"
    create_label, subject = "登记表彰", "commendation"
    search_fields = ("title", "given_by")
    search_by: ClassVar = {"person": women, "org": places}
    search_help_text = "称号、授予单位，或者姓名、组织的名称、拼音、代码"
    empty_says = "还没有符合条件的表彰。"
    list_display = ("title", "whose_", "org_", "given_by", "given_on")
    list_filter = (Whose,)
    list_select_related = ("org", "person")
    ordering = ("-given_on", "-pk")
    sortable_by = ("title", "given_on")

    @admin.display(description="表彰对象")
    def whose_(self, row: Commendation) -> str:
        """Return who was commended."""
        return row.person.name if row.person else row.org.title

    @page("add/", needs="members.commend")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Keep a commendation."""
        return self.adding(request, forms.CommendationForm, services.commend)

    @page("<int:pk>/", needs="members.change_commendation", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Correct a commendation."""
        change, kind = services.change_commendation, forms.CommendationFacts
        return self.correcting(
            request, pk, kind, change, dated=True, template="members/desk/kept.html"
        )

    @page("<int:pk>/remove/", needs="members.remove_commendation")
    def remove(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take a commendation away."""
        return self.removing(request, pk, services.remove_commendation, says=[])

    def known(self, row: Any) -> dict[str, Any]:
        """Return what the form of corrections shows first."""
        return {"title": row.title, "given_by": row.given_by, "on": row.given_on}
