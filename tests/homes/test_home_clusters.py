"""Home clusters: exactly one model home; sharing that both sides see and upward counts once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fulian.scoping import scope
from homes import services
from homes.models import HomeSharing, ModelHome
from homes.queries import clusters as reads
from orgs import services as ground
from orgs.models import Org, Record
from orgs.queries import hats
from tests.conftest import TODAY
from tests.homes import register as made
from tests.people import SINCE

DAY = timedelta(days=1)


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def test_one_model_home_for_a_cluster(here):
    cluster = made.cluster(here)
    first = made.chosen(here)
    other, online = services.found_homes(org=made.beside(here), on=SINCE, by=None)
    far, _ = services.found_homes(org=here.other_village, on=SINCE, by=None)
    choose = {"cluster": cluster, "on": TODAY, "by": None}
    for wrong, said in (
        (other, "一个片区只有一个"),
        (online, "实体妇女之家"),
        (far, "不在这个片区"),
    ):
        with pytest.raises(ValidationError, match=said):
            services.choose_model_home(home=wrong, **choose)
    services.end_model_home(chosen=first, on=TODAY, by=None)
    assert services.choose_model_home(home=other, **choose).home_id == other.pk
    near = ground.form_cluster(
        org=here.other_town, name="片", kind="community", core=here.other_village,
        members=[Org.rows.get(code="430424101201")], on=SINCE, by=None,
    )  # fmt: skip
    with pytest.raises(ValidationError, match="妇女之家片区"):
        services.choose_model_home(home=far, **choose | {"cluster": near})


def test_it_ends_with_the_cluster_and_with_the_home(here):
    chosen = made.chosen(here)
    told = {e.what: e.count for e in ground.dissolving_affects(cluster=chosen.cluster, on=TODAY)}
    assert told == {"片区示范妇女之家": 1}
    ground.dissolve_cluster(cluster=chosen.cluster, on=TODAY, by=None)
    chosen.refresh_from_db()
    assert chosen.until == TODAY
    batch = Record.rows.get(act="orgs.dissolve_cluster").batch
    ground.undo(batch=batch, at=timezone.now(), on=TODAY, by=None)
    chosen.refresh_from_db()
    assert chosen.until is None
    services.close_home(home=chosen.home, on=TODAY, by=None)
    assert not ModelHome.rows.filter(until__isnull=True).exists()


def test_only_members_share_and_either_side_writes_it_down_once(here):
    other = made.beside(here)
    facts = {"thing": "room", "on": TODAY, "by": None}
    with pytest.raises(ValidationError, match="同一个妇女之家片区"):
        services.share(giver=here.village, taker=other, **facts)
    made.cluster(here)
    here.chair.hat = hats.hats_of(here.chair, TODAY)[0]
    services.share(giver=other, taker=here.village, **facts | {"by": here.chair})
    with pytest.raises(ValidationError, match="已经登记过"):
        services.share(giver=other, taker=here.village, **facts)
    for giver, taker, said in (
        (here.village, here.village, "同一个组织"),
        (here.village, here.other_village, "同一个妇女"),
    ):
        with pytest.raises(ValidationError, match=said):
            services.share(giver=giver, taker=taker, **facts)
    with pytest.raises(ValidationError, match="只能办理本组织"):
        services.share(giver=other, taker=here.town, **facts | {"by": here.chair})
    row = HomeSharing.rows.get()
    for org in (here.village, other):
        assert list(reads.sharings_of(org)) == [row]
        with scope(here.county.pk, under=org):
            assert HomeSharing.objects.get() == row
    with scope(here.county.pk, under=here.other_town):
        assert not HomeSharing.objects.exists()
    with pytest.raises(ValidationError, match="为什么"):
        services.withdraw_sharing(sharing=row, reason=" ", on=TODAY, by=None)
    services.withdraw_sharing(sharing=row, reason="写错了", on=TODAY, by=here.chair)
    with pytest.raises(ValidationError, match="已经作废"):
        services.withdraw_sharing(sharing=row, reason="写错了", on=TODAY, by=None)
    assert reads.shared_at(other, TODAY, TODAY + DAY).total == 0


PAIRS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=12)


@settings(max_examples=25, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(pairs=PAIRS)
def test_upward_every_sharing_counts_once(here, pairs):
    """Whatever four villages of two towns lend one another, both sides count and the sum is one."""
    villages = list(Org.rows.filter(level="village").order_by("code"))
    pairs = [(a, b) for a, b in pairs if a != b]
    HomeSharing.rows.all().delete()
    for n, (a, b) in enumerate(pairs):
        HomeSharing(org=villages[a], taker=villages[b], cluster=made.cluster(here), thing="room",
                    note=str(n), shared_on=TODAY).save()  # fmt: skip
    days = (TODAY, TODAY + DAY)
    assert reads.shared_below(here.root, *days).total == len(pairs)
    each = [reads.shared_at(village, *days).total for village in villages]
    assert sum(each) == 2 * len(pairs)
    town = reads.shared_below(here.town, *days)
    mine = {n for n, one in enumerate(villages) if one.parent_id == here.town.pk}
    assert town.total == sum(bool({a, b} & mine) for a, b in pairs)
    within = sum({a, b} <= mine for a, b in pairs)
    assert town.total == town.given + town.taken - within
