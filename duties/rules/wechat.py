"""Text to copy into a WeChat group: plain lines, nothing that WeChat would show as signs.

Nothing here knows the database, the clock or the request.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

WEEKDAYS = "一二三四五六日"


def moment(at: datetime) -> str:
    """Return a moment, already in Beijing's time, as people say it."""
    return f"{day(at.date())}（星期{WEEKDAYS[at.weekday()]}）{at:%H:%M}"


def day(on: date) -> str:
    """Return a day as people say it."""
    return f"{on:%Y年%-m月%-d日}"


def lines(*parts: str) -> str:
    """Return the parts that say something, a line each."""
    return "\n".join(part for part in parts if part)


def numbered(items: Sequence[str]) -> str:
    """Return items as numbered lines."""
    return "\n".join(f"{n}. {item}" for n, item in enumerate(items, start=1))


def notice(
    *, title: str, at: datetime, venue: str, is_online: bool, who: str, items: Sequence[str],
    link: str,
) -> str:  # fmt: skip
    """Return the invitation to a meeting."""
    where = ("线上：" if is_online else "地点：") + (
        venue or ("微信群" if is_online else "另行通知")
    )
    return lines(
        f"【会议通知】{title}", f"时间：{moment(at)}", where, f"参加：{who}",
        "议题：" if items else "", numbered(items), "能来的、请假的，请点开回复：", link,
    )  # fmt: skip


def summary(
    *, title: str, on: date, due: int, present: int, results: Sequence[str], link: str
) -> str:
    """Return what a meeting came to."""
    return lines(
        f"【会议小结】{title}", f"{day(on)}，应到 {due} 人，实到 {present} 人。",
        "议题和结果：" if results else "", numbered(results), link,
    )  # fmt: skip


def publication(*, place: str, title: str, preliminary: str, until: date, link: str) -> str:
    """Return a preliminary result for the women's group, with until when to say something."""
    return lines(
        f"【征求意见】{title}", f"{place}执委会商量的初步结果：", preliminary,
        f"姐妹们有什么意见和建议，请在{day(until)}以前在群里说，或者告诉执委、妇女代表。", link,
    )  # fmt: skip


def outcome(*, place: str, title: str, result: str, on: date) -> str:
    """Return what was done about an item, for the group it came from."""
    return lines(f"【办理结果】{title}", f"{place}：{result}", day(on))


def still_to_meet(*, quarter: str, wanted: int, places: Sequence[str]) -> str:
    """Return the reminder to organisations that have not met; in the tree's order, never a rank."""
    return lines(
        f"【提醒】{quarter}还没有开够议事会（至少 {wanted} 次）的组织：",
        "、".join(places),
        "请抽空召集执委会，面对面或者在微信群里开都可以。",
    )
