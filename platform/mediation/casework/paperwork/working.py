"""Forms of the work on a case: investigation record, list of evidence, minutes of the mediation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.casework.dossier_data import EVENTS, Part, part, section, side
from mediation.casework.enums import Coming, SittingMode, SittingState
from mediation.casework.models import CaseEvent, Sitting
from mediation.casework.papers_data import zh, zh_moment
from mediation.casework.paperwork.shapes import Field, Form, Sources, Typed, blank
from mediation.casework.ports import minutes_of

REMEDY = "已告知当事人可以依法通过仲裁、行政、司法等途径维护自己的权利（人民调解法第二十六条）。"
EVIDENCE_HEAD = ["序号", "名称", "提交人", "种类", "日期", "原件校验值（SHA-256）"]


def _lines(typed: Typed, key: str) -> list[str]:
    return (typed.get(key) or "").splitlines()


def _last(s: Sources) -> Sitting | None:
    states = (SittingState.DONE, SittingState.OPEN, SittingState.PLANNED)
    return Sitting.objects.filter(case=s.case, state__in=states).order_by("-starts_at").first()


def _when(s: Sources) -> str:
    found = _last(s)
    return zh_moment(found.began_at or found.starts_at) if found is not None else ""


def _where(s: Sources) -> str:
    found = _last(s)
    return (found.place or "线上调解室") if found is not None else ""


def investigation(s: Sources, typed: Typed) -> Part:
    return part(
        "人民调解调查记录",
        rows=[(t, blank(typed.get(k))) for t, k in (
            ("时间", "when"), ("地点", "where"), ("被调查人", "asked"), ("调查人", "asker"), ("记录人", "writer"), ("参加人", "others"),
        )],
        sections=[section("记录", _lines(typed, "words"))], signs=["被调查人（签名、盖章或按指印）", "调查人", "记录人"],
    )


def evidence(s: Sources, typed: Typed) -> Part:
    return part(
        "证据材料清单",
        rows=[("提交、收集情况", blank(typed.get("note")))],
        sections=[section("证据材料", head=EVIDENCE_HEAD, table=[list(r) for r in s.evidence])],
        signs=["提交人", "收取人"],
    )


def minutes(s: Sources, typed: Typed) -> Part:
    """Words as somebody typed them for this paper, and minutes that were read back to the parties: nothing of a separate talk."""
    names = {p.pk: p.person.name for p in s.parties}
    met = []
    for sitting in Sitting.objects.filter(case=s.case, state__in=[SittingState.DONE, SittingState.OPEN]).prefetch_related("attendances"):
        came = "、".join(names.get(a.party_id, "") for a in sitting.attendances.all() if a.coming != Coming.NO)
        at, where = zh_moment(sitting.began_at or sitting.starts_at), sitting.place or "线上调解室"
        met.append([at, where, zh(SittingMode(sitting.mode).label), came])
    history = [[zh_moment(e.at), EVENTS[e.kind], e.actor_name] for e in CaseEvent.objects.filter(case=s.case) if e.kind in EVENTS]
    spoken = [
        section(title, _lines(typed, key)) for title, key in (
            ("申请人陈述", "applicant"), ("被申请人陈述", "respondent"), ("调查、核实和质证情况", "facts"), ("争议焦点和调解过程", "talk"),
            ("风险提示", "risk"),
        ) if typed.get(key)
    ]
    result = _lines(typed, "result") or (
        ["双方达成调解协议，内容见《人民调解协议书》。"] if s.sheet is not None else
        [f"调解终止：{zh(s.case.get_ended_reason_display())}。", REMEDY] if s.case.ended_reason else []
    )
    read = [line for m in minutes_of(s.case.pk) for line in (f"{zh_moment(m.at)}：", *m.lines, *m.answers)]
    told = ["已告知当事人人民调解的性质、原则、效力，以及当事人在调解中享有的权利和承担的义务；已询问当事人是否申请回避。"]
    return part(
        "人民调解记录",
        rows=[
            ("时间", blank(typed.get("when"))), ("地点", blank(typed.get("where"))), ("事由", s.case.title),
            ("当事人", "、".join(f"{side(p)} {p.person.name}" for p in s.parties)), ("参加人", blank(typed.get("others"))),
            ("人民调解员", blank(s.case.mediator)),
        ],
        sections=[
            section("告知", told), *spoken, *([section("调解笔录（已向当事人宣读）", read)] if read else []), section("调解结果", result),
            section("调解场次", head=["时间", "地点", "方式", "到场当事人"], table=met),
            section("办理经过", head=["时间", "事项", "经手人"], table=history),
        ],
        signs=[*(f"{side(p)} {p.person.name}" for p in s.parties), "参加人", "人民调解员", "记录人", f"{s.committee}（印章）"],
    )


FORMS = (
    Form("investigation", 8, "人民调解调查记录", _("Record of an investigation"), "as_needed", investigation, (
        Field("when", _("When"), needed=True), Field("where", _("Where"), needed=True), Field("asked", _("Who was asked"), needed=True),
        Field("asker", _("Who asked"), needed=True, first=lambda s: s.actor.name), Field("writer", _("Who wrote it down")),
        Field("others", _("Who else was there")), Field("words", _("What was said"), long=True, needed=True, most=6000),
    ), many=True),
    Form("evidence", 9, "证据材料清单", _("List of evidence"), "as_needed", evidence, (
        Field("note", _("How it was handed in or collected"), most=300),
    )),
    Form("minutes", 10, "人民调解记录", _("Minutes of the mediation"), "must", minutes, (
        Field("when", _("When"), first=_when), Field("where", _("Where"), first=_where),
        Field("others", _("Invited people who were there")),
        Field("applicant", _("What the applicant said"), long=True, most=6000),
        Field("respondent", _("What the other side said"), long=True, most=6000),
        Field("facts", _("What was checked and put to both sides"), long=True, most=6000),
        Field("talk", _("Open points and how they were talked about"), long=True, most=6000),
        Field("risk", _("What both sides were warned of"), long=True, most=2000),
        Field("result", _("Result, or why there was none and which other ways were named"), long=True, most=2000),
    )),
)
