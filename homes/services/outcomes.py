"""How an activity went: counts, a summary, photos, a line in the work log; and what is forgotten.

One entry, many uses: the counts feed the quarter's figures, the summary goes into the group as
text, and with a tick the same words become a line of whoever answered for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from duties.rules.seasons import daily
from duties.services import note_four_ones, write_log
from duties.services.four_ones import hold_rotation
from duties.services.photos import keep_photo, sweep_unfinished
from duties.services.seasons import Season, come_round
from homes.models import Activity, ActivityPhoto, SignUp
from homes.rules import activities as rules
from homes.rules.words import check_public
from homes.services.activities import held, make_doors, saved
from orgs.models import Org, SettingName, User
from orgs.queries.settings import setting
from orgs.rules.wording import straight
from orgs.services import image, nothing_to_do, record, verb

Status = Activity.Status
PHOTO_DAYS = timedelta(days=731)


@verb("homes.hold_activity", "登记活动开展", undoable=True)
def hold_activity(
    *, activity: Activity, attendances: int | None, persons: int | None, by: User | None,
    at: datetime,
) -> Activity:  # fmt: skip
    """Note that an activity took place, with 人次 and 人数; said again, it corrects them.

    人次 counts every coming, 人数 everybody once; whoever was ticked on the list is among them.
    One that fell into a rotating turn is the 组织一活动 of its month, unless that is written (A24).
    """
    hold_rotation(activity.turn_id)
    fresh = held(activity, by)
    rules.check_begun(activity=fresh, at=at)
    came = SignUp.rows.filter(activity=fresh, has_come=True, cancelled_at__isnull=True).count()
    rules.check_counts(attendances=attendances, persons=persons, came=came)
    before = image(fresh)
    fresh.attendances, fresh.persons = attendances, persons
    if fresh.status not in rules.DONE:
        fresh.status = Status.HELD
    record(fresh, by=by, changes=[saved(fresh, before, "attendances", "persons", "status")])
    if fresh.turn is not None:
        on = timezone.localdate(fresh.starts_at)
        said = f"{fresh.title}（{on:%-m月%-d日}）"
        note_four_ones(turn=fresh.turn, month=on.replace(day=1), box="activity", text=said, by=by)
    return fresh


@verb("homes.summarise_activity", "写活动小结", undoable=True)
def summarise_activity(
    *, activity: Activity, summary: str, by: User | None, at: datetime, with_log: bool = False
) -> Activity:
    """Say in a few words what came of it; ``with_log`` writes it into the responsible's log too."""
    fresh = held(activity, by)
    rules.check_held(fresh)
    summary = straight(summary)
    rules.check_summary(summary)
    check_public(summary=summary)
    before = image(fresh)
    fresh.summary, fresh.status = summary, Status.SUMMED_UP
    record(fresh, by=by, changes=[saved(fresh, before, "summary", "status")])
    if with_log:
        _log(fresh, by, at)
    return fresh


def report_activity(
    *, activity: Activity, attendances: int | None, persons: int | None, summary: str,
    photos: Sequence[bytes], with_log: bool, by: User | None, at: datetime,
) -> Activity:  # fmt: skip
    """Do in one go, or not at all, what the phone asks in one form: counts, words, photos, log."""
    with transaction.atomic():
        done = hold_activity(
            activity=activity, attendances=attendances, persons=persons, by=by, at=at
        )
        if photos:
            add_photos(activity=activity, photos=photos, by=by)
        if summary.strip() or with_log:
            done = summarise_activity(
                activity=activity, summary=summary, by=by, at=at, with_log=with_log
            )
        return done


@verb("homes.add_photo", "添加活动照片")
def add_photos(
    *, activity: Activity, photos: Sequence[bytes], by: User | None
) -> list[ActivityPhoto]:
    """Keep photos of an activity, drawn anew and small; they go two years after it.

    It is not undone: a photo that comes back after it was deleted would outlive its time.
    """
    fresh = held(activity, by)
    rules.check_held(fresh)
    rules.check_photos(fresh.photos.count() + len(photos))
    rows = [
        ActivityPhoto(county_id=fresh.county_id, activity=fresh, photo=keep_photo(photo))
        for photo in photos
    ]
    ActivityPhoto.rows.bulk_create(rows)
    record(fresh, by=by, name=f"{fresh.title} 照片 {len(rows)} 张")
    return rows


@verb("homes.purge_activities", "删除到期的报名姓名和活动照片")
def purge_activities(*, on: date, at: datetime) -> int:
    """Empty names of sign-ups, and throw away photos, whose time is over; return how many.

    Rows stay for the counts. Whoever dies in between leaves nothing that the next does not find.
    The record says how many: it keeps no copy. Coming activities get
    their doors again, as in a county that came from another system.
    """
    make_doors(Activity.rows.filter(status__in=rules.COMING, starts_at__gt=at), at)
    names = _over(SignUp, timedelta(days=setting(SettingName.SIGNUP_DAYS)), on)
    count = names.exclude(who="").update(name=None, tail=None, who="", tap="")
    gone = list(_over(ActivityPhoto, PHOTO_DAYS, on))
    for row in gone:  # the file first: a row without its file is found again, not the other way
        _unlink(row.photo)
        row.delete()
    sweep_unfinished(at)
    if not count and not gone:
        nothing_to_do()
        return 0
    said = f"报名姓名 {count} 个，活动照片 {len(gone)} 张"
    record(Org.rows.get(parent__isnull=True), by=None, name=said)
    return int(count) + len(gone)


def _over(model: type[SignUp] | type[ActivityPhoto], kept: timedelta, on: date):  # type: ignore[no-untyped-def]  # of either model
    """Return rows whose activity ended ``kept`` or longer before the day ``on``."""
    last = on - kept
    ended = Q(activity__ends_at__isnull=True, activity__starts_at__date__lte=last)
    return model.rows.filter(ended | Q(activity__ends_at__date__lte=last))


def _unlink(name: str) -> None:
    with suppress(FileNotFoundError):
        (settings.MEDIA_ROOT / name).unlink()


def _log(activity: Activity, by: User | None, at: datetime) -> None:
    """Write the same words as a line of whoever answered for it, in the activity's first post."""
    tie = activity.posts.select_related("post").order_by("post__place").first()
    rules.check_log_post(tie is not None and activity.responsible is not None)
    if tie is None or activity.responsible is None:
        return
    write_log(
        appointment=activity.responsible, post=tie.post, by=by, at=at,
        done_on=timezone.localdate(activity.starts_at), served=activity.persons,
        what=f"{activity.title}：{activity.summary}"[:500], occasion=activity.place[:40],
    )  # fmt: skip


come_round(
    Season("homes.purge_activities", "删除到期的报名姓名和活动照片", "每天", daily,
           purge_activities)
)  # fmt: skip
