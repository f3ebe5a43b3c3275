"""Attacks by who may look but not read names: the auditor, and whoever looks in from above."""

from __future__ import annotations

import pytest

from duties import services
from duties.models import AgendaItem
from fulian.scoping import scope
from orgs import services as ground
from orgs.models import AccessGrant, Role
from tests.conftest import NOW, TODAY, signed_in
from tests.duties import deliberating as d

SHE = "李婶"
NEED, ITEM, LINE = (f"/desk/duties/{kind}/" for kind in ("needrequest", "agendaitem",
                                                         "dutylogentry"))  # fmt: skip


@pytest.fixture
def told(east):
    """A need, a comment and a line of the log, each with a woman's name."""
    with scope(east.county.pk):
        (post, *_) = services.set_up_posts(on=TODAY, by=None)
        need = d.taken(east, asked_by=SHE)
        item: AgendaItem = d.published(east)
        services.add_comment(item=item, text="应该去", said_on=TODAY, by=None, at=NOW, who=SHE)
        line = services.write_log(
            appointment=d.committee(east)[0], post=post, done_on=TODAY, what="上门看望",
            for_whom=SHE, by=None,
        )  # fmt: skip
        overseer = ground.grant_access(
            org=east.root, role=Role.OVERSEER, phone="10000730001", holder="市妇联", on=TODAY,
            by=None,
        )  # fmt: skip
        AccessGrant.rows.filter(pk=overseer.pk).update(accepted_at=NOW)
    pages = [f"/needs/{need.pk}/", f"/items/{item.pk}/", f"/log/{line.pk}/"]
    desk = [f"{NEED}{need.pk}/", f"{ITEM}{item.pk}/", f"{LINE}{line.pk}/"]
    return overseer.user, pages, desk


def test_who_looks_in_from_above_and_the_auditor_read_no_woman_s_name(east, told):
    overseer, pages, desk = told
    for client, paths in ((signed_in(overseer), pages), (signed_in(east.auditor), desk)):
        for path in paths:
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert SHE not in answer.content.decode(), path


def test_the_auditor_does_not_find_a_line_by_a_woman_s_name(east, told):
    auditor, clerk = signed_in(east.auditor), signed_in(east.clerk)
    assert "上门看望" not in auditor.get(LINE, {"q": SHE}).content.decode()
    assert "上门看望" in auditor.get(LINE, {"q": "看望"}).content.decode()
    assert "上门看望" in clerk.get(LINE, {"q": SHE}).content.decode()


def test_who_does_the_work_reads_it(east, told):
    _, pages, desk = told
    for client, paths in ((signed_in(east.chair), pages), (signed_in(east.town_clerk), desk)):
        for path in paths:
            assert SHE in client.get(path).content.decode(), path
