"""Committees, representatives and groups of every village and township, gaps among them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from fulian import crypto, scoping
from members.identity import phone_index, pinyin_of, spelled, tail_index
from members.models import (
    Appointment,
    CongressTerm,
    Education,
    GroupKind,
    Office,
    Person,
    PoliticalStatus,
    SourceCategory,
    WomensGroup,
)
from members.models.people import PHONE_COLUMN
from orgs.models import Level, Org, Place
from reports.management.demo.story import GIVEN, SURNAMES, Demo, noon

SIZES = {Level.VILLAGE: (2, 12), Level.TOWNSHIP: (3, 21)}  # vice-chairs, members beside them
REPRESENTATIVES, GROUPS = 8, 6
NUMBERS = "一二三四五六"
POLITICS, SCHOOLS = PoliticalStatus.values, Education.values[1:5]
SOURCES = SourceCategory.values
ETHNIC = ("汉族",) * 12 + ("土家族", "瑶族")
TRADES = ("种植户", "村医", "教师", "个体经营", "企业员工", "务农", "返乡创业", "幼儿园园长")


@dataclass(slots=True)
class Crew:
    """Whom one organisation has: its seats by office, its groups, what is missing on purpose."""

    org: Org
    chair: Appointment | None = None
    vice: list[Appointment] = field(default_factory=list)
    executives: list[Appointment] = field(default_factory=list)
    representatives: list[Appointment] = field(default_factory=list)
    leaders: list[Appointment] = field(default_factory=list)
    groups: list[WomensGroup] = field(default_factory=list)
    term: CongressTerm | None = None
    began: date = date.min  # since when its committee sits

    @property
    def seats(self) -> list[Appointment]:
        """Every seat, in the order of offices."""
        top = [self.chair] if self.chair else []
        return [*top, *self.vice, *self.executives, *self.representatives, *self.leaders]


class Casting:
    """Draws every organisation's people by lot; the same seed draws the same."""

    def __init__(self, demo: Demo, known: dict[tuple[int, str], list[Appointment]]) -> None:
        self.demo, self.known = demo, known  # known: seats that stand already, by place and office
        self.county = scoping.current().county
        self.people: list[Person] = []
        self._pinyin = {part: pinyin_of(part) for part in (*SURNAMES, *GIVEN)}
        self._phones = 20_000_000

    def crew(self, org: Org) -> Crew:
        """Return one organisation's crew, unsaved but for seats that stand already."""
        lot = self.demo.lot_of(org.code)
        vice, members = SIZES[Level(org.level)]
        crew = Crew(org, term=self._term(org, lot), began=self._began(org))
        crew.chair = self._chair(crew, lot)
        crew.vice = self._seats(crew, Office.VICE_CHAIR, vice - (lot.random() < 0.1), lot)
        short = lot.choice((0, 0, 0, 0, 1, 1, 2, 3))
        crew.executives = self._seats(crew, Office.EXECUTIVE_MEMBER, members - short // 2, lot)
        self._leave(crew.executives[-(short - short // 2) :] if short else [], lot)
        if org.level == Level.VILLAGE:
            crew.representatives = self._seats(crew, Office.REPRESENTATIVE, REPRESENTATIVES, lot)
            self._leave(crew.representatives[-1:] if lot.random() < 0.15 else [], lot)
            crew.groups = self._groups(crew, lot)
            crew.leaders = self._leaders(crew, lot)
        return crew

    def _chair(self, crew: Crew, lot: random.Random) -> Appointment | None:
        known = self.known.get((crew.org.pk, Office.CHAIR))
        if known:
            return known[0]
        seat = self._seat(crew, Office.CHAIR, lot)
        self._number(seat.person)
        if lot.random() < 0.04:
            self._leave([seat], lot)
        elif lot.random() < 0.9:
            seat.person.name_shown_since = self.demo.since
        return seat

    def _seats(self, crew: Crew, office: str, count: int, lot: random.Random) -> list[Appointment]:
        known = self.known.get((crew.org.pk, office), [])
        return [*known, *(self._seat(crew, office, lot) for _ in range(count - len(known)))]

    def _seat(self, crew: Crew, office: str, lot: random.Random) -> Appointment:
        she = self._person(crew.org, lot)
        return Appointment(
            county_id=self.county, person=she, org=crew.org, office=office, term=crew.term,
            employment="part_time" if office == Office.VICE_CHAIR else "",
            origin="recommended" if office == Office.REPRESENTATIVE else "elected",
            since=crew.began, entered_at=noon(crew.began),
        )  # fmt: skip

    def _leave(self, seats: list[Appointment], lot: random.Random) -> None:
        for seat in seats:
            if seat._state.adding and seat.until is None:
                seat.until = self.demo.day(lot, 20)
                seat.departure = lot.choice(("moved", "moved", "resigned", "not_performing"))

    def _person(self, org: Org, lot: random.Random) -> Person:
        surname, given = lot.choice(SURNAMES), lot.choice(GIVEN)
        she = Person(
            county_id=self.county, org=org, name=surname + given,
            given=given, **spelled(f"{self._pinyin[surname]} {self._pinyin[given]}"),
            birth_on=date(lot.randrange(1964, 1999), lot.randrange(1, 13), lot.randrange(1, 29)),
            ethnic_group=lot.choice(ETHNIC),
            political_status=lot.choice(POLITICS),
            education=lot.choice(SCHOOLS),
            occupation=lot.choice(TRADES), source_category=lot.choice(SOURCES),
        )  # fmt: skip
        self.people.append(she)
        return she

    def _number(self, she: Person) -> None:
        self._phones += 1
        number = f"100{self._phones:08d}"
        she.phone = crypto.seal(number, county=self.county, column=PHONE_COLUMN)
        she.phone_key, she.phone_tail = phone_index(number), tail_index(number[-4:])

    def _term(self, org: Org, lot: random.Random) -> CongressTerm:
        late = lot.random() < 0.06
        begins = date(self.demo.on.year - (5 if late else 4), lot.randrange(3, 9), 1)
        return CongressTerm(
            county_id=self.county, org=org, number=2, starts_on=begins,
            ends_on=begins.replace(year=begins.year + 5),
        )  # fmt: skip

    def _began(self, org: Org) -> date:
        """Return when its committee was seated: village after village over the first quarters."""
        lot, all_days = self.demo.lot_of(f"{org.code}:began"), self.demo.since - self.demo.founded
        late = lot.randrange(all_days.days) if lot.random() < 0.7 else 0
        return self.demo.founded + timedelta(days=late)

    def _groups(self, crew: Crew, lot: random.Random) -> list[WomensGroup]:
        org = crew.org
        is_town = org.place == Place.COMMUNITY
        kind = GroupKind.GRID if is_town else GroupKind.VILLAGER_GROUP
        said = "网格" if is_town else "组"
        return [
            WomensGroup(
                county_id=self.county, org=org, name=f"第{number}{said}", kind=kind,
                households=lot.randrange(25, 70), women=lot.randrange(30, 95),
                founded_on=crew.began,
            )
            for number in NUMBERS
        ]  # fmt: skip

    def _leaders(self, crew: Crew, lot: random.Random) -> list[Appointment]:
        """Let representatives lead the groups; here and there a group has nobody."""
        led = crew.groups[:-1] if lot.random() < 0.08 else crew.groups
        return [
            Appointment(
                county_id=self.county, person=crew.representatives[n].person, org=crew.org,
                office=Office.GROUP_LEADER, group=group, since=crew.began,
                origin="recommended", entered_at=noon(crew.began),
            )
            for n, group in enumerate(led)
        ]  # fmt: skip


def is_late(lot: random.Random) -> timedelta:
    """Return how long after the day something was written down: mostly at once."""
    return timedelta(days=lot.choice((0,) * 14 + (1, 3, 9, 40)))
