"""Letters at the desk: found, read, answered; those by name alone; and those to the operator."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from duties.admin.meetings import Below
from duties.queries import posts
from fulian import pages
from fulian.admin import ActForm, DeskAdmin, desk, page
from fulian.admin.sifts import Sift, chosen_by
from homes import services
from homes.forms.letters import AnswerForm, ColleagueForm, NeedForm, RevealForm, WhyNotForm
from homes.models import Letter, LetterKind
from homes.queries import letters as reads
from homes.rules.letters import is_late
from orgs.admin.actor import actor
from orgs.models import County
from orgs.queries.naming import places


class State(Sift):
    """Whether it waits, and if it does, whether for too long."""

    title, parameter_name = "办理情况", "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return what may be chosen."""
        return [
            ("late", "过期没有答复"), ("waiting", "等着答复"), ("answered", "已答复"),
            ("unsatisfied", "群众不满意"), ("closed", "不予办理"),
        ]  # fmt: skip

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one of them."""
        kinds: dict[str, dict[str, Any]] = {
            "late": {"status": "new", "due_on__lt": timezone.localdate()},
            "waiting": {"status": "new"}, "answered": {"status": "answered"},
            "unsatisfied": {"is_satisfied": False}, "closed": {"status": "closed"},
        }  # fmt: skip
        return queryset.filter(**kinds.get(self.value() or "", {}))


@admin.register(Letter, site=desk)
class LetterAdmin(DeskAdmin):
    """Letters she may read, those that wait first. Their words are sealed: nothing is searched."""

    view_perm = "homes.view_letter"
    list_title = "群众来信"
    empty_says = "没有符合条件的来信。群众在组织的公开页点“给妇联留言”，这里就能看到。"
    list_display = ("text_", "kind", "to_", "received_", "due_", "status")
    list_filter = (State, chosen_by("kind", "来信类别", lambda: LetterKind.choices), Below)
    search_by: ClassVar = {"to_org": places}
    search_help_text = "收信组织的名称、拼音或代码"
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return what she may read."""
        return reads.waiting_first(reads.letters_of(actor(request), timezone.localdate()))

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        """Leave the order as it is read."""
        return ()

    @admin.display(description="来信")
    def text_(self, letter: Letter) -> str:
        """Return the beginning of it."""
        text = reads.words_of(letter).get("text", "内容已经到期清除")
        return text if len(text) <= 24 else f"{text[:23]}…"

    @admin.display(description="收信组织")
    def to_(self, letter: Letter) -> str:
        """Return who has to answer, and of whom it complains."""
        about = f"（投诉{letter.org.title}）" if letter.is_about_us else ""
        return letter.to_org.title + about

    @admin.display(description="收到")
    def received_(self, letter: Letter) -> str:
        """Return when it came."""
        return f"{timezone.localtime(letter.received_at):%-m月%-d日}"

    @admin.display(description="答复期限")
    def due_(self, letter: Letter) -> str:
        """Return by when it has to be answered, and that it is late."""
        late = "（过期）" if is_late(letter, timezone.localdate()) else ""
        return f"{letter.due_on:%Y年%-m月%-d日}{late}"

    @page("guarded/", needs="homes.view_letter")
    def guarded(self, request: HttpRequest) -> HttpResponse:
        """List the letters that name her as their reader."""
        today = timezone.localdate()
        mine = reads.waiting_first(reads.letters_of(actor(request), today, guarded=True))
        rows = [reads.opened(letter, today) for letter in mine[:200]]
        return self.show(
            request, "homes/desk/guarded.html", title="保密来信", rows=rows, today=today
        )

    @page("<int:pk>/", needs="homes.view_letter", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one letter."""
        return self._shown(request, self._letter(request, pk))

    @page("<int:pk>/answer/", needs="homes.answer_letter")
    def answer(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Answer it."""
        letter, form, at = self._letter(request, pk), AnswerForm(request.POST or None), _now()
        by, back = actor(request), self.address("change", pk)
        if form.carry_out(lambda c: services.answer_letter(letter=letter, at=at, by=by, **c)):
            return pages.done(request, "已经答复，写信的人凭回执号能看到。", back)
        return self.ask(
            request, form, title="答复来信", submit="答复", back=back, trail=[(str(letter), back)],
            says=[reads.words_of(letter).get("text", "")],
        )  # fmt: skip

    @page("<int:pk>/close/", needs="homes.close_letter")
    def close(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Close one that cannot be answered."""
        letter, form, at = self._letter(request, pk), WhyNotForm(request.POST or None), _now()
        by, back = actor(request), self.address("change", pk)
        if form.carry_out(lambda c: services.close_letter(letter=letter, at=at, by=by, **c)):
            return pages.done(request, "已经办结。", back)
        return self.ask(
            request, form, title="不予办理", submit="确定不办", back=back, danger=True,
            trail=[(str(letter), back)],
        )  # fmt: skip

    @page("<int:pk>/assign/", needs="homes.assign_letter")
    def assign(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Give it to somebody of its committee."""
        letter, at = self._letter(request, pk), _now()
        by, back = actor(request), self.address("change", pk)
        seats = reads.colleagues(letter, timezone.localdate(at), but=by)
        form = ColleagueForm(request.POST or None, seats=seats)
        if form.carry_out(
            lambda _: services.assign_letter(letter=letter, assignee=form.chosen, at=at, by=by)
        ):
            return pages.done(request, "已经交办，她会收到消息。", back)
        says = [] if seats else ["这个组织的班子里还没有人有账号，请先授权。"]
        return self.ask(
            request, form, title="交办来信", submit="交给她办", back=back, says=says,
            trail=[(str(letter), back)],
        )  # fmt: skip

    @page("<int:pk>/up/", needs="homes.hand_letter_up")
    def up(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Hand it to the level above, which answers in the days that are left."""
        letter, by, at = self._letter(request, pk), actor(request), _now()
        form = ActForm(request.POST if request.method == "POST" else None)
        back, above = self.address("change", pk), reads.above_of(letter.to_org)
        if form.carry_out(lambda _: services.hand_letter_up(letter=letter, at=at, by=by)):
            said = "已经转给上级，由上级答复。"
            return pages.done(request, said, self.address("changelist"))
        to = f"转给{above.title}，" if above else "上面没有可以转的妇联组织。"
        says = [f"{to}由她们在{letter.due_on:%Y年%-m月%-d日}前答复。" if above else to]
        return self.ask(
            request, form, title="来信转上级", submit="转给上级", back=back, says=says,
            trail=[(str(letter), back)],
        )  # fmt: skip

    @page("<int:pk>/need/", needs="homes.letter_to_need")
    def need(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Make a need of it, to be deliberated where it has to be answered."""
        letter, by, at = self._letter(request, pk), actor(request), _now()
        back, today = self.address("change", pk), timezone.localdate(at)
        seats = posts.seats_of(by, today) or posts.seats_at(letter.to_org, today)
        form = NeedForm(request.POST if request.method == "POST" and seats else None)
        if form.carry_out(
            lambda c: services.letter_to_need(
                letter=letter, appointment=seats[0], at=at, by=by, **c
            )
        ):  # fmt: skip
            said = "已经记成诉求，可以提交议事。这封信还要答复。"
            to = reverse("admin:duties_needrequest_change", args=[form.outcome.pk])
            return pages.done(request, said, to)
        none = f"{letter.to_org.title}还没有人任职，没有人能接这件诉求。"
        says = [reads.words_of(letter).get("text", ""), *([] if seats else [none])]
        return self.ask(
            request, form, title="转为妇女诉求", submit="记成诉求", back=back, says=says,
            trail=[(str(letter), back)],
        )  # fmt: skip

    @page("<int:pk>/contact/", needs="homes.reveal_contact")
    def contact(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show once by what the writer may be reached, with a reason that is kept."""
        letter, form, at = self._letter(request, pk), RevealForm(request.POST or None), _now()
        by, back = actor(request), self.address("change", pk)
        if form.carry_out(lambda c: services.reveal_contact(letter=letter, at=at, by=by, **c)):
            return self._shown(request, letter, contact=form.outcome)
        return self.ask(
            request, form, title="查看联系方式", submit="查看", back=back,
            trail=[(str(letter), back)],
        )  # fmt: skip

    @page("operator/", needs="homes.view_operator_letter")
    def operators(self, request: HttpRequest) -> HttpResponse:
        """List what was written to the platform's operator, in whatever county."""
        names = dict(County.objects.values_list("pk", "name"))
        waiting = reads.operators_waiting(_now())
        told = [(names.get(county, ""), reads.operators_told(number, actor(request)))
                for county, number in waiting]  # fmt: skip
        rows = [(name, one) for name, one in told if one]
        rows.sort(key=lambda row: (row[1].letter.status != Letter.Status.NEW, row[1].letter.due_on))
        return self.show(
            request, "homes/desk/operator.html", title="写给平台的来信", rows=rows, at=_now()
        )

    @page("operator/<int:pk>/", needs="homes.answer_operator_letter")
    def operators_one(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Answer one."""
        by, at, form = actor(request), _now(), AnswerForm(request.POST or None)
        back, told = self.address("operators"), reads.operators_told(pk, by)
        if told is None:
            raise Http404
        if form.carry_out(lambda c: services.answer_operator_letter(number=pk, at=at, by=by, **c)):
            return pages.done(request, "已经答复，写信的人凭回执号能看到。", back)
        return self.ask(
            request, form, title="答复来信", submit="答复", back=back, says=[told.text],
            trail=[("写给平台的来信", back)],
        )  # fmt: skip

    def _shown(self, request: HttpRequest, letter: Letter, contact: str = "") -> HttpResponse:
        """Answer with one letter; ``contact`` is shown this once, and kept in no session."""
        return self.show(
            request, "homes/desk/letter.html", title=str(letter), letter=letter, contact=contact,
            told=reads.opened(letter, timezone.localdate()), back=self.address("change", letter.pk),
            above=reads.above_of(letter.to_org),
        )  # fmt: skip

    def _letter(self, request: HttpRequest, pk: int) -> Letter:
        found = reads.letter_of(actor(request), pk, timezone.localdate())
        if found is None:
            raise Http404
        return found


def _now() -> Any:
    return timezone.now()
