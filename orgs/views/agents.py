"""What a browser says of itself, in words its owner recognises."""

from __future__ import annotations

import re

from orgs.models import SignIn

PHONE = re.compile(r"Mobile|MicroMessenger|Android|iPhone|HarmonyOS|OpenHarmony")
DESK = re.compile(r"Windows NT|Macintosh|X11")  # WeChat runs on office computers too
MACHINES = [
    (re.compile(r"iPhone"), "苹果手机"),
    (re.compile(r"iPad"), "苹果平板"),
    (re.compile(r"HarmonyOS|OpenHarmony"), "鸿蒙手机"),
    (re.compile(r"Android.*Mobile|Mobile.*Android"), "安卓手机"),
    (re.compile(r"Android"), "安卓平板"),
    (re.compile(r"Windows"), "Windows 电脑"),
    (re.compile(r"Macintosh"), "苹果电脑"),
    (re.compile(r"Linux|X11"), "Linux 电脑"),
    (PHONE, "手机"),
]
BROWSERS = [
    (re.compile(r"wxwork"), "企业微信"),
    (re.compile(r"MicroMessenger"), "微信"),
    (re.compile(r"DingTalk"), "钉钉"),
    (re.compile(r"QQBrowser|QQ/"), "QQ 浏览器"),
    (re.compile(r"UCBrowser|UBrowser"), "UC 浏览器"),
    (re.compile(r"HuaweiBrowser|ArkWeb"), "华为浏览器"),
    (re.compile(r"MiuiBrowser"), "小米浏览器"),
    (re.compile(r"VivoBrowser"), "vivo 浏览器"),
    (re.compile(r"HeyTapBrowser"), "OPPO 浏览器"),
    (re.compile(r"QihooBrowser|360[SE]E"), "360 浏览器"),
    (re.compile(r"Edg"), "Edge 浏览器"),
    (re.compile(r"Firefox"), "火狐浏览器"),
    (re.compile(r"Chrome|CriOS"), "谷歌浏览器"),
    (re.compile(r"Safari"), "苹果浏览器"),
]


def face_of(agent: str) -> str:
    """Say whether ``agent`` runs on a phone or at a desk; what is neither counts as a desk."""
    is_phone = PHONE.search(agent) and not DESK.search(agent)
    return str(SignIn.Face.PHONE if is_phone else SignIn.Face.DESK)


def device_of(agent: str) -> str:
    """Return the device in words: 安卓手机 · 微信."""
    return " · ".join(filter(None, [_first(MACHINES, agent) or "电脑", _first(BROWSERS, agent)]))


def _first(known: list[tuple[re.Pattern[str], str]], agent: str) -> str:
    return next((name for pattern, name in known if pattern.search(agent)), "")
