"""What duties adds to the pages of lower apps: the phone's home, the public page, the desk."""

from __future__ import annotations

from django.utils import timezone

from duties.queries import missing, norms, turns
from duties.queries.first import first_of
from fulian.parts import Filled, part
from members.queries import learning
from orgs.models import Org, User


@part("home", "duties/_first.html", order=10)
def what_is_hers(*, user: User, org: Org) -> Filled:
    """Put first what waits for her, then what she writes; what she may not do is left out."""
    at = timezone.now()
    today, first = timezone.localdate(at), first_of(user, org, at)
    mine = turns.mine_of(user, org.pk) if user.has_perm("duties.view_rotation") else None
    keeps = first.member is not None and user.has_perm("duties.write_ledger")
    women, households = norms.missing_of(org.pk, first.member or 0, today) if keeps else (0, 0)
    turn = first.has_turns or (mine and (mine.now or mine.turns))
    waits = bool(turn or first.waiting or first.tasks or first.decided or first.unread)
    return {"first": first, "today": today, "mine": mine, "waits": waits,
            "women": women, "households": households}  # fmt: skip


@part("home", "duties/_learn.html", order=20, needs="members.read_cards")
def cards_and_pack(*, user: User, org: Org) -> Filled:
    """Offer the page of a new seat, or the next cards she has not read."""
    found = learning.waiting_for(user, org, timezone.localdate())
    return {"found": found} if found.deck or found.seat else None


@part("me", "duties/_pack_link.html", order=15, needs="duties.view_pack")
def pack_again(*, user: User) -> Filled:
    """Lead to the page of her seat, and to those of her colleagues."""
    return {}


@part("desk", "duties/desk/_first.html", order=20, needs="duties.view_post")
def what_is_missing(*, user: User) -> Filled:
    """Count who holds no post, and whom nobody keeps in touch with."""
    return {"missing": missing.missing_in_reach(timezone.localdate())}


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
