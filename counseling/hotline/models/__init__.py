from counseling.hotline.models.call import Call, CallConsent, CallLink, CallNote, HandOver
from counseling.hotline.models.volunteer import Volunteer

__all__ = ["Call", "CallConsent", "CallLink", "CallNote", "HandOver", "Volunteer"]
