"""Around the work log: a post of the county's own that came and went, a sheet typed up, a slip."""

from __future__ import annotations

from datetime import timedelta

from duties import services
from duties.models import DutyLogEntry, DutyPost
from duties.queries.catalogue import posts_kept
from duties.queries.papers import paper_of_code, seats_of_month
from orgs.models import User
from orgs.services import phone_key
from reports.management.demo.places import TOWN_STAFF, shown_places
from reports.management.demo.story import Demo
from reports.management.demo.work import LINES

ROWS = 9  # lines the shown village wrote on paper, in the month before


def tell_of_papers(demo: Demo) -> None:
    """Let the catalogue have a past, and the shown village some lines that were not simply kept."""
    _catalogue(demo)
    village = shown_places(demo.code)[1]
    if village is not None:
        _typed(demo, village.code)
        _slips(demo, village.pk)
    demo.said.append("岗位沿革、纸质补录和更正")


def _catalogue(demo: Demo) -> None:
    """Add a post, call it otherwise, and give it up again before the quarter's last day."""
    day = demo.since
    post = services.add_post(name="网格宣讲岗", duties="到网格里讲政策。", on=day, by=None)
    day += timedelta(days=30)
    services.rename_post(post=post, name="巾帼宣讲岗", on=day, by=None)
    services.retire_post(post=post, on=day + timedelta(days=30), reason="并入宣传教育岗", by=None)


def _typed(demo: Demo, code: str) -> None:
    """Type up last month's paper log of the shown village."""
    lot = demo.lot_of("paper")
    last = demo.on.replace(day=1) - timedelta(days=1)
    paper = paper_of_code(f"{code}-{last:%Y%m}", demo.on)
    seats = [seat for seat in seats_of_month(paper) if not seat.until and seat.since <= paper.month]
    if not seats:
        return
    posts = [post for post in posts_kept(last) if post.code in LINES]
    found: dict[tuple[int, int, str], services.PaperLine] = {}
    for n in range(ROWS):
        seat, post = lot.choice(seats), lot.choice(posts)
        day = paper.month + timedelta(days=3 * n)
        said = services.Words(post, day, lot.choice(LINES[post.code]), served=lot.choice((None, 6)))
        found[seat.pk, n, said.what] = services.PaperLine(seat, said)
    clerk = User.objects.filter(phone_key=phone_key(TOWN_STAFF)).first()
    services.type_up_log(
        org=paper.org, month=paper.month, paper=paper.code, lines=list(found.values()), by=clerk,
        at=demo.at,
    )  # fmt: skip


def _slips(demo: Demo, village: int) -> None:
    """Amend one line of the shown village with its reason, and strike another."""
    lines = list(DutyLogEntry.rows.filter(org=village, paper="").order_by("done_on", "pk")[:2])
    if len(lines) < 2:
        return
    first, second = lines
    post = DutyPost.rows.get(pk=first.post_id)
    said = services.Words(
        post, first.done_on, first.what, first.for_whom, 8, "清明节" if not first.occasion else ""
    )
    services.amend_log(entry=first, said=said, reason="人数记少了", at=demo.at, by=None)
    services.strike_log(entry=second, reason="写重了", at=demo.at, by=None)
