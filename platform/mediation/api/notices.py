from django.utils.translation import gettext_lazy as _

from mediation.notifications.kinds import Kind

KINDS = (
    Kind("api.dead", _("Messages to “%(name)s” are not received"), _("They were tried for two days. See the page of connections.")),
)
