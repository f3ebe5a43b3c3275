"""The catalogue: everything domain.md A.9 names, once, in the document and in the statement."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reports.catalogue import COLUMNS, INDICATORS, Kind, as_markdown
from reports.models import QuarterLeaf
from reports.queries.counting.statement import FAMILIES, _read, family_of
from tests.reports.by_hand import HANDS

DOCS = Path(__file__).parents[2] / "docs" / "indicators.md"
# domain.md A.9, as it is numbered there.
NAMED = {
    "ORG": 8, "TEAM": 9, "LIA": 10, "POST": 4, "MTG": 3, "ROT": 7, "HOME": 8, "NET": 4, "PUB": 1,
    "TRN": 3, "EVAL": 5, "SOC": 2, "YARD": 3, "VOL": 5, "CARE": 5, "MED": 2, "SRV": 2, "ACT": 2,
    "FUND": 2,
}  # fmt: skip


def test_the_document_is_what_is_declared():
    assert DOCS.read_text() == as_markdown()


@pytest.mark.parametrize(("family", "most"), [*NAMED.items(), ("GOV", 4)])
def test_every_indicator_of_the_domain_is_declared(family, most):
    first = 3 if family == "GOV" else 1
    named = {f"I-{family}-{n}" for n in range(first, most + 1)}
    declared = {one.id.partition(".")[0] for one in INDICATORS if one.family == family}
    assert declared == named


def test_identifiers_columns_and_names_are_given_once():
    for told in ([one.id for one in INDICATORS], COLUMNS, [one.name for one in INDICATORS]):
        assert len(told) == len(set(told))
    fields = {field.name for field in QuarterLeaf._meta.get_fields()}
    assert set(COLUMNS) <= fields


@pytest.mark.parametrize("one", INDICATORS, ids=lambda one: one.id)
def test_one_file_counts_an_indicator(one):
    """The file ``family_of`` names, and no other, has it as a word of its own."""
    where = family_of(one.id)
    assert [name for name in FAMILIES if one.id in _words(name)] == [where]


def _words(family: str) -> list[str]:
    return [word for _, text in _read(family)[1] for word in re.findall(r"['\"](I-[^'\"]+)", text)]


def test_the_statement_counts_nothing_that_is_not_declared():
    said = {word for name in FAMILIES for word in _words(name)}
    assert said == {one.id for one in INDICATORS}


def test_what_is_said_of_an_indicator_fits_its_kind():
    for one in INDICATORS:
        assert bool(one.denominator) == (one.kind is not Kind.COUNT), one.id
        assert bool(one.plain) == one.has_gaps, one.id
        assert one.gap or not (one.has_gaps and one.what), one.id


def test_no_two_second_counts_count_the_same():
    counted = [name for hand in HANDS for name in hand.counts]
    assert len(counted) == len(set(counted))
    assert set(counted) <= {one.id for one in INDICATORS}
