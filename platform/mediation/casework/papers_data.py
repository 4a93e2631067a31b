"""What stands on the official papers, as plain JSON values in Chinese: an agreement is a Chinese legal document in every language.

Telephone numbers and addresses are left out on purpose: both sides hold a copy.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import translation

from mediation.casework.agreement_enums import AgreementForm, ClauseKind, SignatureMethod
from mediation.casework.enums import PartyRole
from mediation.casework.models import Case, Party, Signature
from mediation.casework.selectors.agreement import OpenClause, Sheet
from mediation.common import clock

BASIS = (
    "本协议自各方当事人签名、盖章或者按指印，人民调解员签名并加盖人民调解委员会印章之日起生效"
    "（《中华人民共和国人民调解法》第二十九条）。"
)
ORAL_BASIS = "本协议为口头调解协议，自各方当事人达成协议之日起生效（《中华人民共和国人民调解法》第三十条）。"
CONTACT_NOTE = "联系方式和住址由人民调解委员会另行保存，不印入协议书。"
DEMO_NOTICE = "演示文书：人物和事件均为虚构，所用印鉴为演示证书，不具有法律效力。"


def zh_day(day: date | datetime | None) -> str:
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = clock.day_of(day)
    return f"{day.year}年{day.month}月{day.day}日"


def zh_moment(at: datetime | None) -> str:
    if at is None:
        return ""
    local = at.astimezone(clock.SHANGHAI)
    return f"{zh_day(at)}{local.hour:02d}:{local.minute:02d}"


def zh_money(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,.2f}元"


def zh(label: Any) -> str:
    """A translated label in Chinese, whatever the reader's language."""
    with translation.override("zh-hans"):
        return str(label)


def committee_of(case: Case) -> str:
    """The name on the paper: the committee; a studio signs with the committee it belongs to."""
    home = case.organisation
    if home is None:
        return f"{case.area.name}人民调解委员会"
    return home.parent.name if home.parent is not None else home.name


def names(sheet: Sheet) -> dict[Any, str]:
    return {p.pk: p.person.name for p in sheet.parties}


def obligation(clause: OpenClause, who: dict[Any, str]) -> dict[str, str]:
    row = clause.row
    payer, payee = who.get(row.payer_id, ""), who.get(row.payee_id, "")
    return {
        "payer": payer, "payee": payee, "amount": zh_money(row.amount) or "—", "due": f"{zh_day(row.due_on)}前" if row.due_on else "",
        "manner": clause.manner, "words": clause.text,
    }


def signer_lines(sheet: Sheet, pictures: dict[str, str], marks: dict[Any, str]) -> list[dict[str, str]]:
    """One line for each who signs; `marks` holds typed names, `pictures` drawings by `picture_key`."""
    lines = [_line(f"{_side(p)}{p.person.name}", s, pictures, marks) for p, s in sheet.signers]
    mediator = sheet.case.mediator
    lines.append(_line(f"人民调解员{mediator if mediator else ''}", sheet.mediator_signature, pictures, marks))
    return lines


def picture_key(signature: Signature) -> str:
    """Short, because a long run of letters would be made breakable on its way to the paper."""
    return f"sig-{signature.pk.hex[:12]}"


def _side(party: Party) -> str:
    return {PartyRole.APPLICANT: "申请人", PartyRole.RESPONDENT: "被申请人"}.get(PartyRole(party.role), "当事人") + " "


def _line(label: str, signature: Signature | None, pictures: dict[str, str], marks: dict[Any, str]) -> dict[str, str]:
    if signature is None:
        return {"label": label, "picture": "", "mark": "", "when": "　　　年　　月　　日"}
    key = picture_key(signature)
    mark = {
        SignatureMethod.INK: "纸质件上签名或按指印，见扫描件", SignatureMethod.ORAL: "本人已确认", SignatureMethod.STAMP: "已盖章",
    }.get(SignatureMethod(signature.method), marks.get(signature.pk, ""))
    return {"label": label, "picture": key if key in pictures else "", "mark": mark, "when": zh_moment(signature.signed_at)}


def agreement(sheet: Sheet, *, code: str, verify: str, pictures: dict[str, str], marks: dict[Any, str], demo: bool) -> dict[str, Any]:
    """Values of `typst/agreement.typ`."""
    a, who, stamp = sheet.agreement, names(sheet), sheet.stamp
    responsible = [
        (f"{who[c.row.party_id]}：" if c.row.party_id in who else "") + c.text for c in sheet.of_kind(ClauseKind.RESPONSIBILITY)
    ]
    oral = a.form == AgreementForm.ORAL
    return {
        "title": "口头调解协议登记" if oral else "人民调解协议书", "number": a.number, "code": code, "committee": committee_of(sheet.case),
        "parties": [{"role": _side(p).strip(), "name": p.person.name} for p in sheet.parties], "contact_note": CONTACT_NOTE,
        "facts": [c.text for c in sheet.of_kind(ClauseKind.FACT)], "disputes": [c.text for c in sheet.of_kind(ClauseKind.DISPUTE)],
        "responsibilities": responsible, "obligations": [obligation(c, who) for c in sheet.obligations],
        "others": [c.text for c in sheet.of_kind(ClauseKind.OTHER)],
        "copies": f"本协议一式{sheet.copies}份，当事人各执一份，人民调解委员会留存一份。",
        "basis": ORAL_BASIS if oral else BASIS, "signers": signer_lines(sheet, pictures, marks),
        "stamped": f"{stamp.user} 经手盖章 {zh_moment(stamp.signed_at)}" if stamp and stamp.user else "",
        "effective": f"生效日期：{zh_day(a.effective_at)}" if a.effective_at else "", "verify": verify,
        "notice": DEMO_NOTICE if demo else "",
    }
