"""One activity in every state, with sign-ups: for tests, verbs, rows and addresses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import Image

from duties.models import DutyPost
from homes import services
from homes.models import Activity, ActivityPhoto, ActivityPost, CoOrganiser, SignUp
from homes.services import Plan
from members.models import Appointment, Office
from orgs.models import Org
from tests.conftest import NOW, TODAY
from tests.people import person, seat

SOON = NOW + timedelta(days=3)
AFTER = SOON + timedelta(hours=3)
PICTURES = BytesIO()
Image.new("RGB", (8, 8), "red").save(PICTURES, "JPEG")
PHOTO = PICTURES.getvalue()


def posts() -> list[DutyPost]:
    """Return the county's first post, made when there is none."""
    if not DutyPost.rows.exists():
        root = Org.rows.get(parent__isnull=True)
        DutyPost(org=root, code="culture", name="文化娱乐岗", place=1, since=TODAY).save()
    return list(DutyPost.rows.order_by("place")[:1])


def chair(cast: Any) -> Appointment:
    """Return the seat of the cast's chair."""
    rows = Appointment.rows.filter(org=cast.village, office=Office.CHAIR).select_related("grant")
    who = {"phone": cast.chair_phone}
    return rows.first() or seat(
        cast.village, Office.CHAIR, who=person(cast.village, "白春燕", **who)
    )


def plan(**more: Any) -> Plan:
    """Return what an activity is to be."""
    facts: dict[str, Any] = {"title": "插花技艺培训", "starts_at": SOON, "place": "村委会二楼"}
    return Plan(**facts | more)


def planned(cast: Any, by: Any = None, org: Any = None, **more: Any) -> Activity:
    """Plan an activity of the village."""
    return services.plan_activity(org=org or cast.village, plan=plan(**more), by=by, at=NOW)


def opened(
    cast: Any, capacity: int | None = None, closes_at: datetime | None = None, **more: Any
) -> Activity:
    """Open the sign-up of one."""
    return services.open_activity(
        activity=planned(cast, **more), by=None, at=NOW, capacity=capacity, closes_at=closes_at
    )


def signed(activity: Activity, name: str = "王小英", tail: str = "1234", at: Any = NOW) -> Any:
    """Sign somebody up."""
    return services.sign_up(activity=activity, name=name, tail=tail, at=at)


def crowd(activity: Activity, count: int, first: int = 0) -> list[Any]:
    """Sign up ``count`` women one after the other."""
    return [
        signed(activity, f"王{chr(0x4E00 + n)}", f"{n:04d}") for n in range(first, first + count)
    ]


def fresh(activity: Activity) -> Activity:
    """Return the activity as it is now."""
    return Activity.rows.select_related("org", "responsible__grant").get(pk=activity.pk)


def held(cast: Any, attendances: int = 30, persons: int = 20, **more: Any) -> Activity:
    """Hold one that was signed up for."""
    one = opened(cast, **more)
    signed(one)
    return services.hold_activity(
        activity=one, attendances=attendances, persons=persons, by=None, at=AFTER
    )


def summed_up(cast: Any, **more: Any) -> Activity:
    """Hold one and sum it up."""
    return services.summarise_activity(
        activity=held(cast, **more), summary="大家都学会了", by=None, at=AFTER
    )


def _cancelled(cast: Any) -> SignUp:
    one = opened(cast)
    told = signed(one)
    return services.cancel_signup(
        activity=one, name="王小英", tail="1234", receipt=told.receipt, at=NOW
    )


def _row(cast: Any) -> SignUp:
    one = opened(cast)
    signed(one)
    return SignUp.rows.get(activity=one)


def _struck(cast: Any) -> Activity:
    row = _row(cast)
    return services.strike_signup(activity=row.activity, signup=row.pk, by=cast.admin, at=NOW)


def _came(cast: Any) -> Activity:
    row = _row(cast)
    return services.mark_came(activity=row.activity, came=[row.pk], by=cast.admin, at=AFTER)


def _purged(cast: Any) -> int:
    _row(cast)
    return services.purge_activities(on=TODAY + timedelta(days=60), at=NOW)


def photographed(cast: Any) -> ActivityPhoto:
    """Keep a photo of one."""
    return services.add_photos(activity=held(cast), photos=[PHOTO], by=None)[0]


def along(cast: Any) -> CoOrganiser:
    """Plan one that the neighbouring village runs along."""
    one = planned(cast, partners=[cast.other_village], units=["县图书馆"])
    return CoOrganiser.rows.filter(activity=one).order_by("pk")[0]


def _into(cast: Any) -> Activity:
    return services.pass_activity(
        activity=planned(cast), into=cast.other_village, on=TODAY, by=cast.admin
    )


VERBS: dict[str, Callable[[Any], Any]] = {
    "homes.plan_activity": planned,
    "homes.change_activity": lambda c: services.change_activity(
        activity=planned(c), plan=plan(title="读书会"), by=c.admin, at=NOW
    ),
    "homes.open_activity": opened,
    "homes.change_signup": lambda c: services.change_signup(
        activity=opened(c), capacity=9, by=c.admin, at=NOW
    ),
    "homes.call_off_activity": lambda c: services.call_off_activity(
        activity=opened(c), because="下大雨", by=c.admin, at=NOW
    ),
    "homes.hold_activity": held,
    "homes.summarise_activity": summed_up,
    "homes.add_photo": photographed,
    "homes.sign_up": _row,
    "homes.cancel_signup": _cancelled,
    "homes.strike_signup": _struck,
    "homes.mark_came": _came,
    "homes.add_walk_ins": lambda c: services.add_walk_ins(
        activity=opened(c), names=["李大嫂"], by=c.admin, at=AFTER
    ),
    "homes.purge_activities": _purged,
    "homes.export_activities": lambda c: services.export_activities(
        rows=Activity.rows.all(), by=c.admin
    ),
    "homes.pass_activity": _into,
    "homes.leave_activity": lambda c: services.leave_activity(
        activity=planned(c, responsible=chair(c)), on=TODAY, by=c.admin
    ),
    "homes.move_activity_out": lambda c: services.move_activity_out(
        activity=planned(c), on=TODAY, by=c.admin
    ),
}
SILENT = {
    "homes.sign_up": "nobody signed in; the list says when, and her name must be gone in time",
    "homes.cancel_signup": "as signing up",
}
ROWS: dict[type[Any], Callable[[Any], Any]] = {
    Activity: planned,
    ActivityPost: lambda c: ActivityPost.rows.get(activity=planned(c, posts=posts())),
    CoOrganiser: along,
    SignUp: _row,
    ActivityPhoto: photographed,
}


def pks(cast: Any) -> dict[str, int]:
    """Return the keys of an open activity, with somebody on its list, and of a photo."""
    row = _row(cast)
    return {
        "activities": row.activity_id, "activity": row.activity_id, "signups": row.pk,
        "photos": photographed(cast).pk,
    }  # fmt: skip
