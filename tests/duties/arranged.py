"""One post held, one line written, one link: beside the roster, and without a chair of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings

from duties import services
from duties.models import DutyLogEntry, DutyPost, LiaisonLink, PostAssignment
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


def _many(cast: Any) -> int:
    she = seat(cast.village, Office.REPRESENTATIVE, "傅雪晴")
    line = DutyLogEntry(
        org=cast.village, post=post(), appointment=she, done_on=TODAY, what="打扫村道"
    )
    return services.work_many(org=cast.village, entries=[line], by=cast.admin)


VERBS: dict[str, Callable[[Any], Any]] = {
    "duties.set_up_posts": lambda c: services.set_up_posts(on=TODAY, by=c.admin),
    "duties.rename_post": lambda c: services.rename_post(post=post(), name="新岗", by=c.admin),
    "duties.assign_post": assigned,
    "duties.end_assignment": lambda c: services.end_assignment(
        assignment=assigned(c), on=TODAY, by=c.admin
    ),
    "duties.write_log": written,
    "duties.work_many": _many,
    "duties.link": linked,
    "duties.end_link": lambda c: services.end_link(link=linked(c), on=TODAY, by=c.admin),
}
ROWS: dict[type[Any], Callable[[Any], Any]] = {
    DutyPost: lambda c: services.rename_post(post=post(), name=f"{c.county.name}岗", by=None),
    PostAssignment: assigned,
    DutyLogEntry: written,
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
