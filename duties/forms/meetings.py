"""What is filled in for meetings: when and where, who came, the minutes, a pasted list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from duties.forms.needs import called, day, number, words
from duties.models import AgendaItem, Deliberation, MeetingAttendance, NeedRequest
from duties.rules import jielong
from duties.rules.meetings import LONGEST_MINUTES
from duties.rules.needs import title_of
from fulian.admin import ActForm

Presence = MeetingAttendance.Presence
MODES = [("in_person", "现场"), ("online", "线上（微信群）")]


class MeetingForm(ActForm):
    """When, where and how."""

    mode = forms.ChoiceField(
        label="怎么开", choices=MODES, widget=forms.RadioSelect, initial="in_person"
    )
    on = day("哪一天")
    hour = forms.TimeField(
        label="几点",
        error_messages={"required": "请填几点。", "invalid": "请填几点，例如 19:30。"},
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )  # fmt: skip
    venue = forms.CharField(
        label="地点或微信群", max_length=60, required=False,
        error_messages={"max_length": "地点最多写 60 个字。"},
    )  # fmt: skip
    title = forms.CharField(
        label="会议名称", max_length=60, required=False, help_text="不填就按类别自动起名。",
        error_messages={"max_length": "会议名称最多写 60 个字。"},
    )  # fmt: skip

    def when(self) -> datetime:
        """Return the moment it begins, in Beijing's time."""
        clean = self.cleaned_data
        return timezone.make_aware(datetime.combine(clean["on"], clean["hour"]))

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        return {"starts_at": self.when()} | {k: clean[k] for k in ("mode", "venue", "title")}


class CallForm(MeetingForm):
    """Which kind of meeting, and what is on its agenda."""

    kind = forms.ChoiceField(
        label="什么会", widget=forms.RadioSelect, error_messages={"required": "请选择什么会。"}
    )
    agenda = forms.MultipleChoiceField(
        label="要议的诉求和上次没议定的", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "选的议题里有已经列入别的会议的，请重新选。"},
    )  # fmt: skip
    topics = words("其他议题", 600, required=False, hint="一行一个议题。")
    field_order = ("kind", "mode", "on", "hour", "venue", "agenda", "topics", "title")

    def __init__(
        self, *args: Any, kinds: Sequence[Any], items: Sequence[AgendaItem],
        needs: Sequence[NeedRequest], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.items = {f"i{item.pk}": item for item in items}
        self.needs = {f"n{need.pk}": need for need in needs}
        told = [(key, _told(item)) for key, item in self.items.items()]
        told += [(key, f"{title_of(n)}：{n.text[:30]}") for key, n in self.needs.items()]
        self.offer("kind", [(k.value, k.label) for k in kinds])
        self.fields["kind"].initial = kinds[0].value if kinds else ""
        self.offer("agenda", told)
        if not told:
            del self.fields["agenda"]

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        keys = clean.get("agenda", [])
        return super().facts() | {
            "kind": clean["kind"], "items": [self.items[k] for k in keys if k in self.items],
            "needs": [self.needs[k] for k in keys if k in self.needs],
            "topics": [line.strip() for line in clean["topics"].splitlines() if line.strip()],
        }  # fmt: skip


def _told(item: AgendaItem) -> str:
    return f"{item.title}（续议）" if item.meeting_id else item.title


class AttendanceForm(ActForm):
    """Who came and who asked for leave, ticked on one page."""

    present = forms.MultipleChoiceField(
        label="到会的", required=False, widget=forms.CheckboxSelectMultiple
    )
    leave = forms.MultipleChoiceField(
        label="请假的", required=False, widget=forms.CheckboxSelectMultiple
    )
    guests = number("列席人数")

    def __init__(
        self, *args: Any, rows: Sequence[MeetingAttendance], guests: int | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        choices = [(str(row.appointment_id), called(row.appointment)) for row in rows]
        for name, presence in (("present", Presence.PRESENT), ("leave", Presence.LEAVE)):
            field: Any = self.fields[name]
            field.choices = choices
            field.initial = [str(r.appointment_id) for r in rows if r.presence == presence]
        self.fields["guests"].initial = guests

    def clean(self) -> dict[str, Any]:
        """Refuse somebody who both came and asked for leave."""
        clean: dict[str, Any] = super().clean() or {}
        both = set(clean.get("present", [])) & set(clean.get("leave", []))
        if both:
            raise ValidationError("同一个人不能又到会又请假，请改一改。", code="both")
        return clean

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        return {
            "present": [int(pk) for pk in clean["present"]],
            "leave": [int(pk) for pk in clean["leave"]], "guests": clean["guests"],
        }  # fmt: skip


class MinutesForm(ActForm):
    """The minutes as they are to be read."""

    text = words("会议记录", LONGEST_MINUTES, rows=12)


class CorrectionForm(ActForm):
    """What was wrong."""

    text = words("更正", 500, hint="写清哪里错了、应该是什么。原来的记录不会变。")


def pasted(label: str, hint: str, *, rows: int = 10) -> Any:
    """Return the field of a 接龙 as it was copied."""
    return forms.CharField(
        label=label, widget=forms.Textarea({"rows": rows}), strip=False, help_text=hint,
        error_messages={"required": "请把接龙粘贴到这里。"},
    )  # fmt: skip


class PasteForm(ActForm):
    """A 接龙 as it was copied."""

    text = pasted("接龙", "在微信里长按接龙消息，点“复制”，再粘贴到这里。")

    def clean_text(self) -> str:
        """Refuse a text longer than any list of a committee."""
        text: str = self.cleaned_data["text"]
        jielong.check_size(text)
        return text


GUEST, NOBODY = "guest", "nobody"


class WhoForm(ActForm):
    """Who each name is that nobody knows: a member, a guest, or nobody."""

    def __init__(
        self, *args: Any, asked: Sequence[jielong.Asked], rows: Sequence[MeetingAttendance],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        people = [(str(row.appointment_id), called(row.appointment)) for row in rows]
        others = [(GUEST, "列席的，不是应到的人"), (NOBODY, "不算")]
        self.names = {f"who_{one.entry.line}": one for one in asked}
        for name, one in self.names.items():
            near = str(one.near[0]) if len(one.near) == 1 else ""
            self.fields[name] = forms.ChoiceField(
                label=f"第 {one.entry.line} 行：{one.entry.text[:60]}",
                choices=[("", "请选择是谁"), *people, *others], initial=near,
                error_messages={"required": "请选择是谁，或者选“不算”。"},
            )  # fmt: skip

    def chosen(self) -> tuple[dict[int, bool], int]:
        """Return who of the members comes by these lines, and how many are guests."""
        clean = self.cleaned_data
        told = [(self.names[name], value) for name, value in clean.items() if name in self.names]
        members = {int(v): not one.entry.is_away for one, v in told if v.isdigit()}
        return members, sum(v == GUEST for _, v in told)


def start_of(meeting: Deliberation) -> dict[str, Any]:
    """Return what the form to change a meeting begins with."""
    local = timezone.localtime(meeting.starts_at)
    return {
        "title": meeting.title, "mode": meeting.mode, "venue": meeting.venue, "on": local.date(),
        "hour": local.time(),
    }  # fmt: skip
