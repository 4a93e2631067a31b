"""Names for those who need not know them."""

from __future__ import annotations


def masked(name: str) -> str:
    """The family name and no more: 王小梅 becomes 王某某, Wang Xiaomei becomes Wang ***."""
    name = name.strip()
    if not name:
        return ""
    if name[0].isascii():
        return f"{name.split()[0]} ***"
    return name[0] + "某" * min(2, max(1, len(name) - 1))
