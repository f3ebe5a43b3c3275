"""What became of a home, in words: for its page at the desk and on the phone (domain A31, A33)."""

from __future__ import annotations

from datetime import date

from homes.models import HomeGrade, HomePause, ModelHome, WomensHome
from homes.queries.home_past import changes_of


def story_of(home: WomensHome) -> list[tuple[date, str]]:
    """Return what became of a home, the earliest first: founded, named, out of use, closed.

    And who answered for it, where it was, on whose premises, when it opened (``HomePast``).
    """
    found = [(home.since, "建立"), *_grades_told(home), *_pauses_told(home), *_model_told(home)]
    found += changes_of(home)
    if home.rules_on:
        found.append((home.rules_on, "通过制度"))
    if home.until:
        found.append((home.until, "撤销"))
    return sorted(found, key=lambda one: one[0])


def _grades_told(home: WomensHome) -> list[tuple[date, str]]:
    rows = list(HomeGrade.rows.filter(home=home).order_by("since"))
    begun = [(one.since, f"命名为{one.get_tier_display()}（{one.named_by}）") for one in rows]
    followed = {one.since for one in rows} | {home.until}
    over = [
        (one.until, f"不再是{one.get_tier_display()}")
        for one in rows
        if one.until and one.until not in followed
    ]
    return begun + over


def _pauses_told(home: WomensHome) -> list[tuple[date, str]]:
    rows = list(HomePause.rows.filter(home=home).order_by("since"))
    over = [(one.until, "恢复开放") for one in rows if one.until and one.until != home.until]
    return [(one.since, f"停用：{one.reason}") for one in rows] + over


def _model_told(home: WomensHome) -> list[tuple[date, str]]:
    found = []
    for one in ModelHome.rows.filter(home=home).select_related("cluster"):
        called = f"{one.cluster.name}的片区示范妇女之家"
        found.append((one.since, f"确定为{called}"))
        if one.until:
            found.append((one.until, f"不再是{called}"))
    return found
