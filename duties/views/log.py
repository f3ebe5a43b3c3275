"""The work log on the phone: a line in three taps and a sentence, what was kept, my lines."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties import services
from duties.forms.log import FindForm, LogForm
from duties.models import DutyLogEntry
from duties.queries import log as reads
from duties.queries import posts as places
from duties.queries.catalogue import posts_kept
from duties.rules.log import may_change
from fulian.permissions import needs
from members.models import Appointment
from orgs.models import Role, User
from orgs.queries.tree import top_of_reach
from orgs.views.sessions import account, sent

SIZE = 20


@needs("duties.write_log")
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Write a line; the form needs no script, and a second tap writes nothing more."""
    user, today = account(request), timezone.localdate()
    mine = places.seats_of(user, today)
    seats = _writes_for(user, mine)
    form = LogForm(
        sent(request), request.FILES or None, today=today, seats=seats,
        posts=posts_kept(today), held=places.posts_held(mine, today),
    )  # fmt: skip
    at = timezone.now()
    if form.carry_out(lambda clean: services.write_log(by=user, at=at, **form.facts())):
        return redirect("duties:log_line", form.outcome.pk)
    shown: dict[str, Any] = {"form": form, "seats": seats, "today": today}
    return render(request, "duties/log.html", shown)


@needs("duties.view_log")
@require_safe
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was kept of one line in reach, and what it said before."""
    found, user = line_or_404(pk), account(request)
    grant = found.appointment.grant
    owner = grant.user_id if grant else None
    is_hers = may_change(entry=found, owner=owner, by=user)
    shown = {"line": found, "former": reads.former_of(found), "is_hers": is_hers}
    return render(request, "duties/line.html", shown)


@needs("duties.view_log")
@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Give out the photo of one line in reach, to be kept by nobody on the way."""
    name = line_or_404(pk).photo
    path = settings.MEDIA_ROOT / name
    if not name or not path.is_file():
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type="image/jpeg")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = "inline"
    return response


@needs("duties.write_log")
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show my lines, the newest first; a chair sees those of her whole organisation on demand."""
    user, today = account(request), timezone.localdate()
    is_chair = user.hat is not None and user.hat.role == Role.CHAIR
    everybody = is_chair and request.GET.get("all") == "1"
    form = FindForm(request.GET, posts=posts_kept(today))
    rows = reads.lines_at(top_of_reach()) if everybody else reads.lines_of(user)
    rows = reads.narrowed(rows, **form.wanted)
    lines = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    shown = {
        "lines": lines, "form": form, "is_chair": is_chair, "everybody": everybody,
        "month": reads.done_this_month(places.seats_of(user, today), today),
        "kept": kept.urlencode(), "is_narrowed": any(form.wanted.values()),
    }  # fmt: skip
    return render(request, "duties/log_mine.html", shown)


def line_or_404(pk: int) -> DutyLogEntry:
    """Return a line in reach; 404 for a foreign one exactly as for none."""
    found = reads.line_in_reach(pk)
    if found is None:
        raise Http404
    return found


def _writes_for(user: User, mine: list[Appointment]) -> list[Appointment]:
    """Return in whose name she may write: her own seats first, for a chair the rest after them."""
    if user.hat is None or user.hat.role != Role.CHAIR:
        return mine
    own = {seat.pk for seat in mine}
    everybody = places.seats_at(top_of_reach(), timezone.localdate())
    return [*mine, *(seat for seat in everybody if seat.pk not in own)]
