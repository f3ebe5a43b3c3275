"""What a division code and name say about a place (domain.md D4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from orgs.models import Level, Place

TOWNSHIP_DIGIT = {
    "0": Place.SUBDISTRICT,
    "1": Place.TOWN,
    "2": Place.TOWNSHIP,
    "3": Place.TOWNSHIP,
    "4": Place.PARK,
    "5": Place.PARK,
}
VILLAGE_DIGIT = {
    "0": Place.COMMUNITY,
    "1": Place.COMMUNITY,
    "4": Place.COMMUNITY,
    "2": Place.VILLAGE,
    "3": Place.VILLAGE,
    "5": Place.PLACEHOLDER,
}
UNCOUNTED = (Place.PARK, Place.PLACEHOLDER)
COUNTY, TOWNSHIP, VILLAGE = Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE  # asked for 665,000 times
OTHER, PLACEHOLDER = Place.OTHER, Place.PLACEHOLDER
CITIES_WITHOUT_COUNTIES = ("441900", "442000", "460400")  # 东莞、中山、儋州: each opens as a county
ENDINGS = (  # the committee's name, and the word the place's own name ends with
    (("村民委员会", "村委会"), "村", ("村", "社区", "嘎查", "队", "场")),
    (("居民委员会", "居委会"), "社区", ("社区", "居", "里", "街", "区")),
)


def level_of(code: str) -> Level:
    """Return how high the organisation with this 12-digit code stands."""
    if code[6:] == "000000":
        return COUNTY
    return TOWNSHIP if code[9:] == "000" else VILLAGE


def place_of(code: str, name: str) -> Place:
    """Return what kind of place a 12-digit code and its name mean."""
    if code[9:] != "000":
        return PLACEHOLDER if "虚拟" in name else VILLAGE_DIGIT.get(code[9], OTHER)
    if code[6:9] != "000":
        return TOWNSHIP_DIGIT.get(code[6], OTHER)
    return Place.COUNTY


def is_counted(place: Place) -> bool:
    """Say whether a place counts in its level's total: parks and placeholders do not.

    The villages of a park count all the same (domain.md D4: 衡东's 11).
    """
    return place not in UNCOUNTED


def is_county_code(code: str) -> bool:
    """Say whether six digits can name a county, or a city that opens as one."""
    return code in CITIES_WITHOUT_COUNTIES or not code.endswith("00")


def short_name(name: str) -> str:
    """Return the name people use: 白莲村村民委员会, 白莲村委会 and 白莲村 are all 白莲村."""
    for committees, word, kept in ENDINGS:
        for committee in committees:
            if name.endswith(committee) and name != committee:
                stem = name.removesuffix(committee)
                return stem if stem.endswith(kept) else stem + word
    return name


def short_names(names: Sequence[str]) -> list[str]:
    """Return the short name of each of a township's ``names``; in full where two would be one."""
    shorts = [short_name(name) for name in names]
    if len(set(shorts)) == len(shorts):
        return shorts
    taken = Counter(shorts)
    return [short if taken[short] == 1 else name for name, short in zip(names, shorts, strict=True)]
