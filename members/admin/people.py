"""People at the desk: the list, one person's page, and what may be done with what is known."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.html import format_html
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from fulian import pages
from fulian.admin import desk, page
from fulian.admin.desk import is_key
from fulian.rest import share_left
from fulian.searching import words_of
from members import services
from members.admin.bulk import BulkPages
from members.admin.moving import MovingPages
from members.admin.paper import PaperPages
from members.admin.sifting import CameBy, HeldOffice, InPool, LeftBecause, Township, WorksAs
from members.forms import people as forms
from members.forms.seats import person_label
from members.models import Person
from members.queries import people as reads
from members.queries import seats
from orgs.admin.actor import actor
from orgs.admin.history import Recorded
from orgs.admin.words import act_title
from orgs.models import Org
from orgs.queries import desk as records
from orgs.queries.naming import is_code

TAILS_A_MINUTE = 20
SHOWN = 50
NUMBER = re.compile(r"\d{4}")


@admin.register(Person, site=desk)
class PersonAdmin(Recorded, BulkPages, MovingPages, PaperPages):
    """People in reach, by pinyin."""

    view_perm, create_perm = "members.view_person", "members.register_person"
    create_label = "登记人员"
    empty_says = "没有符合条件的人员。换个条件试试，或者登记第一位。"
    list_display = ("name", "org_", "offices_", "phone_", "source_category", "political_status")
    list_filter = (
        Township,
        HeldOffice,
        InPool,
        CameBy,
        WorksAs,
        LeftBecause,
        ("source_category", ChoicesDropdownFilter),
        ("political_status", ChoicesDropdownFilter),
    )
    list_before_template = "members/desk/_people_links.html"
    search_by: ClassVar = reads.BY
    ties = records.Ties(told_in=("orgs.org", "members.rosterimport"))
    search_help_text = "姓名、组织名称或代码，拼音、首字母也可以"
    ordering = ("pinyin", "pk")
    sortable_by = ()

    @admin.display(description="所在组织")
    def org_(self, person: Person) -> str:
        """Return where she belongs."""
        return person.org.short_name

    @admin.display(description="现任职务")
    def offices_(self, person: Any) -> str:
        """Return the seats she holds."""
        return "、".join(f"{s.org.short_name}{s.get_office_display()}" for s in person.held) or "—"

    @admin.display(description="手机号")
    def phone_(self, person: Person) -> str:
        """Return the masked number."""
        return person.masked_phone or "—"

    def name_of(self, obj: Person) -> str:
        """Return her name with what tells her from her namesakes."""
        return person_label(obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        """Return them with where they belong and the seats they hold today."""
        rows = super().get_queryset(request).select_related("org")
        return rows if "field_name" in request.GET else reads.with_seats(rows, timezone.localdate())

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Person], search_term: str
    ) -> tuple[QuerySet[Person], bool]:
        """Search by name, pinyin or place; numbers have a page of their own, outside addresses."""
        words = words_of(search_term)
        if any(NUMBER.search(word) and not is_code(word) for word in words):
            if "field_name" not in request.GET:
                said = '号码不在这里查，请点<a href="{}">按手机号查找</a>，在那里输入。'
                messages.warning(request, format_html(said, self.address("find")))
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)

    @page("find/", needs="members.view_person")
    def find(self, request: HttpRequest) -> HttpResponse:
        """Find people by a whole number or a phone's last four digits."""
        form = forms.FindForm(request.POST or None)
        found = None
        if form.is_valid():
            number = form.cleaned_data["number"]
            if reads.is_tail(number) and not share_left(
                f"tail:{actor(request).pk}", TAILS_A_MINUTE
            ):
                form.add_error(None, "按后四位查找太频繁，请一分钟后再试，或输入完整的手机号。")
            else:
                rows = reads.numbered(self.get_queryset(request), number)
                found = list(rows[:SHOWN])
        return self.ask(
            request, form, title="按手机号查找", submit="查找", back=self.address("changelist"),
            template="members/desk/find.html", found=found,
        )  # fmt: skip

    @page("<int:pk>/", needs="members.view_person", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one person: what is known, her seats past and present, her record."""
        person, may = self._person(pk), request.user.has_perm
        context: dict[str, Any] = {"person": person, "seats": list(seats.seats_of(person))}
        context["shown_now"] = person.name_shown_since is not None
        context["committee_seats"] = list(seats.committee_seats_of(person))
        if may("orgs.view_history"):
            lines = records.acts_about("members.person", person.pk)[:20]
            context["acts"] = [(line, act_title(line.act)) for line in lines]
        return self.show(
            request, "members/desk/person.html", title=person.name, today=timezone.localdate(),
            **context,
        )  # fmt: skip

    @page("add/", needs="members.register_person")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Register somebody."""
        asked = request.GET.get("org", "")
        place = Org.objects.filter(pk=asked).first() if is_key(asked) else None
        form = forms.RegisterForm(
            request.POST or None, today=timezone.localdate(), initial={"org": place}
        )
        if form.carry_out(lambda clean: services.register_person(by=actor(request), **clean)):
            her = form.outcome
            return pages.done(request, f"已登记{her.name}。", self.address("change", her.pk))
        return self.ask(
            request, form, title="登记人员", submit="登记", back=self.address("changelist")
        )

    @page("<int:pk>/correct/", needs="members.update_person")
    def correct(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Correct what is known of her."""
        her = self._person(pk)
        form = forms.CorrectForm(request.POST or None, today=timezone.localdate(), person=her)
        return self._act(
            request, her, form, lambda clean: services.update_person(
                person=her, by=actor(request), **clean
            ), "修改信息", "保存",
            says=["换了手机号以后，到她的任职页面点“开通登录”，新号码才能登录。"],
        )  # fmt: skip

    @page("<int:pk>/consent/", needs="members.show_name")
    def consent(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Keep that she agreed to have her name shown, or took it back."""
        her, today = self._person(pk), timezone.localdate()
        form = forms.ConsentForm(
            request.POST or None, initial={"shown": her.name_shown_since is not None}
        )
        return self._act(
            request, her, form, lambda clean: services.show_name(
                person=her, on=today, by=actor(request), **clean
            ), "公开姓名", "保存",
        )  # fmt: skip

    @page("<int:pk>/reveal/", needs="members.reveal_person")
    def reveal(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show a whole number to somebody who says why; that is recorded."""
        her = self._person(pk)
        back = self.address("change", her.pk)
        form = forms.RevealForm(request.POST or None)
        if form.carry_out(
            lambda clean: services.reveal_person(person=her, by=actor(request), **clean)
        ):
            what = dict(form.fields["field"].choices)[form.cleaned_data["field"]]  # type: ignore[attr-defined]  # a ChoiceField
            return self.show(
                request, "members/desk/number.html", title=what, person=her, what=what,
                number=form.outcome, back=back, trail=[(her.name, back)],
            )  # fmt: skip
        return self.ask(
            request, form, title=f"查看号码：{her.name}", submit="查看", back=back,
            trail=[(her.name, back)], says=["谁、什么时候、为什么查看，都会记录。"],
        )  # fmt: skip

    def _person(self, pk: int) -> Person:
        found: Person = self.found(pk, Person.objects.select_related("org"))
        return found

    def _act(
        self, request: HttpRequest, her: Person, form: Any, act: Any, title: str, submit: str,
        **context: Any,
    ) -> HttpResponseBase:  # fmt: skip
        back = self.address("change", her.pk)
        if form.carry_out(act):
            return pages.done(request, f"{title}：已保存。", back)
        return self.ask(
            request, form, title=f"{title}：{her.name}", submit=submit, back=back,
            trail=[(her.name, back)], **context,
        )  # fmt: skip
