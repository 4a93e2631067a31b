"""The dossier (卷宗) as plain values, in the order of the official list of papers. Words of separate talks never get here.

Read are only the tables of casework: the application, consents, appointments, the history, the agreement, its performance and
the follow-up. Room logs and chats are not read at all.
"""

from __future__ import annotations

import uuid
from typing import Any

from mediation.casework import papers_data
from mediation.casework.enums import CaseSource, Coming, PartyRole, SittingMode, SittingState, Willingness
from mediation.casework.models import Case, CaseEvent, Closing, Party, Performance, Sitting
from mediation.casework.papers_data import zh, zh_day, zh_moment, zh_money
from mediation.casework.selectors.agreement import Sheet
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.followups.enums import Channel, Heart, Outcome, Performed, Satisfaction
from mediation.followups.models import FollowUpVisit

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


def cover(case: Case, actor: Actor, last: Closing | None) -> list[list[str]]:
    """Bound by whoever closed the case, on that day; until then by whoever looks at it."""
    end = last.closed_at if last is not None else clock.now()
    return [
        ["卷名", case.title], ["卷号", case.number], ["纠纷类型", zh(case.get_kind_display())],
        ["人民调解员", str(case.mediator or "")], ["调解日期", f"{zh_day(case.accepted_at or case.opened_at)} 至 {zh_day(end)}"],
        ["立卷人", last.closed_by_name if last is not None else actor.name],
        ["立卷日期", zh_day(end)], ["保管期限", "按本地规定"], ["备注", ""],
    ]


def application(case: Case, parties: list[Party], story: str, wish: str) -> Part:
    people = [[side(p), p.person.name] for p in parties]
    return part(
        "人民调解申请书",
        sections=[
            section("当事人", head=["身份", "姓名"], table=people), section("纠纷简要情况", story.splitlines()),
            section("当事人申请事项", wish.splitlines()), section("声明", ["已将申请人民调解的相关规定告知我，现自愿申请人民调解。"]),
        ],
        rows=[("申请日期", zh_day(case.opened_at))], signs=[f"申请人 {p.person.name}" for p in parties if p.role == PartyRole.APPLICANT],
    )


def acceptance(case: Case, parties: list[Party]) -> Part:
    names = "、".join(p.person.name for p in parties)
    how = {
        CaseSource.APPLICATION: f"依当事人申请，调解{names}之间的纠纷。",
        CaseSource.INITIATIVE: f"主动调解，经当事人同意，调解{names}之间的纠纷。",
    }.get(CaseSource(case.source), f"接受委托移送，调解{names}之间的纠纷。")
    return part(
        "人民调解受理登记表",
        rows=[
            ("登记日期", zh_day(case.accepted_at or case.opened_at)), ("纠纷类型", zh(case.get_kind_display())),
            ("案件来源", zh(case.get_source_display())), ("难易等级", zh(case.get_grade_display())),
            ("办理期限", zh_day(case.due_at)),
        ],
        sections=[section("受理意见", [how])], signs=["登记人", "人民调解委员会（印章）"],
    )


def rights(parties: list[Party]) -> Part:
    return part(
        "人民调解权利义务告知书",
        sections=[
            section("性质", ["人民调解委员会是依法设立的调解民间纠纷的群众性组织。人民调解不收取任何费用。"]),
            section("当事人享有的权利（人民调解法第二十三条）", list(RIGHTS)),
            section("当事人履行的义务（人民调解法第二十四条）", list(DUTIES)),
            section("告知情况", head=["当事人", "本人阅读时间", "是否自愿调解"], table=[
                [p.person.name, zh_moment(p.rights_read_at) or "—", zh(Willingness(p.willingness).label)] for p in parties
            ]),
        ],
    )


def minutes(case: Case, parties: list[Party]) -> Part:
    """When and where people met, who came, and what followed: made from appointments and the history, never from what was said."""
    names = {p.pk: p.person.name for p in parties}
    met: list[list[str]] = []
    for s in Sitting.objects.filter(case=case, state__in=[SittingState.DONE, SittingState.OPEN]).prefetch_related("attendances"):
        came = "、".join(names.get(a.party_id, "") for a in s.attendances.all() if a.coming != Coming.NO)
        met.append([zh_moment(s.began_at or s.starts_at), s.place or "线上调解室", zh(SittingMode(s.mode).label), came])
    history = [
        [zh_moment(e.at), EVENTS[e.kind], e.actor_name] for e in CaseEvent.objects.filter(case=case) if e.kind in EVENTS
    ]
    return part(
        "人民调解记录", rows=[("事由", case.title), ("人民调解员", str(case.mediator or ""))],
        sections=[
            section("调解场次", head=["时间", "地点", "方式", "到场当事人"], table=met),
            section("办理经过", head=["时间", "事项", "经手人"], table=history),
        ],
        signs=[*(f"{side(p)} {p.person.name}" for p in parties), "人民调解员", "记录人"],
    )


def _word(row: Performance) -> str:
    """What the receiving side says about it."""
    return "，接受方已确认" if row.confirmed_at else "，接受方否认" if row.denied_at else "，尚待接受方确认"


def performance(sheet: Sheet) -> Part:
    who = papers_data.names(sheet)
    done = {
        row: list(Performance.objects.filter(clause_id=row.row.pk)) for row in sheet.obligations
    }
    table = [
        [f"{who.get(c.row.payer_id, '')} 对 {who.get(c.row.payee_id, '')}：{c.text}", zh_day(c.row.due_on), zh_day(p.done_on),
         zh_money(p.amount) or "—", ("已履行完毕" if p.complete else "部分履行") + _word(p)]
        for c, rows in done.items() for p in rows
    ]
    return part("履行情况", sections=[section("履行记录", head=["事项", "约定期限", "履行日期", "金额", "情况"], table=table)])


def followups(visits: list[FollowUpVisit], notes: dict[uuid.UUID, str], number: str) -> Part:
    sections = []
    for i, v in enumerate(visits, 1):
        facts = [f"回访时间：{zh_moment(v.done_at)}　回访形式：{zh(Channel(v.channel).label)}　回访人：{v.done_by_name}",
                 f"结果：{zh(Outcome(v.outcome).label)}"]
        if v.outcome == Outcome.REACHED:
            facts.append(f"协议履行：{zh(Performed(v.performed).label)}　是否满意：{zh(Satisfaction(v.satisfaction).label)}")
            facts.append(f"当事人现在的状态（本人陈述）：{zh(Heart(v.heart).label)}　纠纷是否反复：{'是' if v.relapse else '否'}")
        if notes.get(v.pk):
            facts.append(f"回访情况：{notes[v.pk]}")
        sections.append(section(f"第{i}次回访", facts))
    return part("回访记录", rows=[("调解协议编号", number)], sections=sections or [section("回访", [])])


def closing(case: Case, last: Closing | None) -> Part:
    rows = [("卷号", case.number), ("结案日期", zh_day(last.closed_at) if last else "尚未结案")]
    if last is not None:
        heart = {True: "已平复", False: "仍有心结", None: "当事人未表示"}[last.heart_settled]
        rows.append(("事：纠纷是否解决", "已解决" if last.matter_settled else "未解决"))
        rows += [("心：心结是否平复", heart), ("结案人", last.closed_by_name)]
    return part("卷宗封底", rows=rows, signs=["立卷人", "检查人"])


