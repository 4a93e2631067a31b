from counseling.screening.models.checkup import Checkup, Invitee
from counseling.screening.models.consent import Consent
from counseling.screening.models.device import Device, DeviceEntry
from counseling.screening.models.exchange import ExchangeToken, ImportedForm, ImportedResponse
from counseling.screening.models.flag import Flag
from counseling.screening.models.rights import RightsRequest
from counseling.screening.models.rota import RosterPattern, Shift
from counseling.screening.models.score import Score
from counseling.screening.models.screening import Response, Screening

__all__ = [
    "Checkup", "Consent", "Device", "DeviceEntry", "ExchangeToken", "Flag", "ImportedForm", "ImportedResponse", "Invitee", "Response",
    "RightsRequest", "RosterPattern", "Score", "Screening", "Shift",
]
