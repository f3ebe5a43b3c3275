"""A whole county for the roll-up: tree, committees, chains to the household, a quarter of work."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from django.db import models

from bench.filling import homes, people, places, programmes, rotating, work
from bench.filling.sowing import Row, Sown, insert
from bench.ground import ON
from duties.models import DutyPost, Household, LiaisonLink, PostAssignment, PostCode
from fulian.database import bulk
from members.models import Appointment, Person, WomensGroup
from orgs.models import Level, Org

SHAPE = {Level.VILLAGE: (1, 2, 12, 24), Level.TOWNSHIP: (1, 3, 21, 0)}
OFFICES = ("chair", "vice_chair", "executive_member", "representative")
GROUPS, EMPTY, LEFT, LOOSE = 12, 0.06, 0.1, 0.07  # groups a village; shares left undone
YEAR = 200  # days within which things began
WHY = ("other", "unfit", "not_performing", "resigned")
MOST = 40 + GROUPS  # seats of an organisation


class Filler:
    """Rows of each table, gathered in Python and written in one statement each."""

    def __init__(self, seed: int = 1, each: tuple[int, int] = (30, 50)) -> None:
        """Begin with nothing: the same seed, the same county; so many households a woman."""
        self.luck = random.Random(seed)
        self.each = each
        self.seats: list[Row] = []
        self.links: list[Row] = []
        self.held: list[Row] = []
        self.ids: dict[type[models.Model], list[int]] = {}

    def fill(self) -> Sown:
        """Fill every counted organisation of the open county; return who and what there is."""
        root = Org.rows.get(parent__isnull=True)
        places.found(root.code[:6])
        counted = Org.rows.filter(is_counted=True, level__in=SHAPE).order_by("lft")
        orgs = [(pk, str(level)) for pk, level in counted.values_list("pk", "level")]
        self.sown = Sown(self.luck, orgs, posts=_posts())
        for model, most in ((Appointment, MOST), (WomensGroup, GROUPS)):
            self.ids[model] = bulk.next_ids(model, most * len(orgs))
        for org, level in orgs:
            self._one(org, Level(level))
        self._write()
        people.sow(self.sown)
        beside = places.sow(self.sown)
        rotating.sow(self.sown)
        work.sow(self.sown)
        homes.sow(self.sown, beside)
        programmes.sow(self.sown, beside)
        return self.sown

    def _one(self, org: int, level: Level) -> None:
        by_office = [
            [self._seat(org, office) for _ in range(count) if self.luck.random() > EMPTY]
            for office, count in zip(OFFICES, SHAPE[level], strict=True)
        ]
        if not any(by_office):
            by_office[2].append(self._seat(org, OFFICES[2]))
        for seat in by_office[2]:
            if self.luck.random() > LOOSE:
                self._take(org, seat, self.luck.choice(self.sown.posts))
        if level == Level.VILLAGE:
            for step in range(3):
                self._chain(org, step + 1, by_office[step], by_office[step + 1])
            self._groups(org, by_office[3])
            self._households(org, by_office[3])

    def _seat(self, org: int, office: str, group: int | None = None) -> Row:
        since = ON + timedelta(days=self.luck.randrange(YEAR))
        gone = office != "chair" and self.luck.random() < LEFT
        seat = {
            "id": self.ids[Appointment].pop(), "org_id": org, "office": office, "since": since,
            "until": since + timedelta(days=30) if gone else None, "group_id": group,
            "departure": self.luck.choice(WHY) if gone else "",
            "employment": "part_time" if office == "vice_chair" else "",
            "origin": self.luck.choice(["elected", "elected", "appointed"]),
        }  # fmt: skip
        self.seats.append(seat)
        self.sown.seats.setdefault(org, []).append(seat)
        return seat

    def _take(self, org: int, seat: Row, post: int) -> None:
        days = {"since": seat["since"], "until": seat["until"]}
        self.held.append({"org_id": org, "appointment_id": seat["id"], "post_id": post, **days})

    def _chain(self, org: int, level: int, uppers: list[Any], lowers: list[Any]) -> None:
        for lower in lowers if uppers else []:
            if self.luck.random() > LOOSE:
                self._link(org, level, self.luck.choice(uppers), below_id=lower["id"])

    def _groups(self, org: int, women: list[Any]) -> None:
        groups = self.sown.groups[org] = []
        for n in range(GROUPS):
            group = self.ids[WomensGroup].pop()
            groups.append({"id": group, "org_id": org, "name": f"{n + 1}组"})
            if self.luck.random() > EMPTY:
                self._seat(org, "group_leader", group)
            if women and self.luck.random() > LOOSE:
                self._link(org, 4, self.luck.choice(women), group_id=group)

    def _households(self, org: int, women: list[Any]) -> None:
        """Give each representative her households; those of one who left are left alone."""
        homes = self.sown.households[org] = []
        for woman in women:
            for _ in range(self.luck.randint(*self.each)):
                homes.append({"org_id": org, "name": f"{len(homes)}户", "above": woman})

    def _link(self, org: int, level: int, upper: Row, **below: int) -> None:
        ends = {"below_id": None, "group_id": None, "household_id": None} | below
        days = {"since": upper["since"], "until": upper["until"]}
        self.links.append({"org_id": org, "level": level, "above_id": upper["id"], **ends, **days})

    def _write(self) -> None:
        keys = bulk.next_ids(Person, len(self.seats))
        for seat, key in zip(self.seats, keys, strict=True):
            seat["person_id"] = key
        who = [
            {"id": s["person_id"], "org_id": s["org_id"], **people.person(self.sown)}
            for s in self.seats
        ]
        insert(Person, who, name="某人", pinyin="mou ren")
        groups = [one for village in self.sown.groups.values() for one in village]
        insert(WomensGroup, groups, kind="villager_group", founded_on=ON)
        insert(Appointment, self.seats)
        self._settle()
        insert(LiaisonLink, self.links, is_primary=True)
        insert(PostAssignment, self.held)

    def _settle(self) -> None:
        """Write the households and link most of them to their representatives."""
        rows = [one for village in self.sown.households.values() for one in village]
        above = [one.pop("above") for one in rows]
        insert(Household, rows, since=date(2026, 2, 1))
        for one, woman in zip(rows, above, strict=True):
            if self.luck.random() > LOOSE:
                self._link(one["org_id"], 4, woman, household_id=one["id"])


def _posts() -> list[int]:
    """Return the five posts, those the county was opened with if it was."""
    known = list(DutyPost.rows.values_list("pk", flat=True))
    if known:
        DutyPost.rows.update(since=ON)
        return known
    root = Org.rows.get(parent__isnull=True)
    made = [
        DutyPost.rows.create(org=root, code=code, name=code.label, place=n, since=ON)
        for n, code in enumerate(PostCode) if code != PostCode.CUSTOM
    ]  # fmt: skip
    return [post.pk for post in made]
