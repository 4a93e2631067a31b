from counseling.programmes.models.gathering import Feedback, Gathering, Programme, SignUp
from counseling.programmes.models.partner import Agreement, AgreementChange, Partner, PartnerCase
from counseling.programmes.models.room import Booking, QuietRoom

__all__ = [
    "Agreement", "AgreementChange", "Booking", "Feedback", "Gathering", "Partner", "PartnerCase", "Programme", "QuietRoom", "SignUp",
]
