from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.notifications.kinds import Kind

KINDS = (
    Kind(
        "integrity.findings", _("%(n)s things to look at"),
        _("The nightly look found something that has an innocent explanation or not. A person has to look."),
    ),
    Kind("integrity.sample", _("The random sample of the month is drawn: %(n)s cases"), _("Please call or visit.")),
)
