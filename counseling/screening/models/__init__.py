from counseling.screening.models.consent import Consent
from counseling.screening.models.exchange import ExchangeToken, ImportedForm, ImportedResponse
from counseling.screening.models.flag import Flag
from counseling.screening.models.rights import RightsRequest
from counseling.screening.models.rota import Shift
from counseling.screening.models.score import Score
from counseling.screening.models.screening import Response, Screening

__all__ = [
    "Consent", "ExchangeToken", "Flag", "ImportedForm", "ImportedResponse", "Response", "RightsRequest", "Score", "Screening", "Shift",
]
