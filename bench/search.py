"""Finding one woman among the 55,000 of the largest of thirty counties, behind the walls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from bench import ground
from bench.measure import Line, Watch, alternate
from bench.rls import COUNTIES, ORGS, Size
from fulian.database import bulk
from fulian.scoping import scope
from members.identity import phone_index, spelled, tail_index
from members.models import Person
from members.queries import people
from orgs.models import County, Org
from orgs.queries.naming import LAST

GOAL, PAGE = 50.0, 50  # ms; rows of a page
FEWER = 5_000  # people in each of the other counties
SURNAMES = {
    "王": "wang", "李": "li", "张": "zhang", "刘": "liu", "陈": "chen", "杨": "yang", "黄": "huang",
    "赵": "zhao", "吴": "wu", "周": "zhou", "白": "bai", "单": "shan", "曾": "zeng",
    "欧阳": "ou yang",
}  # fmt: skip
FIRST = {
    "小": "xiao", "春": "chun", "秋": "qiu", "玉": "yu", "晓": "xiao", "雨": "yu", "静": "jing",
    "慧": "hui", "雪": "xue", "若": "ruo", "桂": "gui", "文": "wen", "海": "hai", "": "",
}  # fmt: skip
SECOND = {
    "云": "yun", "燕": "yan", "月": "yue", "兰": "lan", "岚": "lan", "桐": "tong", "怡": "yi",
    "敏": "min", "晴": "qing", "英": "ying", "莲": "lian", "芳": "fang", "萍": "ping",
}  # fmt: skip
TABLE = "SELECT p.id FROM members_person p JOIN orgs_org o ON o.county_id = p.county_id AND o.id = p.org_id WHERE p.county_id = %(county)s AND "  # noqa: E501 -- one statement, read as one line


@dataclass(frozen=True, slots=True)
class Kind:
    """One way of searching: what is asked, and the same as a plain condition."""

    name: str
    rows: Callable[[], QuerySet[Person]]
    plain: str
    params: dict[str, Any]


def lines(most: int = 55_000, counties: int = 30, rounds: int = 15) -> Iterator[Line]:
    """Search in every way; the answers are those of a scan by the owner, whom no wall stops."""
    with ground.owner() as plain:
        ground.empty(plain)
        size = Size(counties, towns=25, villages=30)
        numbers = {"counties": counties, "nodes": size.nodes, "villages": size.villages}
        for sql in (COUNTIES, ORGS):
            ground.tell(plain, sql, numbers)
        largest, *others = list(County.objects.order_by("pk"))
        try:
            for county in others:
                _fill(county, FEWER if most > FEWER else most)
            _fill(largest, most)
            ground.tell(plain, "VACUUM ANALYZE members_person")
            with scope(largest.pk):
                town = Org.rows.filter(level="township").order_by("lft")[3]
                kinds = _kinds(largest, town)
            for kind in kinds:
                yield _searched(plain, kind, largest, None, rounds)
            for kind in kinds[:3]:
                yield _searched(plain, kind, largest, town, rounds)
        finally:
            ground.empty(plain)


def _fill(county: County, count: int) -> None:
    """Give the county ``count`` people, all names in turn, with phones that are nobody's."""
    names = [
        (s + f + g, {"given": f + g} | spelled(
            " ".join(p for p in (SURNAMES[s], FIRST[f], SECOND[g]) if p)
        ))
        for s in SURNAMES for f in FIRST for g in SECOND
    ]  # fmt: skip
    with scope(county.pk):
        orgs = list(Org.rows.order_by("lft").values_list("pk", flat=True))
        whose = [names[(n * 7) % len(names)] for n in range(count)]
        phones = [f"100{n:08d}" for n in range(count)]
        tails = {tail: tail_index(tail) for tail in {phone[-4:] for phone in phones}}
        bulk.insert_columns(
            Person,
            {
                "org_id": [orgs[n % len(orgs)] for n in range(count)],
                "name": [name for name, _ in whose],
                **{
                    key: [sound[key] for _, sound in whose]
                    for key in ("given", "pinyin", "letters", "initials")
                },
                "phone_key": [phone_index(phone) for phone in phones],
                "phone_tail": [tails[phone[-4:]] for phone in phones],
            },
            {"county_id": county.pk, "version": 1, "id_key": "", **dict.fromkeys(
                ("ethnic_group", "political_status", "education", "occupation", "employer",
                 "job_title", "source_category"), "")},
        )  # fmt: skip


def _kinds(county: County, town: Org) -> list[Kind]:
    def named(text: str) -> Callable[[], QuerySet[Person]]:
        return lambda: people.named(Person.objects.all(), text)

    def numbered(text: str) -> Callable[[], QuerySet[Person]]:
        return lambda: people.numbered(Person.objects.all(), text)

    letters = "replace(p.pinyin, ' ', '') LIKE %(like)s OR p.pinyin ~ %(first)s"
    phone = "10000002345"
    called = "(p.name LIKE %(like)s OR o.short_name LIKE %(like)s)"
    return [
        Kind("name", named("张小"), called, {"like": "%张小%"}),
        Kind("pinyin", named("zhangx"), f"({letters})", {
            "like": "zhangx%", "first": "^" + " ".join(f"{c}[a-z]*" for c in "zhangx")}),
        Kind("initials", named("zxy"), f"({letters})", {
            "like": "zxy%", "first": "^" + " ".join(f"{c}[a-z]*" for c in "zxy")}),
        Kind("given", named("小云"), called, {"like": "%小云%"}),
        Kind("nobody", named("慕容"), called, {"like": "%慕容%"}),
        Kind("place", named(town.short_name), called, {"like": f"%{town.short_name}%"}),
        Kind("code", named(town.code), "o.code >= %(code)s AND o.code < %(last)s",
             {"code": town.code, "last": town.code + LAST}),
        Kind("phone", numbered(phone), "p.phone_key = %(key)s", {"key": phone_index(phone)}),
        Kind("tail", numbered("2345"), "p.phone_tail = %(key)s", {"key": tail_index("2345")}),
    ]  # fmt: skip


def _searched(plain: Any, kind: Kind, county: County, top: Org | None, rounds: int) -> Line:
    below = "" if top is None else f" AND o.lft BETWEEN {top.lft} AND {top.rght}"
    sql, params = TABLE + kind.plain + below, {"county": county.pk, **kind.params}
    with scope(county.pk, under=top):
        rows = kind.rows().select_related("org").order_by("pinyin", "pk")
        found = sorted(rows.values_list("pk", flat=True))
        plans = rows[:PAGE].explain() + kind.rows().order_by().values("pk").explain()
        indexed = "Seq Scan on members_person" not in plans and "person" in plans

        def ours() -> float:
            with Watch() as watch:
                list(rows[:PAGE])
                kind.rows().count()
            return watch.seconds * 1000

        def peer() -> float:
            with Watch() as watch:
                ground.tell(plain, sql, params)
            return watch.seconds * 1000

        scanned = sorted(pk for (pk,) in ground.tell(plain, sql, params))
        mine, theirs = alternate(rounds, ours, peer)
    return Line(
        name=f"search.{kind.name}" + (".township" if top else ""), unit="ms",
        goal=f"<= {GOAL:g} ms, by an index under the walls",
        answers_equal=found == scanned and bool(found or top or kind.name == "nobody"),
        within=mine <= GOAL and indexed, ours=mine, peer=theirs,
        ratio=theirs / mine, rounds=rounds,
        more={
            "people": len(found), "indexed": indexed,
            "ours_is": "a page of 50 in the list's order with its places, and the count",
            "peer_is": "the same asked by the owner as a scan, whole",
        },
    )  # fmt: skip
