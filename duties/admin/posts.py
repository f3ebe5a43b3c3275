"""Who holds which post, at the desk: as a list and by organisation."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from duties import services
from duties.forms.arranging import AssignForm, SureForm
from duties.models import DutyPost, PostAssignment
from duties.queries import posts as reads
from duties.queries import unfilled
from duties.queries.catalogue import posts_kept
from fulian import pages
from fulian.admin import DeskAdmin, desk, page
from fulian.admin.desk import is_key
from fulian.admin.sifts import Sift
from fulian.searching import meant
from members.queries.people import women
from orgs.admin.access import Live
from orgs.admin.actor import actor
from orgs.models import Org
from orgs.queries.naming import places

SIZE = 50


class ByPost(Sift):
    """In which post, by the name the county gives it."""

    title = "岗位"
    parameter_name = "post"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the county's posts."""
        posts = DutyPost.rows.order_by("place", "pk")
        return [(str(pk), name) for pk, name in posts.values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one post."""
        chosen = self.value() or ""
        return queryset.filter(post=int(chosen)) if is_key(chosen) else queryset


@admin.register(PostAssignment, site=desk)
class PostAssignmentAdmin(DeskAdmin):
    """Who holds what, as a list and by organisation."""

    view_perm = "duties.view_post"
    empty_says = "还没有符合条件的定岗。"
    list_display = ("who_", "office_", "org_", "post", "since", "until_")
    list_filter = (Live, ByPost)
    list_select_related = ("org", "post", "appointment__person")
    search_by: ClassVar = {"appointment__person": women, "org": places}
    search_help_text = "姓名、组织名称或代码，拼音、首字母也可以"
    ordering = ("org__lft", "post__place", "pk")
    sortable_by = ()

    @admin.display(description="姓名")
    def who_(self, held: PostAssignment) -> str:
        """Return who."""
        return held.appointment.person.name

    @admin.display(description="职务")
    def office_(self, held: PostAssignment) -> str:
        """Return as what she sits there."""
        return held.appointment.get_office_display()

    @admin.display(description="组织")
    def org_(self, held: PostAssignment) -> str:
        """Return where."""
        return held.org.title

    @admin.display(description="结束日期")
    def until_(self, held: PostAssignment) -> str:
        """Return when it ended."""
        return f"{held.until:%Y年%-m月%-d日}" if held.until else "—"

    @page("places/", needs="duties.view_post")
    def places(self, request: HttpRequest) -> HttpResponse:
        """Show the organisations in reach: posts without people, people without posts."""
        today = timezone.localdate()
        rows, text = reads.places_with_posts(today), request.GET.get("q", "").strip()
        rows = rows.filter(meant(text, {"pk": places}))
        kept = len(posts_kept(today))
        if request.GET.get("gaps") == "1":
            rows = rows.filter(Q(idle__gt=0) | Q(filled__lt=kept))
        found = Paginator(rows, SIZE).get_page(request.GET.get("page"))
        return self.show(
            request, "duties/desk/places.html", title="岗位安排", found=found, text=text,
            gaps=request.GET.get("gaps") == "1", kept=kept,
        )  # fmt: skip

    @page("gaps/", needs="duties.view_post")
    def gaps(self, request: HttpRequest) -> HttpResponse:
        """List 有岗无人, or 有人无岗, over all in reach; the same as text for a group."""
        today, text = timezone.localdate(), request.GET.get("q", "").strip()
        asked = request.GET.get("town", "")
        towns = list(unfilled.towns())
        town = next((one for one in towns if str(one.pk) == asked), None)
        is_idle = request.GET.get("list") == "idle"
        rows: Any = (unfilled.idle_members if is_idle else unfilled.empty_posts)(
            today, text=text, town=town
        )
        found = Paginator(rows, SIZE).get_page(request.GET.get("page"))
        many = found.paginator.count
        copied = (
            unfilled.idle_text(rows, many, today) if is_idle else unfilled.empty_text(rows, today)
        )
        kept = request.GET.copy()
        kept.pop("page", None)
        return self.show(
            request, "duties/desk/gaps.html", title="有人无岗" if is_idle else "有岗无人",
            found=found, text=text, towns=towns, town=town, is_idle=is_idle, copied=copied,
            kept=kept.urlencode(), trail=[("岗位安排", self.address("places"))],
        )  # fmt: skip

    @page("org/<int:pk>/", needs="duties.view_post")
    def board(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show one organisation's posts and who holds them, with the form to fill them."""
        org = self.found(pk, Org.objects.all())
        return self._board(request, org, None)

    @page("org/<int:pk>/assign/", needs="duties.assign_post")
    @method_decorator(require_POST)
    def assign(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Give somebody of the organisation a post."""
        org, today, at = self.found(pk, Org.objects.all()), timezone.localdate(), timezone.now()
        form = AssignForm(request.POST, board=reads.board_of(org, today), today=today)
        by = actor(request)
        if form.carry_out(lambda clean: services.assign_post(by=by, at=at, **form.facts())):
            return pages.done(request, "已经定岗。", self.address("board", org.pk))
        return self._board(request, org, form)

    @page("<int:pk>/", needs="duties.view_post", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Lead from a line of the list to its organisation."""
        held = self.found(pk)
        return redirect(self.address("board", held.org_id))

    @page("<int:pk>/end/", needs="duties.end_assignment")
    def end(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take somebody off a post."""
        rows = PostAssignment.objects.select_related("org", "post", "appointment__person")
        held = self.found(pk, rows)
        back = self.address("board", held.org_id)
        form = SureForm(request.POST or None, today=timezone.localdate())
        by = actor(request)
        if form.carry_out(lambda clean: services.end_assignment(assignment=held, by=by, **clean)):
            return pages.done(request, "已经离岗。", back)
        who = held.appointment.person.name
        return self.ask(
            request, form, title=f"离岗：{who}", submit="离岗", back=back, danger=True,
            trail=[(held.org.title, back)],
            says=[f"{who}不再担任{held.org.title}的{held.post.name}。以前的履岗记录都会保留。"],
        )  # fmt: skip

    def _board(self, request: HttpRequest, org: Org, form: AssignForm | None) -> HttpResponse:
        today = timezone.localdate()
        board = reads.board_of(org, today)
        context: dict[str, Any] = {
            "org": org, "board": board, "form": form or AssignForm(board=board, today=today),
        }  # fmt: skip
        return self.show(
            request, "duties/desk/board.html", title=f"岗位安排：{org.title}",
            trail=[("岗位安排", self.address("places"))], **context,
        )  # fmt: skip
