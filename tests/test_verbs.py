"""Every service that writes leaves its record: each verb is called once, and its line is found."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from fulian.scoping import scope
from orgs import services
from orgs.models import Org, PlatformRecord, Record, Role
from orgs.models.lock import whole_tree
from orgs.queries import hats
from orgs.queries.divisions import _read
from orgs.services import Entry
from orgs.services.access import open_doorway
from orgs.services.demo import give_demo_password
from orgs.services.recording import VERBS, NothingRecorded, nothing_to_do, record, verb
from tests.conftest import NOW, PASSWORD, TODAY
from tests.duties import makers as duties
from tests.homes import makers as homes
from tests.members import makers as members
from tests.orgs import besides, handing
from tests.reports import makers as reports

ADDRESS = "192.0.2.7"


def _with_password(cast: Any) -> None:
    cast.chair.set_password(PASSWORD)
    cast.chair.save()


def _sign_in(cast: Any) -> Any:
    _with_password(cast)
    return services.sign_in(phone=cast.chair_phone, password=PASSWORD, address=ADDRESS, at=NOW)


def _claim(cast: Any) -> Any:
    code = open_doorway(user=cast.chair, county=None, at=NOW)
    return services.claim(code=code, password=PASSWORD, address=ADDRESS, at=NOW)


def _change_password(cast: Any) -> Any:
    _with_password(cast)
    new = "another-good-password"
    return services.change_password(user=cast.chair, old=PASSWORD, new=new, at=NOW)


def _device(cast: Any) -> Any:
    return services.begin_session(user=cast.chair, face="phone", device="手机", at=NOW)


def _operator(cast: Any) -> Any:
    return services.make_operator(phone="10003000001", at=NOW)[0]


def _enter(cast: Any) -> Any:
    return services.enter_county(county=cast.county, reason="查看问题", at=NOW, by=_operator(cast))


def _leave(cast: Any) -> Any:
    visit = _enter(cast)
    return services.leave_county(visit=visit, at=NOW, by=visit.user)


def _grant(cast: Any) -> Any:
    return services.grant_access(
        org=cast.village, role=Role.OFFICER, phone="10009000001", holder="新人", on=TODAY, by=None
    )


def _end_application(cast: Any) -> Any:
    made, _ = services.register_application(name="政务平台", on=TODAY, by=None)
    return services.end_application(application=made, on=TODAY, by=cast.admin)


def _undo(cast: Any) -> Any:
    services.rename_org(org=cast.village, name="新村", on=TODAY, by=cast.admin)
    batch = Record.rows.filter(act="orgs.rename_org").get().batch
    assert batch is not None
    return services.undo(batch=batch, at=timezone.now(), on=TODAY, by=cast.admin)


def _open(cast: Any) -> Any:
    return services.open_county(code="350527", on=TODAY, at=NOW, by=None)


def _fix(cast: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orgs_org SET rght = rght + 5 WHERE id = %s", [cast.village.pk])
    return services.fix_tree(by=cast.admin)


def _beside(cast: Any) -> Any:
    return Org.rows.get(code=f"{cast.county.code}100201")


def _reopen(cast: Any) -> Any:
    services.close_org(org=cast.village, on=TODAY, by=cast.admin)
    return services.reopen_org(org=cast.village, on=TODAY, by=cast.admin)


def _demo(cast: Any) -> Any:
    return give_demo_password(users=[cast.chair.pk])


# One entry per verb: how it is done once, for something to record.
MAKERS: dict[str, Callable[[Any], Any]] = {
    "orgs.sign_in": _sign_in,
    "orgs.claim": _claim,
    "orgs.change_password": _change_password,
    "orgs.begin_session": _device,
    "orgs.end_session": lambda c: services.end_session(session=_device(c), at=NOW, by=c.chair),
    "orgs.end_other_sessions": lambda c: services.end_other_sessions(
        keep=_device(c), at=NOW, by=c.chair
    ),
    "orgs.make_operator": _operator,
    "orgs.enter_county": _enter,
    "orgs.leave_county": _leave,
    "orgs.sweep": lambda c: services.sweep(at=NOW),
    "orgs.grant_access": _grant,
    "orgs.grant_many": lambda c: services.grant_many(
        entries=[Entry(c.village.pk, Role.OFFICER, "10009000001", "新人", TODAY)],
        by=c.admin,
        at=NOW,
    ),
    "orgs.end_access": lambda c: services.end_access(grant=c.chair_grant, on=TODAY, by=c.admin),
    "orgs.issue_link": lambda c: services.issue_link(grant=c.chair_grant, at=NOW, by=c.admin),
    "orgs.reveal_phone": lambda c: services.reveal_phone(
        grant=c.chair_grant, reason="核对号码", by=c.admin
    ),
    "orgs.register_application": lambda c: services.register_application(
        name="政务平台", on=TODAY, by=None
    ),
    "orgs.end_application": _end_application,
    "orgs.ask_for_help": lambda c: services.ask_for_help(phone=c.chair_phone, at=NOW),
    "orgs.undo": _undo,
    "orgs.open_county": _open,
    "orgs.found_org": lambda c: services.found_org(
        parent=c.village, name="巾帼站", on=TODAY, by=c.admin
    ),
    "orgs.rename_org": lambda c: services.rename_org(
        org=c.village, name="新村", on=TODAY, by=c.admin
    ),
    "orgs.convert_org": lambda c: services.convert_org(
        org=c.village, kind="branch", on=TODAY, by=c.admin
    ),
    "orgs.move_org": lambda c: services.move_org(
        org=c.village, parent=c.other_town, on=TODAY, by=c.admin
    ),
    "orgs.close_org": lambda c: services.close_org(org=c.village, on=TODAY, by=c.admin),
    "orgs.reopen_org": _reopen,
    "orgs.merge_orgs": lambda c: services.merge_orgs(
        orgs=[c.village], into=_beside(c), on=TODAY, by=c.admin
    ),
    "orgs.split_org": lambda c: services.split_org(
        org=c.village,
        on=TODAY,
        by=c.admin,
        parts=[services.Part("新村村民委员会", f"{c.county.code}100299")],
    ),
    "orgs.recode_county": lambda c: services.recode_county(
        code="430499", name="东区", on=TODAY, by=None
    ),
    "orgs.fix_tree": _fix,
    "orgs.give_demo_password": _demo,
    "orgs.choose_setting": lambda c: services.choose_setting(
        name="handover_days", value=7, by=c.admin
    ),
}
for _app in (members, duties, homes, reports):
    MAKERS |= _app.VERBS
MAKERS |= besides.VERBS | handing.VERBS
# What rightly leaves no line of its own, and why.
SILENT = {
    "orgs.begin_session": "signing in was recorded; this is only its device",
    "orgs.sweep": "nobody did it: the clock throws away what has served",
}
TWICE = {"orgs.register_application"}  # one line for the system, one for its seat
for _app in (members, duties, homes, reports):
    SILENT |= _app.SILENT
    TWICE |= _app.TWICE
# Done before, or apart from, any county: their lines stand in the platform's record.
OUTSIDE = {"orgs.make_operator"}


@pytest.fixture
def cast(east):
    """The east, its administrator acting in her own seat."""
    with scope(east.county.pk):
        seated = hats.grant_hat(east.admin, east.county, None, TODAY)
    assert seated
    east.admin.hat = seated[0]
    return east


def lines(act: str) -> int:
    """Count an act's lines in the record of every county the test knows, and the platform's."""
    return int(Record.rows.filter(act=act).count() + PlatformRecord.objects.filter(act=act).count())


def test_every_verb_is_tried():
    mine = {name for name in VERBS if not name.startswith("test.")}
    assert mine == set(MAKERS), "tests/test_verbs.py: MAKERS needs one entry per verb"
    assert set(SILENT) | OUTSIDE <= set(MAKERS)


@pytest.mark.parametrize("name", MAKERS)
def test_verb_leaves_one_record(cast, settings, name):
    settings.DEMO = True
    with scope(cast.county.pk, by=cast.admin):
        before = lines(name)
        MAKERS[name](cast)
        if name != "orgs.open_county":
            assert lines(name) - before == (0 if name in SILENT else 2 if name in TWICE else 1)
            return
    from orgs.models import County

    with scope(County.objects.get(code="350527").pk):
        assert lines(name) == 1


@pytest.mark.parametrize("name", [n for n in MAKERS if n not in SILENT and n != "orgs.open_county"])
def test_record_and_work_go_together(cast, settings, monkeypatch, name):
    """When the record cannot be written, nothing of the work stays."""
    settings.DEMO = True
    with scope(cast.county.pk, by=cast.admin):
        monkeypatch.setattr(
            "orgs.services.recording._write", lambda *args, **kwargs: (_ for _ in ()).throw(Full)
        )
        before = _everything()
        with pytest.raises(Full), scope(cast.county.pk, by=cast.admin):
            MAKERS[name](cast)
        assert _everything() == before


class Full(Exception):
    """The disk is full."""


def _everything() -> list[Any]:
    """Return the hash of every row the site's role may read here."""
    from fulian.database.outside import OUTSIDE as UNSCOPED
    from fulian.scoping import scoped_models

    tables = {m._meta.db_table for m in scoped_models()} | {
        name for name, grants in UNSCOPED.items() if "INSERT" in grants
    }
    with connection.cursor() as cursor:
        found = []
        for table in sorted(tables):
            cursor.execute(f"SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM {table} t")
            found.append((table, cursor.fetchone()))
        return found


@pytest.fixture
def scratch():
    """Verbs of the tests' own, forgotten afterwards."""
    yield lambda: f"test.{uuid.uuid4().hex}"
    for name in [n for n in VERBS if n.startswith("test.")]:
        del VERBS[name]


def test_verb_that_forgets_is_an_error(east, scratch):
    @verb(scratch(), "忘记")
    def forget():
        PlatformRecord.objects.create(at=NOW, act="test.made")

    with pytest.raises(NothingRecorded):
        forget()
    assert not PlatformRecord.objects.filter(act="test.made").exists()


def test_one_name_one_service(scratch):
    name = scratch()
    verb(name, "甲")(lambda: nothing_to_do())
    with pytest.raises(ValueError, match="two services"):
        verb(name, "乙")(lambda: nothing_to_do())


def test_only_a_verb_records(db):
    with pytest.raises(RuntimeError, match="only a @verb"):
        record(by=None)
    with pytest.raises(RuntimeError, match="only a @verb"):
        nothing_to_do()


def test_verbs_have_chinese_titles():
    for name, known in VERBS.items():
        assert any("一" <= c <= "鿿" for c in known.title), name
        assert name == known.name
        assert name.count(".") == 1


def test_planting_alone_is_part_of_opening(east):
    """``plant_tree`` is no verb of its own: it refuses to plant where something stands."""
    units = _read([("430424000000", "东县")])
    with pytest.raises(IntegrityError, match="org_"), scope(east.county.pk), whole_tree():
        services.plant_tree(units, on=TODAY - timedelta(days=1))
