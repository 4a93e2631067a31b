from django.utils.translation import gettext_lazy as _

from mediation.common.errors import DomainError


class NotYet(DomainError):
    """The lesson is not open to this learner yet. Its page, video, captions and quiz all answer exactly this."""

    code = "not-yet"
    status = 404
    message = _("Open the course and go on where you stopped; lessons open one after the other.")
