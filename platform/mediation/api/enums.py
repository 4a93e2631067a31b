"""What another program's token is good for, and where a delivery stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    """One use of a token. A use that is not named is not given."""

    CASES_READ = "cases.read", _("read where cases stand")
    CASES_WRITE = "cases.write", _("hand in new disputes")
    STORY_READ = "story.read", _("read what was told, each time with a line in the audit trail")
    EVENTS_READ = "events.read", _("read what happened in cases")
    DOCUMENTS_READ = "documents.read", _("fetch agreements and papers issued")
    STATISTICS_READ = "statistics.read", _("read the official figures")
    WEBHOOKS_MANAGE = "webhooks.manage", _("have events sent to an address")


class DeliveryState(TextChoices):
    """Where a message to another program stands."""

    WAITING = "waiting", _("on its way")
    DONE = "done", _("received")
    DEAD = "dead", _("given up")
