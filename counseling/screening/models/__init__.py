from counseling.screening.models.consent import Consent
from counseling.screening.models.flag import Flag
from counseling.screening.models.rota import Shift
from counseling.screening.models.screening import Response, Screening

__all__ = ["Consent", "Flag", "Response", "Screening", "Shift"]
