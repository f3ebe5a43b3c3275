"""After a meeting, on the phone: who came (ticked or pasted), its minutes, on paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties import services
from duties.forms.meetings import (
    AttendanceForm,
    CorrectionForm,
    MinutesForm,
    PasteForm,
    WhoForm,
)
from duties.models import Deliberation, MeetingAttendance
from duties.queries import meetings as reads
from duties.queries import minutes as words
from duties.rules import jielong
from duties.views.meetings import meeting_or_404
from duties.views.needs import SHOW_AND_SEND, act
from fulian import pages
from fulian.admin import ActForm
from fulian.documents import document
from fulian.permissions import needs
from orgs.models import User
from orgs.views.sessions import account, sent


@needs("duties.record_attendance")
@require_http_methods(SHOW_AND_SEND)
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick who came on one page."""
    one, user, at = meeting_or_404(pk), account(request), timezone.now()
    form = AttendanceForm(sent(request), rows=reads.attendance_of(one), guests=one.guests)
    if form.carry_out(
        lambda _: services.record_attendance(meeting=one, by=user, at=at, **form.facts())
    ):
        due, present = reads.counted(one)
        said = f"到会已经登记：应到 {due} 人，实到 {present} 人。"
        return pages.done(request, said, "duties:meeting", pk)
    return act(
        request, form, title="登记到会", submit="登记", back="duties:meeting", back_to=pk,
        says=["没有勾的算缺席。"], paste=pk,
    )  # fmt: skip


@needs("duties.note_replies")
@require_http_methods(SHOW_AND_SEND)
def paste(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a pasted 接龙; ask who is not known; then it is attendance, or replies before it."""
    one, user = meeting_or_404(pk), account(request)
    rows = reads.attendance_of(one)
    data = sent(request)
    form = PasteForm(data)
    found = _read(form, rows) if data is not None and form.is_valid() else None
    if found is None:
        return render(request, "duties/paste.html", {"meeting": one, "form": form})
    is_answer = "asked" in request.POST
    who = WhoForm(data if is_answer else None, asked=found.asked, rows=rows)
    if is_answer and who.carry_out(lambda _: _keep(one, found, who, user)):
        said = "接龙已经记入。"
        return pages.done(request, said, "duties:meeting", pk)
    names = {row.appointment_id: row.appointment.person.name for row in rows}
    shown: dict[str, Any] = {
        "meeting": one, "form": form, "who": who, "found": found,
        "comes": [names[m.key] for m in found.matched if not m.entry.is_away],
        "away": [names[m.key] for m in found.matched if m.entry.is_away],
    }  # fmt: skip
    return render(request, "duties/paste.html", shown)


@needs("duties.write_minutes")
@require_http_methods(SHOW_AND_SEND)
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the minutes, drafted from what is known; confirm them when they are right."""
    one, user = meeting_or_404(pk), account(request)
    form = MinutesForm(sent(request), initial={"text": one.minutes or words.draft_of(one)})
    if form.carry_out(lambda clean: services.write_minutes(meeting=one, by=user, **clean)):
        if "confirm" in request.POST:
            return redirect("duties:meeting_confirm", pk)
        return pages.done(request, "会议记录已经保存。", "duties:meeting", pk)
    return act(
        request, form, title="会议记录", submit="先保存", back="duties:meeting", back_to=pk,
        also=("confirm", "写好了，去确认"),
        says=["按登记的情况写好了草稿，可以改。确认以后不能再改，只能追加更正。"],
    )  # fmt: skip


@needs("duties.confirm_minutes")
@require_http_methods(SHOW_AND_SEND)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm the minutes as they were saved, after asking."""
    one, user, at = meeting_or_404(pk), account(request), timezone.now()
    form = ActForm(sent(request))
    if form.carry_out(lambda _: services.confirm_minutes(meeting=one, by=user, at=at)):
        return pages.done(request, "会议记录已经确认，不能再改。", "duties:meeting", pk)
    return act(
        request, form, title="确认这份会议记录吗？", submit="确认，不再改",
        back="duties:meeting_minutes", back_to=pk,
        says=[*one.minutes.splitlines(), "确认以后不能再改，只能追加更正。"],
    )  # fmt: skip


@needs("duties.correct_minutes")
@require_http_methods(SHOW_AND_SEND)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Add what was wrong in confirmed minutes."""
    one, user, at = meeting_or_404(pk), account(request), timezone.now()
    form = CorrectionForm(sent(request))
    if form.carry_out(lambda clean: services.correct_minutes(meeting=one, by=user, at=at, **clean)):
        return pages.done(request, "更正已经追加。", "duties:meeting", pk)
    return act(
        request, form, title="追加更正", submit="追加", back="duties:meeting", back_to=pk
    )  # fmt: skip


@needs("duties.view_meeting")
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the minutes as a page to print."""
    one = meeting_or_404(pk)
    shown = {"told": words.minutes_of(one), "text": one.minutes or words.draft_of(one)}
    return render(request, "duties/minutes.html", shown | {"meeting": one})


@needs("duties.view_meeting")
@require_safe
def word(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the minutes as a Word document."""
    one = meeting_or_404(pk)
    return document(words.minutes_document(one), f"{one.title}会议记录")


def _read(form: PasteForm, rows: list[MeetingAttendance]) -> jielong.Matching:
    members = {row.appointment_id: row.appointment.person.name for row in rows}
    return jielong.match(jielong.read(form.cleaned_data["text"]), members)


def _keep(one: Deliberation, found: jielong.Matching, who: WhoForm, user: User) -> Any:
    """Keep what a 接龙 says: who came once the meeting began, who means to come before."""
    at = timezone.now()
    told, guests = who.chosen()
    comes = jielong.presences(found.matched) | told
    if at < one.starts_at:
        keys = {row.appointment_id: row.pk for row in reads.attendance_of(one)}
        replies = {keys[seat]: is_there for seat, is_there in comes.items()}
        return services.note_replies(meeting=one, comes=replies, by=user, at=at)
    rows = reads.attendance_of(one)
    before = {r.appointment_id for r in rows if r.presence == MeetingAttendance.Presence.LEAVE}
    away = {seat for seat, is_there in comes.items() if not is_there}
    present = {seat for seat, is_there in comes.items() if is_there}
    return services.record_attendance(
        meeting=one, present=present, leave=(before - present) | away, by=user, at=at,
        guests=guests or one.guests,
    )  # fmt: skip
