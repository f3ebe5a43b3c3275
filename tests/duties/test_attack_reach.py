"""Attacks by who leads one organisation on those below it: lent rights, a township's chair."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange

from duties import services
from duties.models import AgendaItem, AssignedTask, NeedRequest, Resolution, TurnCover
from fulian.scoping import scope
from members.models import Appointment, Office
from members.services import end_appointment
from orgs.models import AccessGrant, Role
from orgs.queries.hats import grant_hat
from tests.conftest import NOW, TODAY, signed_in
from tests.duties import deliberating as d
from tests.duties.ledgering import wearing
from tests.duties.roster import START, at, planned, presidium
from tests.people import person, seat


@pytest.fixture
def lent(east):
    """An executive of the township, who is lent the chair's rights there in her turn."""
    with scope(east.county.pk):
        she = person(east.town, "史慧敏", phone="10000720001")
        own = seat(east.town, Office.EXECUTIVE_MEMBER, who=she).grant
        assert own
        for grant in AccessGrant.rows.filter(pk=own.pk):
            grant.accepted_at = NOW
            grant.save(update_fields=["accepted_at"])
            AccessGrant(
                county_id=east.county.pk, org=east.town, user_id=grant.user_id, accepted_at=NOW,
                role=Role.ROTATING_CHAIR, holder=grant.holder, since=TODAY - timedelta(days=5),
                until=TODAY + timedelta(days=5),
            ).save()  # fmt: skip
        return wearing(own.user, east.county)


@pytest.fixture
def head(east):
    """The township's chair: its villages are in her reach."""
    with scope(east.county.pk):
        she = person(east.town, "潘玉兰", phone="10000720002")
        grant = seat(east.town, Office.CHAIR, who=she).grant
        assert grant
        AccessGrant.rows.filter(pk=grant.pk).update(accepted_at=NOW)
        return wearing(grant.user, east.county)


def acts_upon_a_village(east, by):
    """Return what only a village's own chair and the desks above it do."""
    done, need, waits = d.decided(east), d.taken(east), d.heard(east)
    other = d.committee(east)[2]
    task = services.assign_task(
        appointment=other, text="看望老人", due_on=TODAY, by=None, at=NOW
    )  # fmt: skip
    facts = {"by": by, "at": NOW}
    return [
        lambda: services.propose_item(org=east.village, title="别村的事", by=by),
        lambda: services.publish_preliminary(item=waits, preliminary="不看了", **facts),
        lambda: services.decide_item(
            item=waits, text="不看了", owner=other, due_on=d.DUE, on=TODAY, **facts
        ),
        lambda: services.close_item(item=waits, because="不议", by=by),
        lambda: services.reassign_resolution(resolution=done, owner=other, **facts),
        lambda: services.finish_resolution(resolution=done, result="好了", on=TODAY, **facts),
        lambda: services.withdraw_need(need=need, by=by),
        lambda: services.answer_need(need=need, result="不办", on=TODAY, **facts),
        lambda: services.assign_task(appointment=other, text="写总结", due_on=TODAY, **facts),
        lambda: services.drop_task(task=task, on=TODAY, by=by),
        lambda: services.finish_task(task=task, result="好了", on=TODAY, **facts),
    ]


@pytest.mark.parametrize("who", ["lent", "head"])
def test_who_leads_a_township_does_not_decide_for_its_villages(east, lent, head, who):
    by = {"lent": lent, "head": head}[who]
    with scope(east.county.pk):
        acts = acts_upon_a_village(east, by)
    with scope(east.county.pk, under=east.town, by=by):
        before = AgendaItem.rows.count()
        for act in acts:
            with pytest.raises(ValidationError) as refusal:
                act()
            assert refusal.value.code in ("elsewhere", "not_hers")
        assert AgendaItem.rows.count() == before
        assert NeedRequest.rows.filter(text__startswith="邻居").count() == 3
        assert not AssignedTask.rows.filter(dropped_on__isnull=False).exists()
        assert not Resolution.rows.filter(done_on__isnull=False).exists()


def test_lent_rights_drop_no_task_of_a_village_on_the_phone(east, lent):
    with scope(east.county.pk):
        other = d.committee(east)[2]
        task = services.assign_task(
            appointment=other, text="看望老人", due_on=TODAY + timedelta(days=36),
            by=None, at=NOW,
        )  # fmt: skip
    signed_in(lent).post(f"/tasks/{task.pk}/", {"drop": "1"})
    with scope(east.county.pk):
        assert AssignedTask.rows.get(pk=task.pk).dropped_on is None


def test_lent_rights_serve_where_they_were_lent(east, lent):
    with scope(east.county.pk):
        mine = seat(east.town, Office.VICE_CHAIR, "傅雪晴")
    with scope(east.county.pk, under=east.town, by=lent):
        facts = {"due_on": TODAY, "by": lent, "at": NOW}
        task = services.assign_task(appointment=mine, text="下村看看", **facts)
        assert services.drop_task(task=task, on=TODAY, by=lent).dropped_on == TODAY


def test_lent_rights_cancel_no_task_of_her_own(east, lent):
    with scope(east.county.pk):
        own = Appointment.rows.filter(grant__user=lent).first()
        facts = {"due_on": TODAY, "by": None, "at": NOW}
        task = services.assign_task(appointment=own, text="走访三户", **facts)
    with scope(east.county.pk, under=east.town, by=lent):
        with pytest.raises(ValidationError) as refusal:
            services.drop_task(task=task, on=TODAY, by=lent)
        assert refusal.value.code == "her_own"


def test_lent_rights_end_with_the_seat_of_who_stands_in(east):
    """She leaves the committee but stays as a representative: nothing lent stays with her."""
    with scope(east.county.pk):
        seats = presidium(east.village)
        plan = planned(east.village, seats[1:])
        while services.do_next(at(START)):
            pass
        turn = plan.turns.get(status="active")
        days = DateRange(date(2026, 1, 10), date(2026, 1, 25))
        stands_in = seats[3]
        cover = services.cover_turn(
            turn=turn, appointment=stands_in, days=days, by=None, at=at(date(2026, 1, 5))
        )
        left = date(2026, 1, 15)
        stays = seat(
            east.village, Office.REPRESENTATIVE, who=stands_in.person, since=date(2026, 1, 12)
        )
        user = stands_in.grant.user
        end_appointment(appointment=stands_in, on=left, departure="moved", by=None)
        own = stays.grant_id or AccessGrant.rows.filter(user=user).latest("pk").pk
        AccessGrant.rows.filter(pk=own).update(accepted_at=NOW)
        loans = AccessGrant.rows.filter(role=Role.ROTATING_CHAIR, user=user)
        assert list(loans.values_list("since", "until")) == [(days.lower, left)]
        assert TurnCover.rows.get(pk=cover.pk).days == DateRange(days.lower, left)
        hat = grant_hat(user, east.county, None, left)
        assert hat is None or not hat[0].also
