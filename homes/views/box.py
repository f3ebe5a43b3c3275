"""Letters on the phone: what waits for an answer, one letter, and what is done with it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties.queries import posts
from duties.rules.posts import is_own_place
from fulian import pages
from fulian.admin import ActForm
from fulian.permissions import needs
from homes import services
from homes.forms.letters import AnswerForm, ColleagueForm, NeedForm, RevealForm, WhyNotForm
from homes.models import Letter
from homes.queries import letters as reads
from homes.rules.letters import READERS
from members.models import Appointment
from orgs.models import User
from orgs.queries.tree import top_of_reach
from orgs.rules import role_may
from orgs.views.sessions import account, sent

SHOW_AND_SEND = ["GET", "HEAD", "POST"]
SIZE = 20


@needs("homes.view_letter")
@require_safe
def box(request: HttpRequest) -> HttpResponse:
    """Show the letters written to my organisation, those that wait first; and those only mine."""
    user, today, org = account(request), timezone.localdate(), top_of_reach()
    rows = reads.waiting_first(reads.letters_of(user, today).filter(to_org=org))
    found = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    mine = reads.waiting_first(reads.letters_of(user, today, guarded=True))
    shown = {
        "org": org, "found": found, "rows": _opened(found, today),
        "guarded": _opened(mine[:SIZE], today), "today": today,
    }  # fmt: skip
    return render(request, "homes/box.html", shown)


@needs("homes.close_letter")
@require_safe
def below(request: HttpRequest) -> HttpResponse:
    """Show what is late below my organisation: where, since when, of what kind; no words."""
    user, today, org = account(request), timezone.localdate(), top_of_reach()
    rows = reads.letters_of(user, today).exclude(to_org=org)
    late = rows.filter(status=Letter.Status.NEW, due_on__lt=today).order_by("due_on", "pk")
    found = Paginator(late, SIZE).get_page(request.GET.get("page"))
    return render(request, "homes/box_below.html", {"found": found, "org": org})


@needs("homes.view_letter")
@require_http_methods(SHOW_AND_SEND)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one letter; answer it."""
    user, at = account(request), timezone.now()
    letter = _letter(user, pk)
    form = AnswerForm(sent(request))
    if form.carry_out(lambda clean: services.answer_letter(letter=letter, at=at, by=user, **clean)):
        return pages.done(request, "已经答复，写信的人凭回执号能看到。", "homes:letter", pk)
    return _letter_page(request, letter, form)


def _letter_page(
    request: HttpRequest, letter: Letter, form: ActForm, contact: str = ""
) -> HttpResponse:
    """Answer with one letter; ``contact`` is shown this once, and kept in no session."""
    user = account(request)
    shown = {
        "letter": letter, "told": reads.opened(letter, timezone.localdate()), "form": form,
        "hers": acts_on(user, letter), "contact": contact,
        "leads": user.has_perm("homes.close_letter") and not letter.is_guarded,
    }  # fmt: skip
    return render(request, "homes/letter.html", shown)


@needs("homes.assign_letter")
@require_http_methods(SHOW_AND_SEND)
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a letter to somebody of the committee, or hand it to the level above."""
    user, at = account(request), timezone.now()
    letter = _letter(user, pk)
    seats = reads.colleagues(letter, timezone.localdate(at), but=user)
    form = ColleagueForm(sent(request), seats=seats)
    if "up" in request.POST:
        refusal = pages.refusal_of(lambda: services.hand_letter_up(letter=letter, at=at, by=user))
        if not refusal:
            return pages.done(request, "已经转给上级，由上级答复。", "homes:box")
        form = ColleagueForm(None, seats=seats)
        return _assign_page(request, letter, form, seats, refusal)
    if form.carry_out(
        lambda _: services.assign_letter(letter=letter, assignee=form.chosen, at=at, by=user)
    ):
        return pages.done(request, "已经交办，她会收到消息。", "homes:letter", pk)
    return _assign_page(request, letter, form, seats, "")


def _assign_page(
    request: HttpRequest, letter: Letter, form: ActForm, seats: list[Appointment], refusal: str
) -> HttpResponse:
    above = reads.above_of(letter.to_org)
    shown = {"letter": letter, "form": form, "seats": seats, "above": above, "refusal": refusal}
    return render(request, "homes/letter_assign.html", shown)


@needs("homes.close_letter")
@require_http_methods(SHOW_AND_SEND)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a letter that cannot be answered, and say why."""
    user, at = account(request), timezone.now()
    letter, form = _letter(user, pk), WhyNotForm(sent(request))
    if form.carry_out(lambda c: services.close_letter(letter=letter, at=at, by=user, **c)):
        return pages.done(request, "已经办结。", "homes:letter", pk)
    return _act(request, form, letter, "不予办理", "确定不办")


@needs("homes.reveal_contact")
@require_http_methods(SHOW_AND_SEND)
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Show once by what the writer may be reached, with a reason that is kept."""
    user, at = account(request), timezone.now()
    letter, form = _letter(user, pk), RevealForm(sent(request))
    if form.carry_out(lambda c: services.reveal_contact(letter=letter, at=at, by=user, **c)):
        return _letter_page(request, letter, AnswerForm(None), contact=form.outcome)
    return _act(request, form, letter, "查看联系方式", "查看")


@needs("homes.letter_to_need")
@require_http_methods(SHOW_AND_SEND)
def need(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a need of a letter with one tap."""
    user, at = account(request), timezone.now()
    letter, form = _letter(user, pk), NeedForm(sent(request))
    seats = posts.seats_of(user, timezone.localdate(at)) or posts.seats_at(
        letter.to_org, timezone.localdate(at)
    )
    if not seats:
        form = NeedForm(None)
    if form.carry_out(
        lambda c: services.letter_to_need(letter=letter, appointment=seats[0], at=at, by=user, **c)
    ):
        said = "已经记成诉求，可以提交议事。这封信还要答复。"
        return pages.done(request, said, "duties:need", form.outcome.pk)
    return _act(request, form, letter, "转为妇女诉求", "记成诉求")


def acts_on(user: User, letter: Letter) -> bool:
    """Say whether she answers this letter: of her own place, or hers by name."""
    if letter.is_guarded or not role_may(user, READERS):
        return True
    return is_own_place(org=letter.to_org_id, by=user)


def _act(
    request: HttpRequest, form: ActForm, letter: Letter, title: str, submit: str
) -> HttpResponse:
    shown: dict[str, Any] = {
        "form": form, "title": title, "submit": submit, "back": "homes:letter",
        "back_to": letter.pk,
    }  # fmt: skip
    return render(request, "duties/act.html", shown)


def _letter(user: User, pk: int) -> Letter:
    found = reads.letter_of(user, pk, timezone.localdate())
    if found is None:
        raise Http404
    return found


def _opened(rows: Any, today: Any) -> list[reads.Opened]:
    return [reads.opened(letter, today) for letter in rows]
