"""接龙 pasted from a group: who comes, who is asked about, and that no line is lost."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from duties.rules import jielong, wechat

GROUP = """#接龙
周三晚上七点半，村委会二楼开议事会
例 王某某 参加

1. 白春燕
２、沈秋月　请假
3 陶晓岚（带一位村民）🌹
4．姜雨桐到
5：邹 静 怡
6. 张三丰

7、白春燕 参加不了了，请假
❤️❤️
"""
MEMBERS = {1: "白春燕", 2: "沈秋月", 3: "陶晓岚", 4: "姜雨桐", 5: "邹静怡", 6: "潘玉兰"}


def told(text, members=MEMBERS):
    return jielong.match(jielong.read(text), members)


def test_a_list_from_the_group():
    found = told(GROUP)
    assert jielong.presences(found.matched) == {1: False, 2: False, 3: True, 4: True}
    assert [one.entry.text for one in found.asked] == ["5：邹 静 怡", "6. 张三丰"]
    assert [one.near for one in found.asked] == [[5], []]
    assert [(one.line, one.why) for one in found.ignored] == [
        (1, "接龙的开头"), (2, "接龙的说明"), (3, "示例"), (5, "同一个人写了两次，以后一次为准"),
        (13, "没有名字"),
    ]  # fmt: skip
    notes = {one.key: one.entry.remark for one in found.matched}
    assert notes[3] == "带一位村民"


@pytest.mark.parametrize(
    ("line", "name", "away"),
    [
        ("1. 王小红", "王小红", False),
        ("12、 李某 请假", "李某", True),
        ("１０．赵四（有事来不了）", "赵四", True),
        ("3)钱五", "钱五", False),
        ("4. 孙六请假", "孙六", True),
        ("5.周到", "周到", False),
        ("6. 吴七🙋‍♀️👌", "吴七", False),
        ("7. 阿依古丽·买买提", "阿依古丽买买提", False),
        ("8. 王 芳 参加", "王芳", False),
        ("9、【白莲村】郑八", "郑八", False),
        ("冯九，收到", "冯九", False),
    ],
)
def test_lines_as_people_write_them(line, name, away):
    (entry,) = jielong.read(line).entries
    assert (entry.name, entry.is_away) == (name, away)


def test_two_of_one_name_are_asked():
    found = told("1. 白春燕", {1: "白春燕", 9: "白春燕"})
    assert (found.matched, [one.near for one in found.asked]) == ([], [[1, 9]])


def test_a_line_that_names_a_member_among_other_words_is_asked_with_her():
    found = told("1. 三组潘玉兰的姐姐")
    assert [one.near for one in found.asked] == [[6]]


def test_without_numbers_every_line_is_a_name():
    assert jielong.presences(told("白春燕\n\n沈秋月 请假\n").matched) == {1: True, 2: False}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_five_thousand_lines_are_refused(end):
    text = end.join(f"{n}. 名字{n}" for n in range(5000))
    with pytest.raises(ValidationError, match="一次最多粘贴 500 行，这里有 5000 行"):
        jielong.check_size(text)
    jielong.check_size(end.join(f"{n}. 名字{n}" for n in range(500)))


LINE = st.one_of(
    st.text(max_size=20),
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(["", "1.", "２、", "3 ", "#接龙", "例 "]),
        st.sampled_from(["", " ", "\u3000"]),
        st.sampled_from([*MEMBERS.values(), "张三丰", "🌹", "（）", "·", ""]),
        st.sampled_from(["", " 请假", "（有事）", "到", "\u200d"]),
    ),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINE, max_size=12).map("\n".join))
def test_nothing_is_lost_and_nothing_raises(text):
    found = told(text)
    lines = [n for n, raw in enumerate(text.splitlines(), start=1) if raw.strip()]
    kept = [one.entry.line for one in [*found.matched, *found.asked]]
    kept += [one.line for one in found.ignored]
    assert sorted(kept) == lines
    assert all(one.why for one in found.ignored)


def test_texts_have_no_signs_and_end_in_the_link():
    from datetime import UTC, date, datetime

    link = "https://example.test/meetings/7/"
    texts = [
        wechat.notice(
            title="议事会", at=datetime(2026, 11, 25, 19, 30, tzinfo=UTC), venue="村委会",
            is_online=False, who="全体执委", items=["看望住院姐妹", "环境整治"], link=link,
        ),
        wechat.summary(
            title="议事会", on=date(2026, 11, 25), due=9, present=7, results=["看望：已议定"],
            link=link,
        ),
        wechat.publication(
            place="白莲村妇联", title="看望", preliminary="每人随心意", until=date(2026, 11, 28),
            link=link,
        ),
    ]  # fmt: skip
    for text in texts:
        assert not set("*#`_[]|>") & set(text), text
        assert text.endswith(link)
        assert "\n\n" not in text
    assert "时间：2026年11月25日（星期三）19:30" in texts[0]
    assert "1. 看望住院姐妹\n2. 环境整治" in texts[0]
