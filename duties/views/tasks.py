"""Tasks the chair gave out and the monthly 四个一 on the phone."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties import services
from duties.forms.presidium import FourOnesForm, ResultForm, TaskForm, month_of
from duties.models import ChairTurn, FourOnesCheck
from duties.queries import presidium as reads
from duties.queries.turns import roster_candidates
from duties.rules import presidium as rules
from duties.rules.turns import PLANNERS
from fulian import pages
from fulian.permissions import needs
from orgs.queries.tree import top_of_reach
from orgs.rules import role_may
from orgs.views.sessions import account, sent

SHOW_AND_SEND = ["GET", "HEAD", "POST"]
MOST = 60


@needs("duties.view_task")
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """Show what waits for me, then what waits here, overdue first."""
    org, today, by = top_of_reach(), timezone.localdate(), account(request)
    rows = list(reads.tasks().filter(org=org)[:MOST])
    mine = [row for row in rows if rules.is_hers(row.appointment, by)]
    shown = {"org": org, "mine": mine, "rest": [r for r in rows if r not in mine], "today": today}
    return render(request, "duties/tasks.html", shown)


@needs("duties.assign_task")
@require_http_methods(SHOW_AND_SEND)
def add(request: HttpRequest) -> HttpResponse:
    """Give somebody something to do."""
    org, today, at = top_of_reach(), timezone.localdate(), timezone.now()
    by = account(request)
    form = TaskForm(sent(request), seats=roster_candidates(org, today))
    if form.carry_out(lambda clean: services.assign_task(by=by, at=at, **form.facts())):
        return pages.done(request, "已经交办，并通知了她。", "duties:tasks")
    return render(request, "duties/task_add.html", {"org": org, "form": form})


@needs("duties.view_task")
@require_http_methods(SHOW_AND_SEND)
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one task; let who does it say what came of it, and the chair drop it."""
    row = reads.tasks().filter(pk=pk).first()
    if row is None:
        raise Http404
    by, today, at = account(request), timezone.localdate(), timezone.now()
    assigns = request.user.has_perm("duties.drop_task")
    may_drop = assigns and rules.may_drop(seat=row.appointment, by=by)
    may_finish = rules.is_hers(row.appointment, by) or assigns
    form = ResultForm(sent(request) if "result" in request.POST else None)
    if may_finish and form.carry_out(
        lambda clean: services.finish_task(task=row, on=today, by=by, at=at, **clean)
    ):
        return pages.done(request, "已经办结。", "duties:tasks")
    refusal = ""
    if "drop" in request.POST and may_drop:
        refusal = pages.refusal_of(lambda: services.drop_task(task=row, on=today, by=by))
        if not refusal:
            return pages.done(request, "任务已经取消。", "duties:tasks")
    shown = {
        "task": row, "form": form, "may_drop": may_drop, "may_finish": may_finish,
        "is_open": row.done_on is None and row.dropped_on is None, "today": today,
        "refusal": refusal,
    }  # fmt: skip
    return render(request, "duties/task.html", shown)


@needs("duties.view_four_ones")
@require_safe
def four_ones(request: HttpRequest) -> HttpResponse:
    """Show the months that are mine to write, then every month here with what is missing."""
    org, today, by = top_of_reach(), timezone.localdate(), account(request)
    board = reads.four_ones_board(ChairTurn.objects.all(), today)
    shown = {
        "org": org, "mine": reads.months_to_write(by, today), "board": board[:MOST],
        "missing": sum(line.count is None for line in board),
    }  # fmt: skip
    return render(request, "duties/four_ones.html", shown)


@needs("duties.view_four_ones")
@require_http_methods(SHOW_AND_SEND)
def four_ones_of(request: HttpRequest, pk: int) -> HttpResponse:
    """Show or write the check of one month of a turn."""
    turn = reads.turns().filter(pk=pk).first()
    today, at, by = timezone.localdate(), timezone.now(), account(request)
    month = month_of(request.GET.get("month", "")) or today.replace(day=1)
    if turn is None:
        raise Http404
    check = FourOnesCheck.objects.filter(org=turn.org, month=month).first()
    start = {name: getattr(check, name) for name in (*rules.FOUR, *rules.LOOKED)} if check else {}
    may_write = rules.is_hers(turn.appointment, by) or role_may(by, PLANNERS)
    may_write = may_write or any(
        rules.is_hers(cover.appointment, by)
        for cover in reads.covers().filter(turn=turn, days__contains=today)
    )  # fmt: skip
    too_late = pages.refusal_of(lambda: rules.check_month(turn=turn, month=month, on=today))
    form = FourOnesForm(sent(request), initial=start)
    if may_write and form.carry_out(lambda clean: _save(turn, month, clean, by, at)):
        return pages.done(request, "已经保存。", "duties:four_ones")
    shown = {
        "turn": turn, "month": month, "form": form, "may_write": may_write and not too_late,
        "check": check, "too_late": too_late if may_write else "",
        "count": rules.four_ones_count(check) if check else 0,
    }  # fmt: skip
    return render(request, "duties/four_ones_of.html", shown)


def _save(turn: ChairTurn, month: Any, said: dict[str, str], by: Any, at: Any) -> Any:
    return services.save_four_ones(turn=turn, month=month, said=said, by=by, at=at)
