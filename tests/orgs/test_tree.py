"""The tree: founded, renamed, moved, closed, planted; and what it was on any day."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from fulian.scoping import scope
from orgs import services
from orgs.models import Org, OrgHistory, OrgKind, OrgStatus, Record
from orgs.models.lock import TreeNotLocked
from orgs.queries import hats, tree
from tests.conftest import NOW, TODAY


@pytest.fixture
def in_east(east):
    with scope(east.county.pk):
        east.admin.hat = hats.hats_of(east.admin, TODAY)[0]
        yield east


def test_found_org_when_code_is_left_out(in_east):
    org = services.found_org(parent=in_east.village, name="巾帼园", on=TODAY, by=in_east.admin)
    assert (org.code, org.level) == (f"{in_east.village.code}-1", "unit")
    assert tree.broken_nodes() == []
    line = Record.objects.get(act="orgs.found_org")
    assert (line.user_id, line.target_id) == (in_east.admin.pk, org.pk)


def test_rename_keeps_the_past(in_east):
    services.rename_org(org=in_east.village, name="新村村民委员会", on=TODAY, by=in_east.admin)
    org = Org.objects.get(pk=in_east.village.pk)
    assert (org.short_name, org.title, org.version) == ("新村", "新村妇联", 2)
    before = {s.org: s.short_name for s in tree.standing_on(date(2026, 11, 21))}
    after = {s.org: s.short_name for s in tree.standing_on(TODAY)}
    assert before[org.pk] == in_east.village.short_name
    assert after[org.pk] == "新村"


def test_move_keeps_the_tree_sound(in_east):
    services.move_org(org=in_east.village, parent=in_east.other_town, on=TODAY, by=in_east.admin)
    assert Org.objects.get(pk=in_east.village.pk).parent == in_east.other_town
    assert tree.broken_nodes() == []
    assert OrgHistory.objects.get().parent == in_east.town


@pytest.mark.parametrize(
    ("org", "parent", "code"),
    [("town", "village", "own_descendant"), ("root", "town", "root"),
     ("village", "town", "same_parent"), ("town", "other_village", "level_order")],
)  # fmt: skip
def test_move_refused(in_east, org, parent, code):
    with pytest.raises(ValidationError) as refusal:
        services.move_org(
            org=getattr(in_east, org), parent=getattr(in_east, parent), on=TODAY, by=in_east.admin
        )
    assert refusal.value.code == code
    assert not Record.objects.filter(act="orgs.move_org").exists()


def test_close_ends_access(in_east):
    services.close_org(org=in_east.village, on=TODAY, by=in_east.admin)
    assert Org.objects.get(pk=in_east.village.pk).status == OrgStatus.CLOSED
    in_east.chair_grant.refresh_from_db()
    assert in_east.chair_grant.until == TODAY


def test_undo_puts_everything_back(in_east):
    for act in (
        lambda: services.rename_org(org=in_east.village, name="新村", on=TODAY, by=in_east.admin),
        lambda: services.close_org(org=in_east.village, on=TODAY, by=in_east.admin),
        lambda: services.move_org(
            org=in_east.village, parent=in_east.other_town, on=TODAY, by=in_east.admin
        ),
        lambda: services.convert_org(
            org=in_east.village, kind=OrgKind.BRANCH, on=TODAY, by=in_east.admin
        ),
        lambda: services.found_org(parent=in_east.village, name="甲", on=TODAY, by=in_east.admin),
    ):
        before = services.image(Org.objects.get(pk=in_east.village.pk))
        count = Org.objects.count()
        act()
        lead = Record.objects.filter(leads=True).order_by("pk").last()
        services.undo(batch=lead.batch, at=NOW, on=TODAY, by=in_east.admin)
        assert services.image(Org.objects.get(pk=in_east.village.pk)) == before
        assert Org.objects.count() == count
        assert not OrgHistory.objects.exists()
        assert tree.broken_nodes() == []
        in_east.chair_grant.refresh_from_db()
        assert in_east.chair_grant.until is None


def test_write_without_the_lock_raises(in_east):
    village = Org.objects.get(pk=in_east.village.pk)
    for write in (
        village.save,
        village.delete,
        lambda: Org.objects.create(code="x"),
        lambda: Org.objects.update(name="x"),
        lambda: Org.rows.filter(pk=village.pk).delete(),
        lambda: village.move_to(in_east.other_town),
        lambda: Org.objects.bulk_create([Org(code="1")]),
        lambda: Org.objects.bulk_update([village], ["name"]),
    ):
        with pytest.raises(TreeNotLocked), transaction.atomic():
            write()


def test_the_countys_own_is_never_closed(in_east):
    with pytest.raises(ValidationError, match="县级组织不能撤销"):
        services.close_org(org=in_east.root, on=TODAY, by=None)


def test_a_sound_tree_is_left_alone(in_east):
    assert services.fix_tree(by=None) == []
    assert not Record.rows.filter(act="orgs.fix_tree").exists()


@pytest.mark.parametrize(("node", "to"), [("village", "other_town"), ("other_village", "town")])
def test_move_writes_what_lies_between_and_nothing_else(in_east, node, to):
    """To the right and to the left; the unit below moves along, two levels deep."""
    org, target = getattr(in_east, node), getattr(in_east, to)
    below = services.found_org(parent=org, name="巾帼园", on=TODAY, by=None)
    before = dict(Org.rows.values_list("pk", "depth"))
    moved = services.move_org(org=org, parent=target, on=TODAY, by=None)
    assert tree.broken_nodes() == []
    fresh = Org.rows.get(pk=org.pk)
    assert (moved.lft, moved.rght, moved.depth) == (fresh.lft, fresh.rght, fresh.depth)
    assert fresh.get_siblings(include_self=True).last() == fresh
    assert fresh.get_descendants().get() == below
    assert dict(Org.rows.values_list("pk", "depth")) == before


def test_move_up_and_down(in_east):
    unit = services.found_org(parent=in_east.village, name="巾帼园", on=TODAY, by=None)
    for parent in (in_east.town, in_east.root, in_east.other_village, in_east.town):
        services.move_org(org=unit, parent=parent, on=TODAY, by=None)
        assert tree.broken_nodes() == []
        assert Org.rows.get(pk=unit.pk).depth == Org.rows.get(pk=parent.pk).depth + 1


def test_nothing_but_a_unit_stands_below_a_village(in_east):
    with pytest.raises(ValidationError, match="代码应当是 12 位数字"):
        services.found_org(
            parent=in_east.village, name="甲村", code="430424100299", on=TODAY, by=None
        )


def test_a_name_is_free_again_once_its_organisation_is_closed(in_east):
    """Opened and closed by mistake, twice on one day: closed ones never stand in one's way."""
    for _ in range(2):
        org = services.found_org(parent=in_east.village, name="巾帼园", on=TODAY, by=None)
        services.close_org(org=org, on=TODAY, by=None)
    services.found_org(parent=in_east.village, name="巾帼园", on=TODAY, by=None)
    with pytest.raises(ValidationError, match="同名"):
        services.reopen_org(org=org, on=TODAY, by=None)
