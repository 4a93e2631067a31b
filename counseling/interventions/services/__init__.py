from counseling.interventions.services.advice import ask_to_renew, end_advice, sign_advice
from counseling.interventions.services.contact import decide_conflict, hand_over, open_file, remind, take_contact
from counseling.interventions.services.file import add_addendum, add_note, advise_doctor, close_file, save_plan
from counseling.interventions.services.rating import rate, sign_second

__all__ = [
    "add_addendum", "add_note", "advise_doctor", "ask_to_renew", "close_file", "decide_conflict", "end_advice", "hand_over", "open_file",
    "rate",
    "remind", "save_plan", "sign_advice", "sign_second", "take_contact",
]
