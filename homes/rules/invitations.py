"""Text about activities to copy into a WeChat group: plain lines.

Nothing here knows the database, the clock or the request.
"""

from __future__ import annotations

from datetime import datetime

from duties.rules.wechat import day, lines, moment


def invitation(
    *, title: str, what: str, at: datetime, place: str, by: str, capacity: int | None,
    closes_at: datetime | None, link: str,
) -> str:  # fmt: skip
    """Return the invitation to an activity, with the way to sign up where that is open."""
    until = f"{moment(closes_at)}截止报名" if closes_at else ""
    limit = f"名额 {capacity} 人，满了可以排候补" if capacity else ""
    terms = "，".join(part for part in (limit, until) if part)
    sign_up = "点开报名，不用注册，只填姓名和手机尾号四位：" if link else ""
    return lines(
        f"【活动】{title}", what, f"时间：{moment(at)}", f"地点：{place or '另行通知'}",
        f"主办：{by}", f"{terms}。" if terms and link else "", sign_up, link,
    )  # fmt: skip


def called_off(*, title: str, at: datetime, because: str) -> str:
    """Return that an activity does not take place."""
    return lines(f"【活动取消】{title}", f"原定{moment(at)}。", f"原因：{because}")


def outcome(
    *, title: str, at: datetime, place: str, by: str, attendances: int, persons: int, summary: str
) -> str:
    """Return what came of an activity; times and persons are told apart."""
    where = f"，{place}" if place else ""
    return lines(
        f"【活动小结】{title}", f"{day(at.date())}{where}，{by}。",
        f"{attendances} 人次，{persons} 人参加。", summary,
    )  # fmt: skip
