"""One post held, one line written, one link: beside the roster, and without a chair of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings

from duties import services
from duties.models import (
    DutyLogEntry,
    DutyPost,
    LiaisonLink,
    LogAmendment,
    PostAssignment,
    PostHistory,
)
from members.models import Office
from tests.conftest import NOW, TODAY
from tests.people import SINCE, seat


def post(code: str = "mediation") -> DutyPost:
    """Return one of the five posts, set up when they are not."""
    services.set_up_posts(on=SINCE, by=None)
    return DutyPost.rows.get(code=code)


def assigned(cast: Any) -> PostAssignment:
    """Give somebody new a post."""
    she = seat(cast.village, Office.EXECUTIVE_MEMBER, "舒若兰")
    return services.assign_post(appointment=she, post=post(), on=TODAY, by=cast.admin)


def written(cast: Any, **more: Any) -> DutyLogEntry:
    """Write a line for somebody new."""
    she = seat(cast.village, Office.REPRESENTATIVE, "傅雪晴")
    return services.write_log(
        appointment=she, post=post(), done_on=TODAY, what="上门劝解", by=None, at=NOW, **more
    )


def linked(cast: Any) -> LiaisonLink:
    """Let a vice-chair keep in touch with an executive member."""
    above = seat(cast.village, Office.VICE_CHAIR, "史慧敏")
    below = seat(cast.village, Office.EXECUTIVE_MEMBER, "柳芳菲")
    return services.link(above=above, below=below, on=TODAY, by=cast.admin)


def _said(what: str) -> services.Words:
    return services.Words(post(), TODAY, what)


def typed(cast: Any) -> list[DutyLogEntry]:
    """Type up a line from the village's paper of the month."""
    she = seat(cast.village, Office.REPRESENTATIVE, "傅雪晴")
    return services.type_up_log(
        org=cast.village, month=TODAY.replace(day=1), paper=f"{cast.village.code}-202611",
        lines=[services.PaperLine(she, _said("入户宣传"))], by=cast.admin, at=NOW,
    )  # fmt: skip


def _restored(cast: Any) -> DutyPost:
    one = post()
    services.retire_post(post=one, on=TODAY, by=None)
    return services.restore_post(post=one, on=TODAY, by=cast.admin)


def _history(cast: Any) -> PostHistory:
    name = f"{cast.county.name}新岗"
    services.rename_post(post=post(), name=name, on=TODAY, by=None)
    return PostHistory.rows.get(post=post())


def _amendment(cast: Any) -> LogAmendment:
    line = written(cast)
    services.amend_log(entry=line, said=_said("更正了"), reason="写错了", at=NOW, by=None)
    return LogAmendment.rows.get(entry=line)


def _many(cast: Any) -> int:
    she = seat(cast.village, Office.REPRESENTATIVE, "傅雪晴")
    line = DutyLogEntry(
        org=cast.village, post=post(), appointment=she, done_on=TODAY, what="打扫村道"
    )
    return services.work_many(org=cast.village, entries=[line], by=cast.admin)


VERBS: dict[str, Callable[[Any], Any]] = {
    "duties.set_up_posts": lambda c: services.set_up_posts(on=TODAY, by=c.admin),
    "duties.rename_post": lambda c: services.rename_post(
        post=post(), name="新岗", on=TODAY, by=c.admin
    ),
    "duties.add_post": lambda c: services.add_post(
        name="家教家风岗", duties="", on=TODAY, by=c.admin
    ),
    "duties.retire_post": lambda c: services.retire_post(
        post=assigned(c).post, on=TODAY, by=c.admin
    ),
    "duties.restore_post": _restored,
    "duties.order_posts": lambda c: services.order_posts(
        posts=[post().pk, *DutyPost.rows.exclude(pk=post().pk).values_list("pk", flat=True)],
        by=c.admin,
    ),
    "duties.assign_post": assigned,
    "duties.end_assignment": lambda c: services.end_assignment(
        assignment=assigned(c), on=TODAY, by=c.admin
    ),
    "duties.write_log": written,
    "duties.edit_log": lambda c: services.edit_log(
        entry=written(c), said=_said("打扫村道"), at=NOW, by=None
    ),
    "duties.amend_log": lambda c: services.amend_log(
        entry=written(c), said=_said("打扫村道"), reason="写错了", at=NOW, by=None
    ),
    "duties.strike_log": lambda c: services.strike_log(
        entry=written(c), reason="写重了", at=NOW, by=None
    ),
    "duties.unstrike_log": lambda c: services.unstrike_log(
        entry=services.strike_log(entry=written(c), reason="写重了", at=NOW, by=None), by=None
    ),
    "duties.type_up_log": typed,
    "duties.work_many": _many,
    "duties.link": linked,
    "duties.end_link": lambda c: services.end_link(link=linked(c), on=TODAY, by=c.admin),
}
ROWS: dict[type[Any], Callable[[Any], Any]] = {
    DutyPost: lambda c: services.rename_post(
        post=post(), name=f"{c.county.name}岗", on=TODAY, by=None
    ),
    PostAssignment: assigned,
    DutyLogEntry: written,
    PostHistory: _history,
    LogAmendment: _amendment,
    LiaisonLink: linked,
}


def pks(cast: Any) -> dict[str, int]:
    """Return the keys of one of each; the line has a photo, which lies where it is looked for."""
    held, tie = assigned(cast), linked(cast)
    line = written(cast)
    line.photo = f"{cast.county.pk}/test.jpg"
    line.save(update_fields=["photo"])
    path = settings.MEDIA_ROOT / line.photo
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\xff\xd8\xff")
    return {
        "dutypost": held.post_id, "postassignment": held.pk, "posts": held.pk,
        "dutylogentry": line.pk, "log": line.pk, "liaisonlink": tie.pk, "chain": tie.pk,
    }  # fmt: skip
