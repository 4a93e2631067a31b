"""The dossier (卷宗) as plain values, in the order of the official list of papers. Words of separate talks never get here.

Read are only the tables of casework: the application, consents, appointments, the history, the agreement, its performance and
the follow-up. Room logs and chats are not read at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mediation.casework.enums import PartyRole
from mediation.casework.models import Case, Closing, Party
from mediation.casework.papers_data import zh, zh_day
from mediation.common import clock
from mediation.common.actor import Actor

Part = dict[str, Any]
RIGHTS = (
    "选择或者接受人民调解员；", "接受调解、拒绝调解或者要求终止调解；", "要求调解公开进行或者不公开进行；",
    "自主表达意愿、自愿达成调解协议。",
)
DUTIES = ("如实陈述纠纷事实；", "遵守调解现场秩序，尊重人民调解员；", "尊重对方当事人行使权利。")
# what the history of a case says in the minutes; kinds that are not here are not part of them
EVENTS = {
    "opened": "登记纠纷", "claimed": "人民调解员受理", "agreement_frozen": "调解协议文本确定",
    "agreement_reopened": "协议文本重新修改，原签名作废", "agreement_ink_recorded": "收到纸质签名件",
    "agreement_signed_party": "一方当事人签名", "agreement_signed_mediator": "人民调解员签名",
    "agreement_signed_committee": "加盖人民调解委员会印章", "agreement_in_force": "调解协议生效",
    "agreement_confirmed": "第二人核实当事人签名",
    "court_applied": "当事人共同申请司法确认", "ended": "调解终止", "closed": "结案", "case_reopened": "重新办理",
}


def part(title: str, rows: list[tuple[str, str]] | None = None, sections: list[Part] | None = None, signs: list[str] | None = None) -> Part:
    return {"kind": "form", "title": title, "rows": [list(r) for r in rows or []], "sections": sections or [], "signs": signs or []}


def section(title: str, lines: list[str] | None = None, head: list[str] | None = None, table: list[list[str]] | None = None) -> Part:
    return {"title": title, "lines": lines or [], "head": head or [], "table": table or []}


def side(party: Party) -> str:
    return "申请人" if party.role == PartyRole.APPLICANT else "被申请人"


def cover(case: Case, actor: Actor, last: Closing | None, noted: Mapping[str, str]) -> list[list[str]]:
    """Bound by whoever closed the case, on that day; until then by whoever looks at it."""
    end = last.closed_at if last is not None else clock.now()
    return [
        ["卷名", case.title], ["卷号", case.number], ["纠纷类型", zh(case.get_kind_display())],
        ["人民调解员", str(case.mediator or "")], ["调解日期", f"{zh_day(case.accepted_at or case.opened_at)} 至 {zh_day(end)}"],
        ["立卷人", last.closed_by_name if last is not None else actor.name],
        ["立卷日期", zh_day(end)], ["保管期限", noted.get("keep") or "按本地规定"],
        ["备注", noted.get("note", "")],
    ]
