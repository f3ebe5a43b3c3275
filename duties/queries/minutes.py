"""The minutes of a meeting as data, and the text that is proposed for them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from duties.models import AgendaItem, Deliberation
from duties.queries import meetings as reads
from duties.rules import wechat
from fulian.documents import filled

PAPER = Path(__file__).resolve().parent.parent / "papers" / "minutes.docx"


@dataclass(frozen=True, slots=True)
class ItemMinutes:
    """An item as the minutes tell it."""

    title: str
    kind: str
    result: str
    votes: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the minutes of a meeting hold, apart from the text."""

    meeting: Deliberation
    when: str
    where: str
    host: str
    came: reads.Came
    items: list[ItemMinutes]

    @property
    def due(self) -> int:
        """How many were due."""
        return len(self.came.rows)

    @property
    def results(self) -> list[str]:
        """Each item with its result, for a group to read."""
        return [f"{item.title}：{item.result}" for item in self.items]


def minutes_of(meeting: Deliberation) -> Minutes:
    """Return the minutes of a meeting, from what was noted of it."""
    came = reads.Came(reads.attendance_of(meeting))
    host = meeting.called_by.person.name if meeting.called_by else ""
    where = meeting.venue or ("微信群" if meeting.mode == Deliberation.Mode.ONLINE else "")
    when = wechat.moment(timezone.localtime(meeting.starts_at))
    items = [_told(item) for item in reads.items_of(meeting)]
    return Minutes(meeting, when, where, host, came, items)


def draft_of(meeting: Deliberation) -> str:
    """Return the text that is proposed for the minutes; nothing but what is known."""
    told = minutes_of(meeting)
    came = told.came
    parts = [
        f"{told.when}，{meeting.org.title}以{meeting.get_mode_display()}方式召开"
        f"{meeting.get_kind_display()}。"
    ]
    if told.host:
        parts.append(f"主持人：{told.host}。")
    parts.append(f"应到 {told.due} 人，实到 {len(came.present)} 人。")
    if came.on_leave:
        parts.append(f"请假：{'、'.join(came.on_leave)}。")
    if came.absent:
        parts.append(f"缺席：{'、'.join(came.absent)}。")
    if meeting.guests:
        parts.append(f"列席 {meeting.guests} 人。")
    text = ["".join(parts)]
    for n, item in enumerate(told.items, start=1):
        votes = f"表决：{item.votes}。" if item.votes else ""
        text.append(f"议题{n}（{item.kind}）：{item.title}。{item.result}{votes}")
    return "\n".join(text)


def _told(item: AgendaItem) -> ItemMinutes:
    return ItemMinutes(item.title, item.get_kind_display(), _result(item), votes_said(item))


def votes_said(item: AgendaItem) -> str:
    """Return the tally as people say it; nothing where no hands were counted."""
    told = [
        ("同意", item.votes_for), ("不同意", item.votes_against), ("弃权", item.votes_abstain),
    ]  # fmt: skip
    return "，".join(f"{what} {n} 票" for what, n in told if n is not None)


def _result(item: AgendaItem) -> str:
    decided = [
        f"{_bare(one.text)}（负责人：{one.owner.person.name}，{wechat.day(one.due_on)}前完成）"
        for one in item.resolutions.all()
    ]
    if decided:
        return f"议定：{'；'.join(decided)}。"
    if item.status == AgendaItem.Status.CLOSED:
        return (
            f"不再议：{_bare(item.dropped_because)}。" if item.dropped_because else "已传达学习。"
        )
    if item.kind != AgendaItem.Kind.DECIDE:
        return "已传达学习。"
    if item.preliminary:
        return f"初步结果：{_bare(item.preliminary)}。征求意见到{item.comments_until:%-m月%-d日}。"
    return "没有议定，下次会议再议。"


def _bare(text: str) -> str:
    """Return what she wrote without a full stop at its end, for a sentence that goes on."""
    return text.rstrip("。.；; ")


def minutes_document(meeting: Deliberation) -> bytes:
    """Return the minutes as a Word document, with room to sign."""
    told = minutes_of(meeting)
    text = meeting.minutes or draft_of(meeting)
    added = meeting.corrections.order_by("pk")
    confirmed = meeting.confirmed_at
    facts = {
        "title": meeting.title, "kind": meeting.get_kind_display(), "when": told.when,
        "where": told.where, "host": told.host, "due": told.due, "present": told.came.present,
        "leave": told.came.on_leave, "absent": told.came.absent, "items": told.items,
        "guests": f"{meeting.guests} 人" if meeting.guests else "", "lines": text.splitlines(),
        "corrections": [f"{timezone.localdate(one.made_at)} {one.text}" for one in added],
        "confirmed": f"{timezone.localtime(confirmed):%Y年%-m月%-d日}确认" if confirmed else "",
    }  # fmt: skip
    return filled(PAPER, facts)
