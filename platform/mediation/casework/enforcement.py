"""What is open to a party when an agreement is not kept, in plain words with the article. People's Mediation Law, Art. 31 to 33."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mediation.casework.agreement_enums import CourtOutcome
from mediation.casework.models import Agreement
from mediation.casework.selectors.agreement import court_clock

ARTICLE_31 = "人民调解法第三十一条第二款：人民调解委员会应当对调解协议的履行情况进行监督，督促当事人履行约定的义务。"
ARTICLE_32 = (
    "人民调解法第三十二条：经人民调解委员会调解达成调解协议后，当事人之间就调解协议的履行或者调解协议的内容发生争议的，"
    "一方当事人可以向人民法院提起诉讼。"
)
ARTICLE_33_JOINT = (
    "人民调解法第三十三条第一款：经人民调解委员会调解达成调解协议后，双方当事人认为有必要的，可以自调解协议生效之日起三十日内"
    "共同向人民法院申请司法确认，人民法院应当及时对调解协议进行审查，依法确认调解协议的效力。"
)
ARTICLE_33_ENFORCE = (
    "人民调解法第三十三条第二款：人民法院依法确认调解协议有效，一方当事人拒绝履行或者未全部履行的，对方当事人可以向人民法院申请强制执行。"
)
ARTICLE_33_INVALID = (
    "人民调解法第三十三条第三款：人民法院依法确认调解协议无效的，当事人可以通过人民调解方式变更原调解协议或者达成新的调解协议，"
    "也可以向人民法院提起诉讼。"
)


@dataclass(frozen=True, slots=True)
class Way:
    """title and text in the reader's language; law: the Chinese words of the article, "" where none is quoted."""

    code: str
    title: str
    text: str
    law: str = ""


def ways(agreement: Agreement) -> list[Way]:
    """The ways that are open today, the gentlest first. A way that is closed is not shown."""
    urge = _("The mediator calls the other side and urges it to keep its word.")
    found = [Way("talk", _("Ask the committee to step in"), urge, ARTICLE_31)]
    court = court_clock(agreement)
    if agreement.court_outcome == CourtOutcome.CONFIRMED:
        found.append(Way("enforce", _("Ask the court to enforce it"), _(
            "The court has confirmed the agreement. If the other side does not do it, or only a part, you alone can apply for enforcement."
        ), ARTICLE_33_ENFORCE))
        return found
    if agreement.court_outcome == CourtOutcome.REFUSED:
        found.append(Way("again", _("Agree anew, or go to court"), _(
            "The court did not confirm the agreement. You can change it or make a new one in mediation, or sue."
        ), ARTICLE_33_INVALID))
        return found
    if court is not None and not court.why_not and court.applied_on is None:
        left = ngettext("%(n)d day is left.", "%(n)d days are left.", court.days_left) % {"n": court.days_left}
        found.append(Way("confirm", _("Go to the court together"), _(
            "Both sides can still have the agreement confirmed, free of charge; then it can be enforced. One side alone cannot apply."
        ) + " " + left, ARTICLE_33_JOINT))
    found.append(Way("sue", _("Sue"), _("One side alone can bring the dispute about keeping the agreement to the court."), ARTICLE_32))
    if any(c.amount for c in agreement.clauses.all() if c.removed_at is None):
        found.append(Way("order", _("Ask about a payment order"), _(
            "Where only money is owed, the court's reception can tell you whether a payment order (支付令) is possible."
        )))
    return found
