"""What the database refuses in a race is said as a form would have said it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from fulian.database.refusals import SOMEBODY_ELSE, in_words
from fulian.scoping import scope
from orgs.models import AccessGrant, Submission
from tests.conftest import NOW


def test_constraint_with_words_of_its_own(east):
    with scope(east.county.pk):
        grant = AccessGrant.rows.get(pk=east.chair_grant.pk)
        grant.pk = None
        with pytest.raises(IntegrityError) as race, transaction.atomic():
            grant.save(force_insert=True)
    said = in_words(race.value)
    assert said.messages == ["此人在这里已经有同样的授权。"]
    assert said.code == "grant_once_at_a_time"


def test_constraint_without_words(east):
    facts = {"user": east.chair, "key": "k", "fingerprint": "f", "at": NOW}
    Submission.objects.create(**facts)
    with pytest.raises(IntegrityError) as race, transaction.atomic():
        Submission.objects.create(**facts)
    assert (in_words(race.value).message, in_words(race.value).code) == (SOMEBODY_ELSE, "conflict")


@pytest.mark.parametrize("cause", [None, "unknown"])
def test_error_that_names_nothing_of_ours(cause):
    error = IntegrityError("x")
    if cause == "unknown":
        error.__cause__ = Named("spy")
    assert in_words(error).message == SOMEBODY_ELSE


class Named(Exception):
    """An error of the driver that names a constraint."""

    def __init__(self, name: str) -> None:
        self.diag = SimpleNamespace(constraint_name=name)
