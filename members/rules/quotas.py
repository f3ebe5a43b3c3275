"""How many seats an organisation should have, and how they are counted (domain A15)."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from members.models import Counting
from orgs.models import Level

MOST_SEATS = 200


@dataclass(frozen=True, slots=True)
class Quota:
    """How many seats of each office, and how the committee is counted."""

    chair: int
    vice_min: int
    executive_min: int
    counting: str
    vice_max: int | None = None
    executive_max: int | None = None

    @property
    def is_inclusive(self) -> bool:
        """Whether chair and vice-chairs are among the committee's number."""
        return self.counting == Counting.INCLUSIVE

    @property
    def ordinary(self) -> int:
        """How many seats the executive members without another office fill."""
        among = self.chair + self.vice_min if self.is_inclusive else 0
        return max(self.executive_min - among, 0)

    @property
    def most_vice(self) -> int:
        """How many vice-chairs there may be: where no most is laid down, as many as there must."""
        return self.vice_min if self.vice_max is None else self.vice_max

    @property
    def most_executives(self) -> int:
        """How large the committee may be, in the rule's own way of counting."""
        return self.executive_min if self.executive_max is None else self.executive_max

    @property
    def limits(self) -> str:
        """What is laid down beyond the least: 副主席至多 4 名、执委至多 17 名."""
        said = [
            f"{name}至多 {most} 名"
            for name, most in (("副主席", self.vice_max), ("执委", self.executive_max))
            if most is not None
        ]
        return "、".join(said)

    @property
    def shape(self) -> str:
        """What people say: 1+2+15."""
        return f"{self.chair}+{self.vice_min}+{self.executive_min}"

    @property
    def total(self) -> int:
        """How many seats there are in all."""
        return self.chair + self.vice_min + self.ordinary

    @property
    def readings(self) -> list[str]:
        """Both ways to read the shape, the one in force first."""
        head = self.chair + self.vice_min
        least = max(self.executive_min, head)
        either = {
            Counting.INCLUSIVE: f"含主席、副主席：主席 {self.chair}、副主席 {self.vice_min}、"
            f"其他执委 {least - head}，共 {least} 人",
            Counting.ADDITIVE: f"不含主席、副主席：主席 {self.chair}、副主席 {self.vice_min}、"
            f"执委 {self.executive_min}，共 {head + self.executive_min} 人",
        }
        return sorted(either.values(), key=lambda said: said != either[Counting(self.counting)])


# domain.md A15: 「1名主席+2名兼职副主席+15名执委」 in villages, 「1+3+25」 in townships
DEFAULT_QUOTAS = {
    Level.VILLAGE: Quota(1, 2, 15, Counting.INCLUSIVE),
    Level.TOWNSHIP: Quota(1, 3, 25, Counting.INCLUSIVE),
}


def check_quota(
    *,
    chair: int,
    vice_min: int,
    executive_min: int,
    counting: str,
    vice_max: int | None = None,
    executive_max: int | None = None,
) -> None:
    """Refuse two chairs, an unknown way of counting, and numbers that contradict each other."""
    if chair != 1:
        raise ValidationError("每个组织只设 1 名主席。", code="one_chair")
    if counting not in Counting.values:
        raise ValidationError("请选择计数口径。", code="bad_counting")
    given = [n for n in (vice_min, executive_min, vice_max, executive_max) if n is not None]
    if not all(0 <= number <= MOST_SEATS for number in given):
        raise ValidationError(f"职数应当在 0 到 {MOST_SEATS} 之间。", code="bad_number")
    for name, least, most in (
        ("副主席", vice_min, vice_max),
        ("执委", executive_min, executive_max),
    ):
        if most is not None and most < least:
            raise ValidationError(f"{name}至多的人数不能少于至少的人数。", code="most_below_least")
    if counting == Counting.INCLUSIVE and executive_min < chair + vice_min:
        raise ValidationError(
            "按“含主席、副主席”计数时，执委数不能少于主席和副主席之和。", code="too_few"
        )
