"""Posters as a file to print: one point, or every point of a street, town or studio."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from django.conf import settings

from mediation.documents import rendering
from mediation.journeys.models import IntakePoint
from mediation.journeys.qr import qr

TEMPLATE = Path(__file__).resolve().parent.parent / "typst" / "posters.typ"
HEAD = "有纠纷，告诉我们"
LEAD = "人民调解不收费，自愿参加"
LEAD_EN = "Tell us about a dispute. Free and voluntary."
STEPS = ("一、用手机扫一扫", "二、用几分钟说说是什么事", "三、调解员给您回电话")
HELP = "有危险请打 110　急救 120　心理援助 12356"


def pdf(*, rows: Iterable[tuple[IntakePoint, str]], paper: Literal["a4", "a5"]) -> bytes:
    """A page for each point with its address (the locator on the wall, never a secret). PDF/A-2b and PDF/UA-1."""
    posters: list[dict[str, str | list[str]]] = []
    pictures: dict[str, str] = {}
    for n, (point, address) in enumerate(rows):
        office = point.organisation.name if point.organisation else point.area.name
        pictures[f"q{n}"] = str(qr(address))
        last = point.last_day
        until = f"有效期至{last.year}年{last.month}月{last.day}日" if last else ""
        posters.append({
            "key": f"q{n}", "office": office, "telephone": point.organisation.telephone if point.organisation else "",
            "address": point.organisation.address if point.organisation else "", "where": point.label, "until": until,
            "url": [address[i : i + 20] for i in range(0, len(address), 20)],  # short pieces: no break is put inside what people copy
        })
    own = [f"{name} {number}" for number, name, _source in getattr(settings, "HELP_NUMBERS", [])]
    values = {
        "title": "反映纠纷二维码海报", "author": posters[0]["office"], "paper": paper, "head": HEAD, "lead": LEAD, "lead-en": LEAD_EN,
        "steps": list(STEPS), "help": "　".join([HELP, *own]), "posters": posters,
    }
    return rendering.pdf(TEMPLATE, values, pictures=pictures)
