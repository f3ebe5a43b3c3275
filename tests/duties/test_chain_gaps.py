"""The chain-gap finder: what chains lack and what is proposed, against brute force."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from duties.queries.gaps import ALONE, GapKind, counted, found_in, on_cycles, proposals_of
from duties.queries.links import coverage_of
from duties.queries.nets import Bundle, Net, Seat, Tie

OFFICES = ("chair", "vice_chair", "executive_member", "representative")
K = GapKind


def net(**facts):
    """Return a village with one unbroken chain to a group, a household and a woman."""
    seats = {n + 1: Seat(n + 1, office, office, n + 1) for n, office in enumerate(OFFICES)}
    ties = [Tie(1, 1, 1, 2), Tie(2, 2, 2, 3), Tie(3, 3, 3, 4), Tie(4, 4, 4, group=100)]
    bundles = [Bundle(4, "household", [200], [5]), Bundle(4, "woman", [300], [6])]
    whole = {
        "seats": seats, "groups": {100: "一组"}, "households": {200: "张家"},
        "women": {300: "王大姐"}, "ties": ties, "bundles": bundles,
    }  # fmt: skip
    return Net(**(whole | facts))


def test_an_unbroken_chain_lacks_nothing():
    assert found_in(net(), 40) == {}
    assert found_in(Net(), 40) == {}
    reach = coverage_of(net())
    assert reach.chains.done == reach.whole["household"].done == reach.whole["woman"].done == 1


def test_every_kind_of_gap():
    whole = net()
    cases = [
        ({"ties": whole.ties[1:]}, {K.VICE: (2,), }),
        ({"ties": whole.ties[:1] + whole.ties[2:]}, {K.MEMBER: (3,), K.IDLE_VICE: (2,)}),
        ({"ties": whole.ties[:2] + whole.ties[3:]}, {K.REPRESENTATIVE: (4,), K.IDLE_MEMBER: (3,)}),
        ({"ties": whole.ties[:3]}, {K.GROUP: (100,)}),
        ({"bundles": whole.bundles[1:]}, {K.HOUSEHOLD: (200,)}),
        ({"bundles": whole.bundles[:1]}, {K.WOMAN: (300,)}),
        ({"ties": whole.ties[:3], "bundles": []},
         {K.GROUP: (100,), K.HOUSEHOLD: (200,), K.WOMAN: (300,), K.IDLE_REPRESENTATIVE: (4,)}),
        ({"groups": {}}, {K.GONE: (4,)}),
        ({"households": {}}, {K.GONE: (5,)}),
        ({"ties": [*whole.ties, Tie(9, 1, 1, 77)]}, {K.GONE: (9,), K.CYCLE: ()}),
        ({"ties": [*whole.ties, Tie(9, 2, 2, 2)]}, {K.ONESELF: (9,), K.CYCLE: (2,)}),
        ({"ties": [*whole.ties, Tie(9, 2, 4, 2)]}, {K.GONE: (9,), K.CYCLE: (2, 3, 4)}),
    ]  # fmt: skip
    for facts, wanted in cases:
        found = found_in(net(**facts), 40)
        assert found == {kind: keys for kind, keys in wanted.items() if keys}, facts
    assert found_in(net(), 2) == {K.OVERLOAD: (4,)}
    seats = {pk: seat for pk, seat in whole.seats.items() if pk != 1}
    assert found_in(net(seats=seats), 40) == {K.NO_CHAIR: (0,), K.VICE: (2,), K.GONE: (1,)}
    same = whole.seats | {3: Seat(3, "executive_member", "", 2)}
    assert found_in(net(seats=same), 40) == {K.ONESELF: (2,)}


def test_the_least_loaded_is_proposed_and_nobody_overloaded():
    seats = {n: Seat(n, "representative") for n in (1, 2)}
    bundles = [Bundle(1, "household", [10, 11], [1, 2])]
    homes = dict.fromkeys(range(10, 18), "")
    lacking = Net(seats=seats, households=homes, bundles=bundles)
    given_ = proposals_of(lacking, found_in(lacking, 3), 3)
    assert [(one.far, one.above) for one in given_] == [(12, 2), (13, 2), (14, 1), (15, 2)]
    helped = Net(
        seats=seats, households={10: ""}, extras=[Tie(1, 4, 2, household=10)],
        bundles=[Bundle(1, "household", [], [])],
    )  # fmt: skip
    (one,) = proposals_of(helped, found_in(helped, 3), 3)
    assert one.above == 2  # she helps already


@st.composite
def nets(draw):
    """Draw an organisation whose ties may lead anywhere, also upwards and to nobody."""
    seats = {
        pk: Seat(pk, draw(st.sampled_from(OFFICES)), "", draw(st.integers(1, 7)))
        for pk in range(1, draw(st.integers(1, 8)))
    }
    far = {end: dict.fromkeys(range(start, start + draw(st.integers(0, 4))), "")
           for end, start in (("group", 100), ("household", 200), ("woman", 300))}  # fmt: skip
    ties = []
    for pk in range(1, 1 + draw(st.integers(0, 12))):
        level = draw(st.integers(1, 4))
        end = {"group": draw(st.integers(100, 105))} if level == 4 else {}
        below = {} if level == 4 else {"below": draw(st.integers(1, 10))}
        ties.append(Tie(pk, level, draw(st.integers(1, 10)), **below, **end))
    bundles = []
    for end, start in (("household", 200), ("woman", 300)):
        for above in draw(st.lists(st.integers(1, 10), unique=True, max_size=3)):
            keys = draw(st.lists(st.integers(start, start + 5), unique=True, max_size=4))
            bundles.append(Bundle(above, end, keys, [1000 * above + key for key in keys]))
    return Net(seats, far["group"], ties, far["household"], far["woman"], bundles)


def flat_of(net):
    """Return every link alike: key, level, above, kind of far end, far end."""
    flat = [(t.pk, t.level, t.above, "below" if t.below else "group", t.below or t.group)
            for t in net.ties]  # fmt: skip
    flat += [(pk, 4, b.above, b.end, key)
             for b in net.bundles for key, pk in zip(b.far, b.ties, strict=True)]  # fmt: skip
    return flat


def to_oneself(net, flat):
    """Return the links that lead from somebody to herself, in whatever seat."""
    person = {pk: seat.person for pk, seat in net.seats.items()}
    return {
        pk for pk, _, above, end, key in flat if end == "below"
        if above == key or (above in person and person[above] == person.get(key))
    }  # fmt: skip


def by_hand(net, most):
    """Find the gaps by trying everybody with everything; shares nothing with the finder."""
    office = {pk: OFFICES.index(seat.office) for pk, seat in net.seats.items()}
    flat = flat_of(net)
    there = {
        "below": office,
        "group": dict.fromkeys(net.groups, 4), "household": dict.fromkeys(net.households, 4),
        "woman": dict.fromkeys(net.women, 4),
    }  # fmt: skip
    good = [
        (pk, above, end, key) for pk, level, above, end, key in flat
        if office.get(above) == level - 1 and there[end].get(key) == level
    ]  # fmt: skip
    pairs = {(above, end, key) for _, above, end, key in good}
    found = {}
    if office and 0 not in office.values():
        found[K.NO_CHAIR] = {0}
    if 2 in office.values() and 1 not in office.values():
        found[K.NO_VICE] = {0}
    for kind, (level, end) in ALONE.items():
        found[kind] = {
            key for key, rank in there[end].items()
            if rank == level and not any((a, end, key) in pairs for a in office)
        }  # fmt: skip
    below = {1: 2 in office.values(), 2: 3 in office.values(),
             3: any(there[end] for end in ("group", "household", "woman"))}  # fmt: skip
    busy = {above for above, _, _ in pairs}
    for rank, kind in ((1, K.IDLE_VICE), (2, K.IDLE_MEMBER), (3, K.IDLE_REPRESENTATIVE)):
        found[kind] = {pk for pk, r in office.items() if r == rank and below[rank]} - busy
    found[K.ONESELF] = to_oneself(net, flat)
    held = {pk for pk, *_ in good}
    found[K.GONE] = {pk for pk, *_ in flat} - held - found[K.ONESELF]
    found[K.CYCLE] = circles({(a, key) for _, _, a, end, key in flat if end == "below"})
    found[K.OVERLOAD] = {
        pk for pk in office
        if sum(above == pk for _, above, end, _ in good if end in ("below", "group"))
        + len({(end, key) for _, above, end, key in good
               if above == pk and end in ("household", "woman")}) > most
    }  # fmt: skip
    return {kind: keys for kind, keys in found.items() if keys}


def circles(edges):
    """Return who reaches herself, by Warshall's closure."""
    nodes = {pk for edge in edges for pk in edge}
    reach = set(edges)
    for middle in nodes:
        reach |= {
            (a, b) for a in nodes for b in nodes if (a, middle) in reach and (middle, b) in reach
        }
    return {pk for pk in nodes if (pk, pk) in reach}


@given(nets(), st.integers(1, 4))
def test_gaps_against_brute_force(drawn, most):
    found = found_in(drawn, most)
    assert {kind: set(keys) for kind, keys in found.items()} == by_hand(drawn, most)
    assert all(len(keys) == len(set(keys)) for keys in found.values())
    assert sum(counted({1: found}).values()) == sum(len(keys) for keys in found.values())


@given(st.sets(st.tuples(st.integers(1, 8), st.integers(1, 8)), max_size=20))
def test_circles_of_any_ties_against_brute_force(edges):
    assert on_cycles(edges) == circles(edges)


@given(nets(), st.integers(1, 4))
def test_proposals_fit_and_close_their_gaps(drawn, most):
    found = found_in(drawn, most)
    for one in proposals_of(drawn, found, most):
        level, end = ALONE[one.kind]
        assert one.far in found[one.kind]
        assert end == one.end
        assert drawn.seats[one.above].office == OFFICES[level - 1]
