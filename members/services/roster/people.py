"""Whom a roster's rows mean: told apart, and known again, by ID number or by phone and name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from members.identity import id_index, phone_index
from members.queries import roster as reads
from members.queries.people import known_elsewhere
from members.queries.roster import Known
from members.roster import Row
from members.rules import known_at

Said = tuple[str, str]


@dataclass(slots=True)
class Who:
    """Somebody the roster names: the row that named her first, what is known, her key if any."""

    number: int
    name: str
    id_key: str
    phone_key: str
    facts: dict[str, Any]
    person: int | None = None
    has_phone: bool = False


@dataclass(slots=True)
class People:
    """Everybody met so far, and those the county knows under the roster's numbers."""

    id_keys: dict[str, str]
    phone_keys: dict[str, str]
    seated: set[tuple[int, str]]
    known_by_id: dict[str, Known]
    known_by_phone: dict[str, list[Known]] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)
    by_id: dict[str, Who] = field(default_factory=dict)
    by_phone: dict[str, Who] = field(default_factory=dict)
    bare: dict[tuple[int, str], int] = field(default_factory=dict)

    @classmethod
    def of(cls, facts: Iterable[dict[str, Any]], seated: set[tuple[int, str]]) -> People:
        """Look up all numbers of the rows' ``facts``; ``seated`` are places and names in office."""
        facts = list(facts)
        ids = {n: id_index(n) for f in facts if (n := f.get("id_number"))}
        phones = {n: phone_index(n) for f in facts if (n := f.get("phone"))}
        beyond = known_elsewhere(ids.values(), phones.values())
        known = reads.people_known(
            [key for key in ids.values() if key not in beyond],
            [key for key in phones.values() if key not in beyond],
        )
        people = cls(ids, phones, seated, {one.id_key: one for one in known if one.id_key})
        people.elsewhere = beyond
        for one in known:
            people.known_by_phone.setdefault(one.phone_key, []).append(one)
        return people

    def meet(self, row: Row, org: int | None) -> tuple[Who | None, list[Said]]:
        """Return whom ``row`` means, and what is wrong with that as column and sentence.

        She is somebody of an earlier row, somebody registered, or new; None without a name.
        """
        facts = row.facts
        id_key = self.id_keys.get(facts.get("id_number", ""), "")
        key = self.phone_keys.get(facts.get("phone", ""), "")
        if "name" not in facts:
            return None, []
        who = self.by_id.get(id_key) or self.by_phone.get(key)
        if who is not None:
            said = list(_again(row, who, id_key, key))
        else:
            who = Who(row.number, facts["name"], id_key, key, facts, has_phone=bool(key))
            said = list(self._registered(who))
        if not id_key and not key and org is not None:
            said += self._bare(row, org)
        if id_key:
            self.by_id.setdefault(id_key, who)
        if key:
            self.by_phone.setdefault(key, who)
        return who, said

    def _registered(self, who: Who) -> Iterator[Said]:
        """Hold somebody against who is registered under her numbers; she is not made anew."""
        place = self.elsewhere.get(who.id_key) or self.elsewhere.get(who.phone_key)
        if place:
            yield "name", known_at(place)
            return
        found = self.known_by_id.get(who.id_key) if who.id_key else None
        if found is None:
            yield from self._by_number(who)
            return
        who.person, who.has_phone = found.pk, bool(found.phone_key)
        if found.name != who.name:
            yield "id_number", "这个身份证号登记在另一个姓名下，请核对。"
        elif who.phone_key and found.phone_key != who.phone_key:
            yield "phone", "此人已经登记，手机号与这里的不同，请先修改人员信息，或把这一格留空。"

    def _by_number(self, who: Who) -> Iterator[Said]:
        others = self.known_by_phone.get(who.phone_key, []) if who.phone_key else []
        same = [one for one in others if one.name == who.name]
        if others and not same:
            yield "phone", "这个手机号登记在另一个人名下，请核对。"
        elif len(same) > 1:
            yield "phone", "用这个手机号和姓名登记的不止一人，请填写身份证号。"
        elif same:
            who.person = same[0].pk
            if who.id_key:
                says = "此人已经登记，身份证号与这里的不同，请先修改人员信息，或把这一格留空。"
                yield "id_number", says

    def _bare(self, row: Row, org: int) -> Iterator[Said]:
        """Refuse a second of one name where nothing else tells them apart."""
        here = (org, row.facts["name"])
        first = self.bare.setdefault(here, row.number)
        if first != row.number:
            yield "name", f"与第 {first} 行同名，请填写手机号或身份证号，分清是不是同一个人。"
        elif here in self.seated:
            yield "name", "这里已经有同名的人任职，请填写手机号或身份证号，分清是不是同一个人。"


def _again(row: Row, who: Who, id_key: str, key: str) -> Iterator[Said]:
    """Hold a row against an earlier one about the same number."""
    same = f"第 {who.number} 行"
    by_id = id_key and who.id_key == id_key
    if who.name != row.facts["name"]:
        column, what = ("id_number", "身份证号") if by_id else ("phone", "手机号")
        yield column, f"这个{what}在{same}是另一个姓名，请核对。"
    elif id_key and who.id_key and not by_id:
        yield "id_number", f"姓名、手机号与{same}相同，身份证号却不同，请核对。"
    elif key and who.phone_key and who.phone_key != key:
        yield "phone", f"与{same}是同一个人，手机号却不同，请核对。"
    elif (id_key and not who.id_key) or (key and not who.phone_key):
        yield "name", f"与{same}是同一个人，两行的手机号和身份证号要填得一样。"
