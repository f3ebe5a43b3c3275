"""The training cards of people and committees."""

from fulian.decks import offer

COMMITTEE = offer(
    "committee", "看懂班子和空缺",
    ("班子在哪里看", "首页点“妇联班子”，能看到应有几人、现有几人、缺哪个职务。"),
    ("空缺从哪天起", "有人离任，空缺就从那一天算起，页面上写着已经空了几天。补上以后自动消失。"),
    ("谁来补", "补选、增补由乡镇或县里登记。您发现名单不对，请告诉乡镇妇联，不用自己填表。"),
    needs="members.view_committee", opens="orgs:home",
)  # fmt: skip
