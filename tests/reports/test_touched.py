"""No write path changes what is counted without leaving word of it.

Whoever records leaves word (``recording._pass_on``); those that say they do not count are tried.
"""

from __future__ import annotations

from typing import Any

import pytest

from fulian.scoping import opened_scope, scope
from orgs.models import Org
from orgs.queries import hats
from orgs.services import recording
from reports.models import Touched
from reports.queries.counting import counted
from reports.rules.quarters import quarter_of
from tests.conftest import TODAY
from tests.test_verbs import MAKERS

QUIET = sorted(name for name in MAKERS if not recording.VERBS[name].counts)


@pytest.fixture
def cast(east):
    with scope(east.county.pk):
        seated = hats.grant_hat(east.admin, east.county, None, TODAY)
    assert seated
    east.admin.hat = seated[0]
    return east


def figures() -> dict[tuple[str, int], Any]:
    """What the open county comes to in the running quarter and in the one before."""
    found: dict[tuple[str, int], Any] = {}
    if opened_scope() is None or not Org.rows.filter(parent__isnull=True).exists():
        return found
    quarter = quarter_of(TODAY)
    for one, on in ((quarter, TODAY), (quarter.before, quarter.before.last)):
        for org, leaf in counted(one, on).items():
            found[str(one), org] = (leaf.missing, leaf.values)
    return found


def test_only_reports_say_that_they_change_nothing_that_is_counted():
    assert all(name.startswith("reports.") for name in QUIET)


@pytest.mark.parametrize("name", QUIET)
def test_a_verb_that_changes_what_is_counted_leaves_word_of_it(cast, settings, monkeypatch, name):
    """Asked at every outermost act on the way to it as well: each changes nothing, or is noted."""
    settings.DEMO = True
    before: dict[str, Any] = {}
    silent: list[str] = []
    begin, end = recording._Act, recording._pass_on

    def begun(act: str, batch: Any, *, leads: bool) -> Any:
        if leads and opened_scope() is not None:
            before["figures"], before["words"] = figures(), Touched.rows.count()
        return begin(act, batch, leads=leads)

    def ended(act: Any, outer: Any) -> None:
        end(act, outer)
        if outer is None and opened_scope() is not None and "figures" in before:
            is_told = Touched.rows.count() > before["words"]
            if not is_told and figures() != before["figures"]:
                silent.append(act.name)

    monkeypatch.setattr(recording, "_Act", begun)
    monkeypatch.setattr(recording, "_pass_on", ended)
    with scope(cast.county.pk, by=cast.admin):
        MAKERS[name](cast)
    assert silent == []
