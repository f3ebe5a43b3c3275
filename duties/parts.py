"""What duties adds to the pages of lower apps: the phone's home, the public page, the desk."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from duties.queries import (
    dispatches,
    ledgers,
    meetings,
    norms,
    presidium,
    turns,
    upcoming,
)
from duties.queries import mine as hers
from duties.queries.catalogue import posts_kept
from fulian.parts import Filled, part
from orgs.models import Org, User


@part("home", "duties/_home.html", order=20, needs="duties.write_log")
def write_a_line(*, user: User, org: Org) -> Filled:
    """Offer to write a line, with how many she wrote this month, and her chain in one line."""
    mine = hers.mine_of(user, timezone.localdate())
    told = [f"{mine.above}联系您"] if mine.above else []
    told += [f"您联系 {mine.people} 人"] if mine.people else []
    told += [f"您联系 {mine.groups} 个妇女小组"] if mine.groups else []
    return {"month": mine.month, "chain": "，".join(told) + "。" if told else ""}


@part("home", "duties/_ledger_home.html", order=21, needs="duties.write_ledger")
def my_ledger(*, user: User, org: Org) -> Filled:
    """Offer to write a ledger line, with what is open of hers and what she still owes."""
    today = timezone.localdate()
    return {"open": ledgers.open_of(user, today), "gap": norms.my_gap(user, today)}


@part("public", "duties/_public.html", order=20)
def posts_and_duties(*, user: Any, org: Org) -> Filled:
    """Say what each post does; nobody is named."""
    kept = posts_kept(timezone.localdate())
    return {"posts": kept} if kept else None


@part("desk", "duties/desk/_first.html", order=20, needs="duties.view_post")
def what_is_missing(*, user: User) -> Filled:
    """Count who holds no post, and whom nobody keeps in touch with."""
    return {"missing": hers.missing_in_reach(timezone.localdate())}


@part("home", "duties/_turn_home.html", order=10, needs="duties.view_rotation")
def my_turn(*, user: User, org: Org) -> Filled:
    """Put first what waits for her: a handover to confirm, her turn, notices she has not read."""
    mine, unread = turns.mine_of(user, org), turns.unread_count(user)
    today = timezone.localdate()
    ahead = [] if mine.turns else upcoming.next_turn_of(user, today)
    tasks = presidium.open_tasks().filter(appointment__grant__user=user).count()
    if not (mine.now or mine.turns or mine.waiting or unread or ahead or tasks):
        return None
    first = min(ahead, key=lambda one: one.slot.first, default=None)
    return {"mine": mine, "unread": unread, "today": today, "next": first, "tasks": tasks}


@part("desk", "duties/desk/_turns.html", order=21, needs="duties.view_rotation")
def turns_and_late_ones(*, user: User) -> Filled:
    """Count who has a rotation and what is late, and name the late ones."""
    today = timezone.localdate()
    late = turns.handovers().filter(turns.is_late(today))
    going = turns.plans().filter(ended_on__isnull=True).count()
    return {"going": going, "count": late.count(), "late": list(late.order_by("due_on")[:5])}


@part("forecast", "duties/desk/_forecast.html", order=10, needs="duties.view_rotation")
def rotations_at_stake(*, user: User, seats: set[int]) -> Filled:
    """Name the rotations that count on seats which fall empty or go over term."""
    return {"plans": list(turns.plans_citing(seats))}


@part("home", "duties/_dispatch_home.html", order=15, needs="duties.answer_dispatch")
def sent_to_me(*, user: User, org: Org) -> Filled:
    """Tell what was sent to her and waits, and how much of it is overdue."""
    waiting, late = dispatches.open_for(user, timezone.localdate())
    return {"waiting": waiting, "late": late}


@part("home", "duties/_meeting_home.html", order=15, needs="duties.view_meeting")
def meetings_and_what_was_decided(*, user: User, org: Org) -> Filled:
    """Put her next meeting first, then what is hers to do; and lead to needs and meetings."""
    at = timezone.now()
    return {
        "next": meetings.next_meeting(user, org, at),
        "todo": meetings.resolutions_of(user, org),
    }


@part("home", "duties/_reviews_home.html", order=30, needs="duties.write_report")
def year_and_appraisal(*, user: User, org: Org) -> Filled:
    """Lead to her yearly report and to what women say."""
    return {}
