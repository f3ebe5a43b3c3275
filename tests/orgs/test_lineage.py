"""What was, stays: old days, old codes, old names, at every face; any history keeps its past."""

import uuid
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fulian.scoping import scope
from members.models import Office
from orgs import services
from orgs.models import FormerCode, Org, OrgStatus, OrgSuccession, Record
from orgs.queries import lineage, tree
from orgs.services import Part
from reports.rules import parse
from tests.conftest import TODAY, signed_in
from tests.orgs.test_api import codes, machine_of, refused
from tests.people import seat
from tests.reports.cells import cells_of
from tests.reports.planting import Planter

DAY = timezone.localdate
EVE = DAY() - timedelta(days=1)
BEFORE = date(2025, 12, 31)


def merged(cast, on=None, **facts):
    """Merge the village into its neighbour, today; return the neighbour."""
    with scope(cast.county.pk):
        into = Org.rows.get(code=f"{cast.county.code}100201")
        facts = {"into": into, "on": on or DAY(), "by": None} | facts
        return services.merge_orgs(orgs=[cast.village], **facts)


@pytest.fixture
def machine(east, west):
    return machine_of(east)


def one(machine, code, **query):
    answer = machine.get(f"/api/v1/orgs/{code}/", query)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def test_both_sides_of_a_merger_name_one_another(east, machine):
    into = merged(east)
    old, new = one(machine, east.village.code), one(machine, into.code)
    assert (old["status"], old["superseded_by"], old["supersedes"]) == ("closed", [into.code], [])
    assert (new["superseded_by"], new["supersedes"]) == ([], [east.village.code])
    listed = {r["code"]: r for r in machine.get("/api/v1/orgs/").json()["results"]}
    assert listed[east.village.code]["superseded_by"] == [into.code]
    assert listed[into.code]["supersedes"] == [east.village.code]
    assert listed[east.town.code]["superseded_by"] == []


def test_as_of_a_day_before(east, machine):
    with scope(east.county.pk):
        services.rename_org(org=east.town, name="新名镇", on=DAY(), by=None)
        services.move_org(org=east.other_village, parent=east.town, on=DAY(), by=None)
    into = merged(east)
    then, now = one(machine, east.village.code, as_of=EVE), one(machine, east.village.code)
    assert (then["status"], then["closed_on"], then["superseded_by"]) == ("active", None, [])
    assert [up["title"] for up in then["above"]] == ["东县妇联", "东县100镇妇联"]
    assert [up["title"] for up in now["above"]] == ["东县妇联", "新名镇妇联"]
    assert (then["past"], then["since"]) == ([], "2026-01-01")
    assert one(machine, east.town.code, as_of=EVE)["name"] == "东县100镇"
    moved = one(machine, east.other_village.code, as_of=EVE)
    assert moved["parent_code"] == east.other_town.code
    for code in (east.root.code, east.town.code, east.other_town.code):
        assert one(machine, code, as_of=DAY()) == one(machine, code)
    below = one(machine, east.other_town.code, as_of=EVE)["below"]
    assert (below["villages"], below["listed_villages"]) == (2, 2)
    assert one(machine, east.root.code, as_of=EVE)["below"]["townships"] == 2
    listed = machine.get("/api/v1/orgs/", {"as_of": EVE, "status": "active"})
    assert east.village.code in codes(listed)
    assert listed.json()["results"][0]["supersedes"] == []
    assert one(machine, into.code, as_of=DAY())["supersedes"] == [east.village.code]


@pytest.mark.parametrize("day", ["昨天", "2026-02-30", "2026", "1-1-1", "9999-12-31", ""])
def test_days_that_are_none(east, machine, day):
    for address in ("/api/v1/orgs/", f"/api/v1/orgs/{east.village.code}/"):
        assert "as_of" in refused(machine.get(address, {"as_of": day}), 400)["errors"][0]


def test_before_it_was_there_it_is_not_found(east, machine):
    refused(machine.get(f"/api/v1/orgs/{east.village.code}/", {"as_of": BEFORE}), 404)
    assert codes(machine.get("/api/v1/orgs/", {"as_of": BEFORE})) == []
    assert (
        "asof"
        in refused(machine.get(f"/api/v1/orgs/{east.village.code}/?asof=1"), 400)["errors"][0]
    )


def test_old_codes_resolve_for_ever(east, west, machine):
    with scope(east.county.pk):
        FormerCode(org=east.village, code="430424100777", until=DAY()).save()
    found = one(machine, "430424100777")
    assert (found["code"], found["asked_code"]) == (east.village.code, "430424100777")
    assert one(machine, east.village.code)["asked_code"] == east.village.code
    refused(machine_of(west, "other").get("/api/v1/orgs/430424100777/"), 404)
    led = Client().get("/o/430424100777/")
    assert (led.status_code, led.url) == (301, f"/o/{east.village.code}/")
    led = signed_in(east.chair).get("/org/430424100777/")
    assert (led.status_code, led.url) == (301, f"/org/{east.village.code}/")
    assert Client().get("/o/430424100778/").status_code == 404
    assert signed_in(west.chair).get("/org/430424100777/").status_code == 404


def test_public_page_of_a_merged_one_leads_to_who_works_today(east):
    into = merged(east)
    shown = Client().get(f"/o/{east.village.code}/").content.decode()
    assert f'href="/o/{into.code}/"' in shown
    assert into.title in shown
    with scope(east.county.pk):  # merged again: the page leads to the last of the row
        last = services.found_org(
            parent=east.town, name="丙村", code="430424100298", on=DAY(), by=None
        )
        services.merge_orgs(orgs=[into], into=last, on=DAY(), by=None)
        assert lineage.heirs_of(Org.rows.get(pk=east.village.pk)) == [last]
    assert "丙村妇联" in Client().get(f"/o/{east.village.code}/").content.decode()


def test_pages_tell_the_lineage(east):
    with scope(east.county.pk):
        services.rename_org(org=Org.rows.get(code="430424100201"), name="改名村", on=DAY(), by=None)
    into = merged(east)
    desk, phone = signed_in(east.admin), signed_in(east.town_clerk)
    shown = desk.get(f"/desk/orgs/org/{into.pk}/").content.decode()
    assert f"由{east.village.title}" in shown
    assert "曾用名：东县100201村村民委员会" in shown
    shown = phone.get(f"/org/{into.code}/").content.decode()
    assert f"由{east.village.title}合并而来" in shown
    assert f"由{into.title}承接" in phone.get(f"/org/{east.village.code}/").content.decode()


def test_figures_of_an_earlier_quarter_do_not_change(east):
    """The quarter ended before the merger: the statement counts as it counted then."""
    with scope(east.county.pk):
        Planter(1).all()
        quarter = parse("2026Q2")
        before, stood = cells_of(quarter), tree.standing_on(quarter.last)
        into = Org.rows.get(code="430424100201")
        last = TODAY.replace(day=25, month=12)
        services.merge_orgs(
            orgs=[east.village], into=into, on=last + timedelta(days=400), by=None,
            keep_members=True,
        )  # fmt: skip
        assert cells_of(quarter) == before
        assert tree.standing_on(quarter.last) == stood


def test_who_sat_where_on_an_earlier_day(east):
    with scope(east.county.pk):
        held = seat(east.village, Office.CHAIR)
    merged(east, keep_members=True)
    with scope(east.county.pk):
        held.refresh_from_db()
        assert (held.org_id, held.until) == (east.village.pk, DAY())


# Any history


STEP = st.tuples(
    st.sampled_from(["merge", "found", "split", "move", "rename", "undo"]),
    st.integers(0, 30), st.integers(0, 30), st.booleans(),
)  # fmt: skip


class History:
    """Does one thing after another, a day apart, and remembers how each day looked."""

    def __init__(self, cast: SimpleNamespace):
        self.cast, self.day = cast, date(2026, 2, 1)
        self.known: dict[date, list[tree.Standing]] = {}
        self.done: dict[uuid.UUID | None, date] = {}
        self.codes = iter(range(300, 999))

    def pick(self, number: int, **facts) -> Org:
        rows = list(Org.rows.filter(status=OrgStatus.ACTIVE, **facts).order_by("code"))
        return rows[number % len(rows)]

    def code(self, parent: Org) -> str:
        return f"{parent.code[:9]}{next(self.codes)}"

    def merge(self, first, second, flag):
        org = self.pick(first, level="village" if flag else "township")
        beside = Org.rows.filter(parent=org.parent, status=OrgStatus.ACTIVE).exclude(pk=org.pk)
        into = beside.order_by("code")[second % beside.count()]
        services.merge_orgs(orgs=[org], into=into, on=self.day, by=None, keep_members=flag)

    def found(self, first, second, flag):
        town = self.pick(first, level="township")
        village = self.pick(second, parent=town)
        services.merge_orgs(
            orgs=[village, self.pick(second + 1, parent=town)], on=self.day, by=None,
            name=f"合{next(self.codes)}村", code=self.code(town),
        )  # fmt: skip

    def split(self, first, second, flag):
        village = self.pick(first, level="village")
        parts = [
            Part(f"分{next(self.codes)}村", self.code(village.parent)) for _ in range(1 + flag)
        ]
        services.split_org(org=village, parts=parts, on=self.day, by=None, closes=flag)

    def move(self, first, second, flag):
        village, town = self.pick(first, level="village"), self.pick(second, level="township")
        services.move_org(org=village, parent=town, on=self.day, by=None)

    def rename(self, first, second, flag):
        org = self.pick(first, level="village")
        services.rename_org(org=org, name=f"名{next(self.codes)}村", on=self.day, by=None)

    def undo(self, first, second, flag):
        mine = Record.rows.filter(leads=True, batch__in=self.done).exclude(act="orgs.undo")
        lines = mine.order_by("-pk")[:3]
        line = lines[first % len(lines)]
        services.undo(batch=line.batch, at=timezone.now(), on=self.day, by=None)
        for day in self.known:
            if day >= self.done[line.batch]:  # taken back: it never was
                self.known[day] = tree.standing_on(day)

    def step(self, what, *facts) -> None:
        self.day += timedelta(days=1)
        try:
            with transaction.atomic():
                getattr(self, what)(*facts)
        except (ValidationError, ZeroDivisionError):
            pass  # refused, or there is nothing of the kind
        for batch in Record.rows.filter(leads=True).values_list("batch", flat=True):
            self.done.setdefault(batch, self.day)
        assert tree.broken_nodes() == []
        assert {day: tree.standing_on(day) for day in self.known} == self.known
        self.known[self.day] = tree.standing_on(self.day)


@given(steps=st.lists(STEP, min_size=3, max_size=8))
@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_any_history_keeps_the_tree_sound_and_the_past_as_it_was(east, steps):
    with scope(east.county.pk):
        mark = transaction.savepoint()
        history = History(east)
        for what, *facts in steps:
            history.step(what, *facts)
        for row in OrgSuccession.rows.select_related("before", "after"):
            assert row.since <= history.day
            assert row.after.founded_on <= row.since
        closed = Org.rows.filter(status=OrgStatus.CLOSED)
        assert not Org.rows.filter(parent__in=closed, status=OrgStatus.ACTIVE).exists()
        transaction.savepoint_rollback(mark)
