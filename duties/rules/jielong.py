"""接龙: what people write one below the other in a WeChat group, read into names and remarks.

Nothing here knows the database, the clock or the request; reading never fails. Every line that is
not empty is an entry or is left out with a reason, and an entry is matched or asked about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

MOST_LINES = 500
MOST_TEXT = 60_000
NUMBERED = re.compile(r"^(\d{1,4})\s*(?:[.、,:。)\]]\s*|\s+)(.+)$")
HEAD = re.compile(r"^#?\s*(接龙|群接龙|group note)", re.IGNORECASE)
EXAMPLE = re.compile(r"^(例|示例|例如)\s*[.:、\s]")
CUT = re.compile(r"[\s,，、;；:。/|\-—–~!]+")
BRACKETS = re.compile(r"[(\[【〔「]([^)\]】〕」]*)[)\]】〕」]?")
AWAY = re.compile(
    r"请假|请个假|缺席|来不了|去不了|到不了|不来|不去|不到|不参加|不能参加|没空|有事|告假|无法"
)
SAID = re.compile(r"(请假|参加|到会|已到|会到|收到|准时到|报名|确认|签到|到)$")
LONGEST_NAME = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One who wrote herself down: at which line, as she is called there, and what she added."""

    line: int
    text: str
    name: str
    remark: str

    @property
    def is_away(self) -> bool:
        """Whether she says that she does not come."""
        return AWAY.search(self.remark) is not None


@dataclass(frozen=True, slots=True)
class Ignored:
    """A line that is nobody's, and why."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was read: entries in their order, and the lines left out."""

    entries: list[Entry]
    ignored: list[Ignored]


@dataclass(frozen=True, slots=True)
class Matched:
    """An entry that is one member's."""

    entry: Entry
    key: int


@dataclass(frozen=True, slots=True)
class Asked:
    """An entry of whom nobody knows who it is; ``near`` are members it may be."""

    entry: Entry
    near: list[int]


@dataclass(frozen=True, slots=True)
class Matching:
    """Entries matched, asked about, and lines left out with their reasons."""

    matched: list[Matched]
    asked: list[Asked]
    ignored: list[Ignored]


def check_size(text: str) -> None:
    """Refuse more lines than any committee has, before they are read."""
    lines = len(text.splitlines())  # a browser ends each with two signs
    if lines > MOST_LINES or len(text) > MOST_TEXT:
        raise ValidationError(
            f"一次最多粘贴 {MOST_LINES} 行，这里有 {lines} 行。请只粘贴这次会议的接龙。",
            code="too_many_lines",
        )


def read(text: str) -> Pasted:
    """Return the entries and the lines left out of a pasted 接龙.

    Where lines are numbered, what stands before the first number is the head of the list; without
    any number every line is a name.
    """
    entries: list[Entry] = []
    ignored: list[Ignored] = []
    lines = [(n, raw.strip(), _plain(raw)) for n, raw in enumerate(text.splitlines(), start=1)]
    lines = [line for line in lines if line[1]]
    is_numbered = any(NUMBERED.match(plain) for _, _, plain in lines)
    begun = not is_numbered
    for n, raw, plain in lines:
        found = NUMBERED.match(plain)
        begun = begun or found is not None
        why = _why_ignored(plain, is_entry=begun)
        name, remark = _name_and_remark(found[2] if found else plain)
        if why or not name:
            ignored.append(Ignored(n, raw, why or "没有名字"))
        else:
            entries.append(Entry(n, raw, name, remark))
    return Pasted(entries, ignored)


def match(pasted: Pasted, members: Mapping[int, str]) -> Matching:
    """Match entries to ``members`` (key to name); who is not found, or found twice, is asked.

    Of somebody who wrote herself down twice the last line holds; the earlier is left out.
    """
    by_name: dict[str, list[int]] = {}
    for key, name in members.items():
        by_name.setdefault(_joined(name), []).append(key)
    matched: dict[int, Matched] = {}
    asked: list[Asked] = []
    ignored = list(pasted.ignored)
    for entry in pasted.entries:
        keys = by_name.get(entry.name, [])
        if len(keys) != 1:
            asked.append(Asked(entry, keys or _near(entry, by_name)))
            continue
        if earlier := matched.pop(keys[0], None):
            why = "同一个人写了两次，以后一次为准"
            ignored.append(Ignored(earlier.entry.line, earlier.entry.text, why))
        matched[keys[0]] = Matched(entry, keys[0])
    ignored.sort(key=lambda one: one.line)
    return Matching(list(matched.values()), asked, ignored)


def presences(matched: Iterable[Matched]) -> dict[int, bool]:
    """Return of each matched member whether she comes."""
    return {one.key: not one.entry.is_away for one in matched}


def _plain(raw: str) -> str:
    """Return a line with wide digits and signs made narrow, without pictures and hidden signs."""
    text = unicodedata.normalize("NFKC", raw)
    kept = [c for c in text if unicodedata.category(c)[0] not in "C" and not _is_picture(c)]
    return "".join(kept).strip()


def _is_picture(char: str) -> bool:
    return unicodedata.category(char) in ("So", "Sk", "Mn", "Me") or "\ufe00" <= char <= "\ufe0f"


def _why_ignored(plain: str, *, is_entry: bool) -> str:
    if HEAD.match(plain):
        return "接龙的开头"
    if EXAMPLE.match(plain):
        return "示例"
    return "" if is_entry else "接龙的说明"


def _name_and_remark(text: str) -> tuple[str, str]:
    """Return who, and whatever else stands in the line."""
    notes = [note for note in BRACKETS.findall(text) if note]
    parts = [part for part in CUT.split(BRACKETS.sub(" ", text).strip()) if part]
    if not parts:
        return (_joined(notes[0]), "") if notes else ("", "")
    name, rest = parts[0], parts[1:]
    if len(name) == 1 and rest and len(rest[0]) == 1:  # a name of two characters set apart
        name, rest = name + rest[0], rest[1:]
    bare = _bare(name)
    said = [name[len(bare) :]] if bare != name else []
    return _joined(bare), " ".join([*said, *rest, *notes])


def _bare(name: str) -> str:
    """Return the name without the word that is often written on to it: 李某请假."""
    found = AWAY.search(name) or SAID.search(name)
    cut = name[: found.start()] if found else name
    return cut if len(cut) >= 2 else name


def _joined(name: str) -> str:
    return re.sub(r"[\s·•.]+", "", unicodedata.normalize("NFKC", name))


def _near(entry: Entry, by_name: Mapping[str, Sequence[int]]) -> list[int]:
    """Return the members whose names stand somewhere in the line."""
    line = _joined(_plain(entry.text))
    return [key for name, keys in by_name.items() if len(name) > 1 and name in line for key in keys]
