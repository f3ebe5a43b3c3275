"""Courtyards on the phone: what waits for my score, the village's households, the paper sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties.queries.posts import seats_of
from duties.rules.posts import ARRANGERS, is_own_place
from fulian.permissions import needs
from homes import services
from homes.forms.fields import OnForm, ReasonForm
from homes.forms.yards import ConsentForm, KinForm, NominateForm, ObjectForm, ScoreForm
from homes.models import CourtyardCampaign, CourtyardEntry
from homes.queries import yards as reads
from homes.queries.awards import may_certify
from homes.views.acts import SHOW_AND_SEND, at_home, do
from orgs.queries.tree import top_of_reach
from orgs.rules import role_may
from orgs.views.sessions import account, sent

NO_SEAT = "您在这里还没有登记任职，不能打分。请先请主席或者乡镇妇联办理任职。"


@needs("homes.view_entry")
@require_safe
def yards(request: HttpRequest) -> HttpResponse:
    """Show what waits for my score, the rounds that run, and my village's households."""
    org, today, by = top_of_reach(), timezone.localdate(), account(request)
    seats = seats_of(by, today) if by.has_perm("homes.score_household") else []
    rounds = reads.running_at(org, today)
    waiting, lines = reads.board_of(org, rounds, seats, today)
    shown = {
        "org": org, "rounds": rounds, "waiting": waiting, "lines": lines, "on": today,
        "brings": by.has_perm("homes.nominate_household") and org.level == "village",
    }  # fmt: skip
    return render(request, "homes/yards.html", shown)


@needs("homes.view_entry")
@require_safe
def yard(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a household's way through the round; its score only to who may read it."""
    one, today, by = _entry(pk), timezone.localdate(), account(request)
    line = reads.line_of(one, today)
    here = is_own_place(org=one.org_id, by=by)
    sees = here and by.has_perm("homes.view_score") and not line.result.lacks
    shown = {
        "entry": one, "line": line, "here": here, "on": today,
        "is_final": may_certify(one, today),
        "scores": reads.scores_of(one) if sees else [], "sees": sees,
        "objections": list(one.objections.order_by("pk")) if here else [],
    }  # fmt: skip
    return render(request, "homes/yard.html", shown)


@needs("homes.nominate_household")
@require_http_methods(SHOW_AND_SEND)
def nominate(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a household of my village take part because neighbours named it."""
    org, today, by = top_of_reach(), timezone.localdate(), account(request)
    one = _round(pk)
    form = NominateForm(
        sent(request), households=list(reads.households_free(org, [one], today)), today=today
    )
    return do(
        request, form,
        lambda _: services.nominate_household(courtyard=one, by=by, **form.facts()),
        "已经登记举荐。", "homes:yards", title="群众举荐", submit="登记", says=[one.name],
    )  # fmt: skip


@needs("homes.score_household")
@require_http_methods(SHOW_AND_SEND)
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """Score a household: four or five numbers, and that I am no kin."""
    one, today, by = _entry(pk), timezone.localdate(), account(request)
    seats = _scorers(by, today)
    sheet = one.scheme or reads.sheet_of(one.courtyard)
    form = ScoreForm(sent(request), sheet=sheet, seats=seats)
    return do(
        request, form,
        lambda _: services.score_household(
            entry=one, on=today, by=by, is_recheck=_is_recheck(one, by), **form.facts()
        ),
        "分数记下了。", "homes:yards", template="homes/score.html", entry=one,
        none="" if seats else NO_SEAT,
    )  # fmt: skip


@needs("homes.declare_conflict")
@require_http_methods(SHOW_AND_SEND)
def kin(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a household is my own or a relative's."""
    one, today, by = _entry(pk), timezone.localdate(), account(request)
    seats = _scorers(by, today)
    form = KinForm(sent(request), seats=seats)
    return do(
        request, form,
        lambda _: services.declare_conflict(entry=one, appointment=form.chosen, on=today, by=by),
        "已经登记回避，请别的执委来打分。", "homes:yards", title="我要回避", submit="我要回避",
        says=[f"{one.household}是我家或者亲戚家，我不给这户打分。"], none="" if seats else NO_SEAT,
    )  # fmt: skip


@needs("homes.recommend_entry")
@require_http_methods(SHOW_AND_SEND)
def recommend(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the federation recommend it."""
    return _step(
        request, pk, OnForm, services.recommend_entry, "妇联已经推荐，可以打分了。",
        title="推荐：{}", submit="妇联推荐",
    )  # fmt: skip


@needs("homes.consent_entry")
@require_http_methods(SHOW_AND_SEND)
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep that the household agreed to be shown."""
    says = "公示的只有称呼、等级和日期。分数从不公开。任何时候都可以撤回同意。"
    return _step(
        request, pk, ConsentForm, services.consent_entry, "已经登记同意。",
        title="登记同意公示", submit="登记", says=says,
    )  # fmt: skip


@needs("homes.refuse_entry")
@require_http_methods(SHOW_AND_SEND)
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Take its consent back."""
    return _step(
        request, pk, OnForm, services.refuse_entry, "已经撤回，公开页面上不再显示。",
        title="撤回同意公示", submit="撤回同意", says="撤回以后，公开页面上马上不再显示这户。",
    )  # fmt: skip


@needs("homes.withdraw_entry")
@require_http_methods(SHOW_AND_SEND)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it out of the round."""
    return _step(
        request, pk, ReasonForm, services.withdraw_entry, "这户不再参评。",
        title="不再参评：{}", submit="不再参评",
    )  # fmt: skip


@needs("homes.object_to_award")
@require_http_methods(SHOW_AND_SEND)
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what somebody objects while it is shown."""
    return _step(
        request, pk, ObjectForm, services.object_to_award, "异议已经登记，由评选的妇联核实。",
        title="登记公示异议", submit="登记",
    )  # fmt: skip


@needs("homes.view_entry")
@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the certificate of an award that is final, to print: name, round, level and day."""
    one, today = _entry(pk), timezone.localdate()
    if not may_certify(one, today):
        raise Http404
    called = one.courtyard.org.title
    full = called.removesuffix("妇联") + "妇女联合会" if called.endswith("妇联") else called
    return render(request, "homes/yard_certificate.html", {"entry": one, "issuer": full})


@needs("homes.view_entry")
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the score sheet of a round to print: my village's households, nothing filled in."""
    one, org, today = _round(pk), top_of_reach(), timezone.localdate()
    shown = {
        "round": one, "org": org, "sheet": reads.sheet_of(one), "on": today,
        "entries": reads.to_print(org, one), "blank": range(6),
    }  # fmt: skip
    return render(request, "homes/yard_paper.html", shown)


def _step(
    request: HttpRequest, pk: int, ask: type[OnForm], act: Callable[..., Any], said: str, *,
    title: str, submit: str, says: str = "",
) -> HttpResponse:  # fmt: skip
    """Take a household of my village one step on: what its form answers is what is done."""
    one, by = _entry(pk), account(request)
    at_home(request, one.org_id)
    start = {"shown_name": one.shown_name}
    form = ask(sent(request), today=timezone.localdate(), initial=start)
    return do(
        request, form, lambda _: act(entry=one, by=by, **form.facts()), said, "homes:yard", pk,
        title=title.format(one), submit=submit, says=[says] if says else [],
    )  # fmt: skip


def _scorers(by: Any, on: Any) -> list[Any]:
    """Return in whose name she may score: her own; a chair anybody's of hers, from paper."""
    mine = [seat for seat in seats_of(by, on) if seat.office != "representative"]
    if not role_may(by, ARRANGERS):
        return mine
    own = {seat.pk for seat in mine}
    return [*mine, *(s for s in reads.scorers_at(top_of_reach(), on) if s.pk not in own)]


def _is_recheck(entry: CourtyardEntry, by: Any) -> bool:
    """Say whether what she gives is a check: it was drawn, and she is of another level."""
    return by.hat is not None and by.hat.org != entry.org_id and entry.samples.exists()


def _entry(pk: int) -> CourtyardEntry:
    rows = CourtyardEntry.objects.select_related("org", "household", "courtyard__org", "scheme")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _round(pk: int) -> CourtyardCampaign:
    found = reads.courtyards_seen_from(top_of_reach()).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
