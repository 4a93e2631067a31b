"""The seventeen forms in official order (人民调解文书). Layout our own, marked 参考格式; the fields are those of public collections.

Base: 司法部《关于印发人民调解文书格式和统计报表的通知》(2010). Its printed layouts were not available; a county puts its own
over ours (`PAPER_LAYOUTS`).
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.casework.paperwork import ending, opening, working
from mediation.casework.paperwork.shapes import Field, Form

KEEP = ("短期", "长期", "永久")
FORMS: tuple[Form, ...] = (
    Form("cover", 1, "卷宗封面", _("Cover of the file"), "must", None, (
        Field("keep", _("How long it is kept"), choices=KEEP), Field("note", _("Remark"), most=200),
    )),
    Form("contents", 2, "卷内目录", _("List of contents"), "must", None),
    *opening.FORMS,
    *working.FORMS,
    Form("agreement", 11, "人民调解协议书", _("Mediation agreement"), "must", None),
    *ending.FORMS,
)
BY_CODE = {form.code: form for form in FORMS}
PRINTED = tuple(form for form in FORMS if form.build is not None)  # each a paper of its own
