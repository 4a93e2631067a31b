"""Forms with which a case begins: application, registration, rights and duties, identity, authority."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.casework.dossier_data import DUTIES, RIGHTS, Part, part, section, side
from mediation.casework.enums import CaseSource, PartyRole, Willingness
from mediation.casework.models import Party
from mediation.casework.papers_data import zh, zh_day, zh_moment
from mediation.casework.paperwork.shapes import Field, Form, Sources, Typed, blank

GENDERS = ("男", "女")
NATURES = ("自然人", "法人", "非法人组织")
HEAD = ["身份", "姓名（名称）", "性别", "民族", "年龄", "职业或职务", "联系方式", "单位或住址"]


def row_of(s: Sources, party: Party) -> list[str]:
    """The particulars the application asks for. Telephones are typed where a paper needs them, never taken from the contacts."""
    p = s.particulars.get(party.pk, {})
    return [side(party), party.person.name, *(blank(p.get(k)) for k in ("gender", "ethnicity", "age", "work", "contact", "address"))]


def applicants(s: Sources) -> list[Party]:
    return [p for p in s.parties if p.role == PartyRole.APPLICANT]


def application(s: Sources, typed: Typed) -> Part:
    requests = [line for line in s.wish.splitlines() if line.strip()]
    return part(
        "人民调解申请书",
        sections=[
            section("当事人", head=HEAD, table=[row_of(s, p) for p in s.parties]),
            section("纠纷简要情况", s.story.splitlines()),
            section("当事人申请事项", [f"{i}．{line}" for i, line in enumerate(requests, 1)]),
            section("声明", ["人民调解委员会已将申请人民调解的相关规定告知我，现自愿申请人民调解委员会进行调解。"]),
        ],
        rows=[("申请日期", zh_day(s.case.opened_at))], signs=[f"申请人（签名、盖章或按指印） {p.person.name}" for p in applicants(s)],
    )


def registration(s: Sources, typed: Typed) -> Part:
    sides = ["、".join(p.person.name for p in s.parties if p.role == role) for role in (PartyRole.APPLICANT, PartyRole.RESPONDENT)]
    between = f"调解 {blank(sides[0])}、{blank(sides[1])} 之间的纠纷。"
    how = {
        CaseSource.APPLICATION: f"依当事人申请，{between}",
        CaseSource.INITIATIVE: f"人民调解委员会主动调解，经当事人同意，{between}",
    }.get(CaseSource(s.case.source), f"接受委托移送，经当事人同意，{between}")
    return part(
        "人民调解受理登记表",
        rows=[
            ("受理日期", zh_day(s.case.accepted_at or s.case.opened_at)), ("纠纷类型", zh(s.case.get_kind_display())),
            ("案件来源", zh(s.case.get_source_display())), ("难易等级", zh(s.case.get_grade_display())),
            ("办理期限", zh_day(s.case.due_at)), ("登记人", blank(typed.get("registrar") or s.case.mediator)),
        ],
        sections=[section("受理事由", [how]), section("纠纷简要情况", s.story.splitlines()),
                  section("备注", (typed.get("note") or "").splitlines())],
        signs=[*(f"当事人（签名、盖章或按指印） {p.person.name}" for p in s.parties), "登记人", f"{s.committee}（印章）"],
    )


def rights(s: Sources, typed: Typed) -> Part:
    return part(
        "人民调解权利义务告知书",
        sections=[
            section("性质、原则和效力", [
                "人民调解委员会是依法设立的调解民间纠纷的群众性组织。人民调解不收取任何费用。",
                "人民调解在当事人自愿、平等的基础上进行，不违背法律、法规和国家政策；"
                "尊重当事人的权利，不得因调解而阻止当事人依法通过仲裁、行政、司法等途径维护自己的权利。",
                "经人民调解委员会调解达成的调解协议，具有法律约束力，当事人应当按照约定履行。",
            ]),
            section("当事人享有的权利（人民调解法第二十三条）", [f"（{n}）{t}" for n, t in zip("一二三四", RIGHTS, strict=True)]),
            section("当事人履行的义务（人民调解法第二十四条）", [f"（{n}）{t}" for n, t in zip("一二三", DUTIES, strict=True)]),
            section("告知情况", head=["当事人", "本人阅读时间", "是否自愿调解"], table=[
                [p.person.name, zh_moment(p.rights_read_at) or "　", zh(Willingness(p.willingness).label)] for p in s.parties
            ]),
        ],
        signs=[f"当事人（签名、盖章或按指印） {p.person.name}" for p in s.parties],
    )


def identity(s: Sources, typed: Typed) -> Part:
    sections = []
    for party in s.parties:
        p = s.particulars.get(party.pk, {})
        nature = p.get("nature") or NATURES[0]
        lines = [["类别", nature], ["姓名（名称）", party.person.name]]
        if nature == NATURES[0]:
            asked = [("性别", "gender"), ("民族", "ethnicity"), ("年龄", "age"), ("身份证件号码", "id_number")]
        else:
            asked = [("统一社会信用代码", "id_number"), ("机构代表人（法定代表人、负责人）", "representative")]
        lines += [[t, blank(p.get(k))] for t, k in asked]
        lines.append(["单位或住址", blank(p.get("address"))])
        sections.append(section(side(party), head=["项目", "内容"], table=lines))
    return part(
        "当事人身份证明", sections=[*sections, section("证件核对", [typed.get("checked") or "（身份证件复印件粘贴处）"])],
        signs=["核对人"], rows=[("核对日期", blank(typed.get("day")))],
    )


def authority(s: Sources, typed: Typed) -> Part:
    scope = typed.get("scope") or "一般授权"
    return part(
        "授权委托书",
        rows=[
            ("委托人", blank(typed.get("principal"))), ("委托类型", scope), ("代理人姓名", blank(typed.get("agent"))),
            ("性别", blank(typed.get("agent_gender"))), ("电话", blank(typed.get("agent_phone"))),
            ("身份证件号码", blank(typed.get("agent_id"))),
        ],
        sections=[
            section("委托事项", [f"委托人就“{s.case.title}”纠纷（{s.case.number}），委托上述代理人参加人民调解。"]),
            section("代理权限", (typed.get("limits") or "").splitlines()),
        ],
        signs=["委托人（签名、盖章或按指印）", "代理人（签名、盖章或按指印）"],
    )


FORMS = (
    Form("application", 3, "人民调解申请书", _("Application for mediation"), "must", application),
    Form("registration", 4, "人民调解受理登记表", _("Registration of the case"), "must", registration, (
        Field("registrar", _("Registered by"), first=lambda s: str(s.case.mediator or s.actor.name)),
        Field("note", _("Remark"), long=True, most=500),
    )),
    Form("rights", 5, "人民调解权利义务告知书", _("Notice of rights and duties"), "must", rights, shared=True),
    Form("identity", 6, "当事人身份证明", _("Identity of the parties"), "must", identity, (
        Field("day", _("Day of the check")), Field("checked", _("What was looked at"), long=True, most=500),
    )),
    Form("authority", 7, "授权委托书", _("Authority to act"), "as_needed", authority, (
        Field("principal", _("Who gives the authority"), needed=True, first=lambda s: "、".join(p.person.name for p in applicants(s))),
        Field("scope", _("Kind of authority"), needed=True, choices=("一般授权", "特别授权")),
        Field("agent", _("Name of the representative"), needed=True),
        Field("agent_gender", _("Gender"), choices=GENDERS),
        Field("agent_phone", _("Telephone"), most=30),
        Field("agent_id", _("Number of the identity card"), most=30),
        Field("limits", _("What the representative may do"), long=True, needed=True, most=500),
    ), many=True),
)
PARTICULARS = (
    Field("nature", _("Kind of party"), choices=NATURES),
    Field("gender", _("Gender"), choices=GENDERS),
    Field("ethnicity", _("Ethnic group"), most=20),
    Field("age", _("Age in years"), most=3),
    Field("work", _("Occupation or post"), most=60),
    Field("contact", _("Telephone on the papers, only if the party wants it printed"), most=30),
    Field("address", _("Work unit or address"), most=120),
    Field("id_number", _("Number of the identity card, or social credit code"), most=30),
    Field("representative", _("Representative of the organisation"), most=60),
)
