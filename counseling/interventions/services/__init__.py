from counseling.interventions.services.advice import ask_to_renew, end_advice, sign_advice
from counseling.interventions.services.appointment import call_off, cannot_come, move, plan, remind_of
from counseling.interventions.services.closing import close_file, reopen_file
from counseling.interventions.services.conference import ask_what_was_agreed, remind_of_conference
from counseling.interventions.services.contact import decide_conflict, hand_over, open_file, remind, take_contact
from counseling.interventions.services.file import add_addendum, add_note, advise_doctor, save_plan
from counseling.interventions.services.look_in import look_in
from counseling.interventions.services.no_show import ask_whether_held, follow_overdue, mark_missed, note_attempt
from counseling.interventions.services.rating import rate, sign_second, take_back
from counseling.interventions.services.referral import remind_waiting

__all__ = [
    "add_addendum", "add_note", "advise_doctor", "ask_to_renew", "ask_what_was_agreed", "ask_whether_held", "call_off", "cannot_come",
    "close_file", "decide_conflict", "end_advice", "follow_overdue", "hand_over", "look_in", "mark_missed", "move", "note_attempt",
    "open_file", "plan", "rate", "remind", "remind_of", "remind_of_conference", "remind_waiting", "reopen_file",
    "save_plan", "sign_advice", "sign_second", "take_back", "take_contact",
]
