"""The official figures as a workbook and as a sealed paper."""

from __future__ import annotations

import io
import uuid
from pathlib import Path
from typing import Any

from django.utils import translation

from mediation.audit import trail
from mediation.casework.papers_data import zh, zh_day, zh_money
from mediation.casework.selectors.statistics import Statistics, share_words, shown
from mediation.common.actor import Actor
from mediation.documents import issuing, rendering
from mediation.documents.selectors import content_of

TEMPLATE = Path(__file__).resolve().parent.parent / "typst" / "statistics.typ"
HEAD = ["项目", "案件总数", "涉及当事人数", "调解成功", "终止", "尚未办结", "疑难复杂", "成功率（成功/办结，95%区间）"]
KIND = "statistics.report"


def facts(s: Statistics, *, hide: bool) -> list[list[str]]:
    """Single figures with their words."""
    return [
        ["统计地区", s.area.name], ["统计期间（按登记日期）", f"{zh_day(s.since)} 至 {zh_day(s.until)}"],
        ["协议数（书面）", shown(s.written, hide=hide)], ["协议数（口头）", shown(s.oral, hide=hide)],
        ["协议涉及金额", zh_money(s.amount)], ["已履行事项（已履行/约定事项，95%区间）", share_words(s.performed, hide=hide)],
        ["申请司法确认", shown(s.applied, hide=hide)], ["政策咨询问询（不计入案件）", shown(s.enquiries, hide=hide)],
        ["本系统未登记、不作零计的项目", "；".join(zh(u) for u in s.unrecorded)],
    ]


def tables(s: Statistics, *, hide: bool) -> list[tuple[str, list[list[str]]]]:
    blocks = [("合计", [s.whole]), *((zh(b.title), b.rows) for b in s.breakdowns)]
    return [
        (title, [
            [zh(r.label), *(shown(n, hide=hide) for n in (r.total, r.people, r.agreed, r.ended, r.open, r.hard)),
             share_words(r.success, hide=hide)]
            for r in rows
        ])
        for title, rows in blocks
    ]


def workbook(*, actor: Actor, s: Statistics, hide: bool) -> bytes:
    """XLSX with a sheet for the single figures and one for each breakdown; every cell is text or a number, never a formula."""
    from openpyxl import Workbook  # type: ignore[import-untyped]  # noqa: PLC0415 -- slow to import, needed by few

    book = Workbook()
    first = book.active
    assert first is not None  # noqa: S101 -- a new workbook has a sheet
    first.title = "总表"
    for row in facts(s, hide=hide):
        _add(first, row)
    for title, rows in tables(s, hide=hide):
        sheet = book.create_sheet(title[:31])
        _add(sheet, HEAD)
        for row in rows:
            _add(sheet, row)
        sheet.freeze_panes = "B2"
        sheet.column_dimensions["A"].width = 26
        sheet.column_dimensions["H"].width = 36
    first.column_dimensions["A"].width = 40
    first.column_dimensions["B"].width = 60
    out = io.BytesIO()
    book.save(out)
    trail.record_read(actor, "casework.statistics", ("area", s.area.public_id), since=str(s.since), until=str(s.until), form="xlsx")
    return out.getvalue()


def _add(sheet: Any, row: list[str]) -> None:
    sheet.append([int(v) if v.isascii() and v.isdigit() else v for v in row])
    for cell in sheet[sheet.max_row]:
        if isinstance(cell.value, str):
            cell.data_type = "s"  # a name that begins with an equals sign stays a name


def paper(*, actor: Actor, s: Statistics, hide: bool) -> bytes:
    """The sealed PDF; the same figures again give the same paper."""
    with translation.override("zh-hans"):
        values = {
            "title": "人民调解统计报表", "area": s.area.name, "period": f"{zh_day(s.since)} 至 {zh_day(s.until)}",
            "facts": facts(s, hide=hide),
            "head": HEAD, "tables": [[title, rows] for title, rows in tables(s, hide=hide)],
            "notes": [
                "成功率＝调解成功÷（调解成功＋终止）；尚未办结的案件单列，不计入分母。",
                "区间为威尔逊95%置信区间，件数少时区间宽，不用于单位或个人排名。",
                *(["小于5的件数以“<5”表示，相应比率不列。"] if hide else []), "没有分母的比率以“—”表示。",
            ],
        }
    name = f"{s.area.public_id}:{s.since}:{s.until}:{hide}"
    version = issuing.issue(
        actor=actor, scope=f"statistics:{s.area.public_id}", kind=KIND, title=f"人民调解统计报表 {s.area.name}",
        subject=("statistics", uuid.uuid5(uuid.NAMESPACE_URL, name)), issuer=s.area.name, source=issuing.made_from(values),
        render=lambda mark: rendering.pdf(
            TEMPLATE, values | {"verify": mark.words, "code": mark.code}, pictures={"seal-qr": mark.picture}
        ),
    )
    trail.record_read(actor, "casework.statistics", ("area", s.area.public_id), since=str(s.since), until=str(s.until), form="pdf")
    return content_of(version)
