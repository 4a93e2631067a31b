"""Rights and duties of the parties, word by word from the People's Mediation Law (人民调解法, in force since 1 January 2011).

The Chinese text is the law's own; the English is a translation for reading and has no force.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SOURCE = _("People's Mediation Law of the People's Republic of China, Articles 23 and 24")
RIGHTS_LEAD = _("In people's mediation the parties have the following rights:")
RIGHTS = (
    _("to choose or accept the people's mediator;"),
    _("to accept mediation, to refuse mediation, or to demand that it be ended;"),
    _("to demand that mediation be held in public or not in public;"),
    _("to express their will of their own accord and to reach a mediation agreement voluntarily."),
)
DUTIES_LEAD = _("In people's mediation the parties have the following duties:")
DUTIES = (
    _("to state the facts of the dispute truthfully;"),
    _("to keep order at the place of mediation and to respect the people's mediator;"),
    _("to respect the other party's exercise of its rights."),
)
REMEDIES = _(
    "Where mediation does not succeed it is ended, and the parties may protect their rights by arbitration, through an authority or "
    "in court according to law (Article 26)."
)
