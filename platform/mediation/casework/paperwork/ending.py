"""Forms with which a case ends: oral agreement, performance, follow-up, court, file notes, notices and letters."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.casework import lawpack
from mediation.casework.agreement_enums import AgreementForm, ClauseKind
from mediation.casework.dossier_data import Part, part, section, side
from mediation.casework.enums import PartyRole
from mediation.casework.models import Party, Performance
from mediation.casework.papers_data import names, zh, zh_day, zh_moment, zh_money
from mediation.casework.paperwork.opening import HEAD, row_of
from mediation.casework.paperwork.shapes import Field, Form, Sources, Typed, blank
from mediation.common import clock
from mediation.followups.enums import Channel, Heart, Outcome, Performed, Satisfaction

ANNEXES = "调解协议书、调解记录、当事人身份证明或资格证明、与协议相关的财产权利证明、送达地址和电话、委托材料。"
REMEDY = "当事人可以依法通过仲裁、行政、司法等途径维护自己的权利（人民调解法第二十六条）。"


def _lines(typed: Typed, key: str) -> list[str]:
    return (typed.get(key) or "").splitlines()


def _all(s: Sources) -> str:
    return "、".join(p.person.name for p in s.parties)


def _today(s: Sources) -> str:
    return zh_day(clock.today())


def _sum(s: Sources) -> str:
    amounts = [c.row.amount for c in s.sheet.obligations if c.row.amount is not None] if s.sheet is not None else []
    return zh_money(sum(amounts[1:], amounts[0])) if amounts else ""


def _content(s: Sources) -> list[str]:
    if s.sheet is None:
        return []
    who = names(s.sheet)
    owed = [f"{who.get(c.row.payer_id, '')} 对 {who.get(c.row.payee_id, '')}：{c.text}" for c in s.sheet.obligations]
    return [f"{i}．{line}" for i, line in enumerate([*owed, *(c.text for c in s.sheet.of_kind(ClauseKind.OTHER))], 1)]


def _facts(s: Sources) -> list[str]:
    if s.sheet is None:
        return s.story.splitlines()
    return [c.text for kind in (ClauseKind.FACT, ClauseKind.DISPUTE) for c in s.sheet.of_kind(kind)]


def oral(s: Sources, typed: Typed) -> Part:
    sheet = s.sheet if s.sheet is not None and s.sheet.agreement.form == AgreementForm.ORAL else None
    reached = sheet.agreement.reached_at if sheet is not None else None
    return part(
        "人民调解口头协议登记表",
        rows=[
            ("编号", sheet.agreement.number if sheet is not None else "　"), ("是否跨调委会", typed.get("across") or "否"),
            ("申请时间", zh_day(s.case.opened_at)), ("调解地点", blank(typed.get("where"))),
            ("调解结果", "达成口头协议" if sheet is not None else "　"), ("达成协议时间", zh_moment(reached)),
            ("协议涉及金额", blank(_sum(s))), ("协议履行情况", blank(typed.get("performed"))),
        ],
        sections=[
            section("当事人", head=HEAD, table=[row_of(s, p) for p in s.parties]), section("纠纷主要事实、争议事项", _facts(s)),
            section("各方责任", [c.text for c in sheet.of_kind(ClauseKind.RESPONSIBILITY)] if sheet is not None else []),
            section("协议内容", _content(s)), section("附件", _lines(typed, "annex")),
        ],
        signs=["人民调解员", "记录人", f"{s.committee}（印章）"],
    )


def _word(row: Performance) -> str:
    """What the receiving side says about it."""
    return "，接受方已确认" if row.confirmed_at else "，接受方否认" if row.denied_at else "，尚待接受方确认"


def performed(s: Sources, typed: Typed) -> Part:
    table: list[list[str]] = []
    if s.sheet is not None:
        who = names(s.sheet)
        for c in s.sheet.obligations:
            table += [
                [f"{who.get(c.row.payer_id, '')} 对 {who.get(c.row.payee_id, '')}：{c.text}", zh_day(c.row.due_on), zh_day(p.done_on),
                 zh_money(p.amount) or "—", ("已履行完毕" if p.complete else "部分履行") + _word(p)]
                for p in Performance.objects.filter(clause_id=c.row.pk)
            ]
    return part(
        "履行凭证",
        rows=[("调解协议编号", s.sheet.agreement.number if s.sheet is not None else "　")],
        sections=[
            section("履行记录", head=["事项", "约定期限", "履行日期", "金额", "情况"], table=table),
            section("收条、汇款单等凭证", _lines(typed, "proof") or ["（凭证粘贴处）"]),
        ],
        signs=["交付人", "收取人"],
    )


def follow_up(s: Sources, typed: Typed) -> Part:
    sections = []
    for i, v in enumerate(s.visits, 1):
        facts = [["回访时间", zh_moment(v.done_at)], ["回访形式", zh(Channel(v.channel).label)], ["回访人", v.done_by_name],
                 ["结果", zh(Outcome(v.outcome).label)]]
        if v.outcome == Outcome.REACHED:
            content = zh(Satisfaction(v.satisfaction).label) if v.satisfaction else "由本人在自己的页面上回答"
            facts += [["协议履行情况", zh(Performed(v.performed).label)], ["是否满意", content],
                      ["当事人现在的状态（本人陈述）", zh(Heart(v.heart).label)], ["纠纷是否反复或有激化隐患", "是" if v.relapse else "否"]]
        if s.visit_notes.get(v.pk):
            facts.append(["回访情况和措施", s.visit_notes[v.pk]])
        sections.append(section(f"第{i}次回访", head=["项目", "内容"], table=facts))
    return part(
        "人民调解回访记录",
        rows=[
            ("当事人", "、".join(p.person.name for p in s.parties)),
            ("调解协议编号", s.sheet.agreement.number if s.sheet is not None else "　"), ("回访事由", "协议履行情况和纠纷是否反复"),
            ("是否起诉及结果", blank(typed.get("suit"))),
        ],
        sections=sections or [section("回访情况", [])], signs=["被回访人", "回访人"],
    )


def _one(s: Sources, party: Party) -> list[list[str]]:
    facts = [[label, value] for label, value in zip(HEAD[1:], row_of(s, party)[1:], strict=True)]
    return [*facts, ["证件号码", blank(s.particulars.get(party.pk, {}).get("id_number"))]]


def court(s: Sources, typed: Typed) -> Part:
    """Refused as impossible by the law pack where the matter is not confirmable: the page says so before anybody prints."""
    agreement = s.sheet.agreement if s.sheet is not None else None
    asked = f"请求依法确认{s.committee}主持达成的《人民调解协议书》（{agreement.number if agreement else '　'}）有效。"
    ends = agreement.confirmation_ends if agreement else None
    last = f"申请期限：自调解协议生效之日起三十日内共同提出，至{zh_day(ends)}止。" if ends else ""
    return part(
        "司法确认申请书",
        rows=[("代理人", blank(typed.get("agent"))), ("单位及法定代表人", blank(typed.get("legal")))],
        sections=[
            *(section(f"申请人 {p.person.name}", head=["项目", "内容"], table=_one(s, p)) for p in s.parties), section("请求事项", [asked]),
            section("事实和理由", [
                *_facts(s), "经调解，双方自愿达成协议：", *_content(s), *([last] if last else []), *_lines(typed, "reasons"),
            ]),
            section("承诺", ["申请人自愿达成上述协议，没有恶意串通。"]),
            section("随附材料", [ANNEXES, *_lines(typed, "annex")]),
            section("", [f"此致　{blank(typed.get('court'))}人民法院"]),
        ],
        signs=[f"申请人（签名、盖章或按指印） {p.person.name}" for p in s.parties],
    )


def situation(s: Sources, typed: Typed) -> Part:
    return part("卷宗情况说明", sections=[section("说明", _lines(typed, "words"))], signs=["立卷人", "检查人"])


def back(s: Sources, typed: Typed) -> Part:
    rows = [("卷号", s.case.number), ("结案日期", zh_day(s.last.closed_at) if s.last is not None else "尚未结案")]
    if s.last is not None:
        heart = {True: "已平复", False: "仍有心结", None: "当事人未表示"}[s.last.heart_settled]
        rows.append(("事：纠纷是否解决", "已解决" if s.last.matter_settled else "未解决"))
        rows += [("心：心结是否平复", heart), ("结案人", s.last.closed_by_name)]
    return part("卷宗封底", rows=rows, signs=["立卷人", "检查人"])


def terminated(s: Sources, typed: Typed) -> Part:
    to = "、".join(p.person.name for p in s.parties)
    why = zh(s.case.get_ended_reason_display()) if s.case.ended_reason else blank(typed.get("why"))
    return part(
        "终止调解通知书",
        sections=[
            section("", [f"{to}：", f"{s.committee}受理的“{s.case.title}”纠纷（{s.case.number}）终止调解。", f"原因：{why}。"]),
            section("其他途径", [REMEDY, *_lines(typed, "ways")]),
        ],
        rows=[("通知日期", blank(typed.get("day")))], signs=["人民调解员", f"{s.committee}（印章）", "收到人"],
    )


def not_accepted(s: Sources, typed: Typed) -> Part:
    to = "、".join(p.person.name for p in s.parties if p.role == PartyRole.APPLICANT)
    return part(
        "不予受理通知书",
        sections=[
            section("", [f"{to}：", f"就“{s.case.title}”提出的人民调解申请（{s.case.number}），本委员会不予受理。"]),
            section("理由", _lines(typed, "why")), section("可以选择的途径", [REMEDY, *_lines(typed, "ways")]),
        ],
        rows=[("通知日期", blank(typed.get("day")))], signs=["人民调解员", f"{s.committee}（印章）", "收到人"],
    )


def entrust(s: Sources, typed: Typed) -> Part:
    return part(
        "委托调解函",
        rows=[("委托单位", blank(typed.get("from"))), ("函号", blank(typed.get("letter"))), ("委托日期", blank(typed.get("day")))],
        sections=[
            section("", [f"{s.committee}：", f"现将{_all(s)}之间的“{s.case.title}”纠纷委托你委员会调解。"]),
            section("纠纷简要情况", s.story.splitlines()), section("委托事项和期限", _lines(typed, "words")),
        ],
        signs=["委托单位（印章）", "收函人"],
    )


def reply(s: Sources, typed: Typed) -> Part:
    if s.sheet is not None:
        result = f"已于{zh_day(s.sheet.agreement.effective_at)}达成调解协议（{s.sheet.agreement.number}）。"
    elif s.case.ended_reason:
        result = f"调解终止，原因：{zh(s.case.get_ended_reason_display())}。"
    else:
        result = "正在调解中。"
    return part(
        "委托调解复函",
        rows=[("致", blank(typed.get("to"))), ("来函号", blank(typed.get("letter"))), ("复函日期", blank(typed.get("day")))],
        sections=[section("", [f"委托调解的“{s.case.title}”纠纷（{s.case.number}），{result}"]), section("说明", _lines(typed, "words"))],
        signs=["人民调解员", f"{s.committee}（印章）"],
    )


def report(s: Sources, typed: Typed) -> Part:
    table = [[side(p), p.person.name, blank(s.particulars.get(p.pk, {}).get("address"))] for p in s.parties]
    result = ["达成调解协议。", *_content(s)] if s.sheet is not None else [
        f"终止调解：{zh(s.case.get_ended_reason_display())}。" if s.case.ended_reason else "尚未结案。"
    ]
    return part(
        "结案报告表",
        rows=[
            ("卷号", s.case.number), ("填表时间", blank(typed.get("day"))), ("承办单位", s.committee),
            ("承办人", blank(s.case.mediator)),
            ("受案时间", zh_day(s.case.accepted_at or s.case.opened_at)), ("结案时间", zh_day(s.case.closed_at) or "　"),
            ("案件来源", zh(s.case.get_source_display())), ("纠纷类型", zh(s.case.get_kind_display())),
        ],
        sections=[
            section("当事人", head=["身份", "姓名（名称）", "单位或住址"], table=table), section("纠纷简要事实", _facts(s)),
            section("处理结果", result), section("承办人意见", _lines(typed, "words")), section("负责人意见", []),
        ],
        signs=["承办人", "负责人"],
    )


def confirmable(s: Sources) -> bool:
    """Whether a court would take an application for this agreement at all (by the law pack)."""
    return s.sheet is not None and lawpack.current().confirmable(s.sheet.agreement.matter)


DAY = Field("day", _("Day on the paper"), most=30, first=_today)
FORMS = (
    Form("oral", 12, "人民调解口头协议登记表", _("Register of an oral agreement"), "as_needed", oral, (
        Field("across", _("Several committees together"), choices=("否", "是")), Field("where", _("Where it was mediated")),
        Field("performed", _("How it was kept")), Field("annex", _("Annexes"), long=True, most=500),
    )),
    Form("performed", 13, "履行凭证", _("Proof of performance"), "as_needed", performed, (
        Field("proof", _("Receipts and transfers"), long=True, most=1000),
    )),
    Form("follow_up", 14, "人民调解回访记录", _("Record of the follow-up"), "as_needed", follow_up, (
        Field("suit", _("Whether anybody went to court, and the result")),
    )),
    Form("court", 15, "司法确认申请书", _("Joint application to the court"), "as_needed", court, (
        Field("court", _("Which court"), needed=True), Field("agent", _("Representative")),
        Field("legal", _("Organisation and its legal representative")), Field("reasons", _("Further reasons"), long=True, most=2000),
        Field("annex", _("Further annexes"), long=True, most=500),
    )),
    Form("situation", 16, "卷宗情况说明", _("Notes on the file"), "as_needed", situation, (
        Field("words", _("What a later reader should know"), long=True, needed=True, most=3000),
    )),
    Form("back", 16, "卷宗封底", _("Back cover"), "must", back),
    Form("terminated", 17, "终止调解通知书", _("Notice that mediation has ended"), "local", terminated, (
        DAY, Field("why", _("Reason, where the case is still open")), Field("ways", _("Other ways in this case"), long=True, most=1000),
    ), shared=True),
    Form("not_accepted", 17, "不予受理通知书", _("Notice that a case is not accepted"), "local", not_accepted, (
        DAY, Field("why", _("Reason"), long=True, needed=True, most=1000),
        Field("ways", _("Other ways in this case"), long=True, most=1000),
    ), shared=True),
    Form("entrust", 17, "委托调解函", _("Letter of referral"), "local", entrust, (
        Field("from", _("Authority that refers"), needed=True), Field("letter", _("Number of the letter"), most=60), DAY,
        Field("words", _("What is asked, and until when"), long=True, needed=True, most=1000),
    )),
    Form("reply", 17, "委托调解复函", _("Reply to a referral"), "local", reply, (
        Field("to", _("To which authority"), needed=True), Field("letter", _("Number of its letter"), most=60), DAY,
        Field("words", _("Remarks"), long=True, most=1000),
    )),
    Form("report", 17, "结案报告表", _("Closing report"), "local", report, (
        DAY, Field("words", _("The mediator's view"), long=True, most=1000),
    )),
)
