"""Small numbers of something sensitive, and whatever would tell them by subtraction.

A number from 1 to 4 of a sensitive indicator is not shown, nor one whose numerator is all but 1 to
4 of its denominator. As a place is the sum of what lies below it, and the parts of a breakdown are
the sum of a head-count, one hidden number alone would be the rest; so others are hidden with it
until nobody can work it out. The same for every reader: it is reckoned over the whole county.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

FEW = 5
Counts = tuple[int, ...]  # of one place by itself: numerator, denominator, what is between them


@dataclass(slots=True)
class Hidden:
    """What may not be shown of one indicator: places with all below them, and places alone."""

    whole: set[int] = field(default_factory=set)
    own: set[int] = field(default_factory=set)


class Table:
    """One indicator over the tree. A place's own part stands beside those below it, as ``-key``."""

    def __init__(self, parents: Mapping[int, int | None], own: Mapping[int, Counts]) -> None:
        """Sum it up. ``parents`` is a tree: every place leads to a top without going round."""
        wide = max((len(counts) for counts in own.values()), default=1)
        self.nothing: Counts = (0,) * wide
        self.gone: set[int] = set()
        self.kids: dict[int, list[int]] = {}
        self.tops = [place for place, parent in parents.items() if parent is None]
        for place, parent in parents.items():
            if parent is not None:
                self.kids.setdefault(parent, []).append(place)
        self.counts = {place: own.get(place, self.nothing) for place in parents}
        for place in list(self.kids):
            mine = self.counts[place]
            if any(mine):
                self.kids[place].append(-place)
                self.counts[-place] = mine
        for top in self.tops:
            self._sum(top)

    def settle(self, also: Iterable[int] = ()) -> Hidden:
        """Return what may not be shown; ``also`` is hidden for another reason."""
        for place in also:
            self._hide(place)
        for top in self.tops:
            self._settle(top)
        own = {-place for place in self.gone if place < 0}
        leaves = {place for place in self.gone if place > 0 and place not in self.kids}
        return Hidden({place for place in self.gone if place > 0}, own | leaves)

    def _sum(self, place: int) -> Counts:
        if below := self.kids.get(place):
            found = [self._sum(one) if one > 0 else self.counts[one] for one in below]
            self.counts[place] = tuple(sum(column) for column in zip(*found, strict=True))
        return self.counts[place]

    def _settle(self, place: int) -> None:
        """Hide below ``place``, and it too where its sum would tell."""
        for one in self.kids.get(place, ()):
            self._settle(one)
        if is_few(self.counts[place]):
            self._hide(place)
        if place in self.gone or place not in self.kids:
            return
        while not is_vague(loose := [self.counts[one] for one in self._loose(place)]):
            rest = [one for one in self.kids[place] if one not in self.gone]
            shown = [one for one in rest if any(self.counts[one])]
            if not loose or not shown:
                self.gone.add(place)
                return
            self._hide(min(shown, key=lambda one: (self.counts[one], one)))

    def _hide(self, place: int) -> None:
        """Hide a place, and a chain of parts down from it, else its parts would give it back."""
        self.gone.add(place)
        below = self.kids.get(place)
        if below and not any(any(self.counts[one]) for one in self._loose(place)):
            filled = [one for one in below if any(self.counts[one])]
            if filled:
                self._hide(min(filled, key=lambda one: (self.counts[one], one)))

    def _loose(self, place: int) -> list[int]:
        """Return the undermost hidden parts of ``place`` that hang together with it."""
        if place not in self.kids:
            return [place]
        found: list[int] = []
        for one in self.kids[place]:
            if one in self.gone:
                found += self._loose(one)
        return found


def is_few(counts: Sequence[int]) -> bool:
    """Say whether one of the counts is so small that it could be known who it is."""
    return any(0 < count < FEW for count in counts)


def is_vague(parts: Sequence[Counts]) -> bool:
    """Say whether the sum of hidden ``parts`` tells none of them.

    Two or more of each count, that come to five and do not all have to be one.
    """
    return all(_is_vague([n for n in column if n]) for column in zip(*parts, strict=True))


def _is_vague(counts: Sequence[int]) -> bool:
    if not any(count < FEW for count in counts):
        return True
    return len(counts) > 1 and sum(counts) >= FEW and sum(counts) > len(counts)


def across(counts: Mapping[str, int], gone: Iterable[str]) -> set[str]:
    """Return which parts of one breakdown are hidden, when what they sum to is shown.

    Where nothing is left that could cover a small one, all of them are, the noughts too.
    """
    found = set(gone)
    while not _is_vague([counts[one] for one in found if counts[one]]):
        rest = [one for one in counts if one not in found and counts[one]]
        if not rest:
            return set(counts)
        found.add(min(rest, key=lambda one: (counts[one], one)))
    return found
