from mediation.sittings.models.guest import GuestConsent, SittingGuest
from mediation.sittings.models.minutes import Minutes, MinutesAnswer
from mediation.sittings.models.presence import Presence
from mediation.sittings.models.table import PreparedTalk, Table
from mediation.sittings.models.time import Engaged, MoveWish, PartyClock

__all__ = [
    "Engaged", "GuestConsent", "Minutes", "MinutesAnswer", "MoveWish", "PartyClock", "PreparedTalk", "Presence", "SittingGuest", "Table",
]
