from counseling.screening.services.answering import answer, consent, decline, go_on, withdraw
from counseling.screening.services.escalation import escalate
from counseling.screening.services.flags import acknowledge, close, hand_over, raise_flag, set_level, state_wish
from counseling.screening.services.offers import offer_url, propose
from counseling.screening.services.rota import add_shift, remove_shift

__all__ = [
    "acknowledge", "add_shift", "answer", "close", "consent", "decline", "escalate", "go_on", "hand_over", "offer_url", "propose",
    "raise_flag", "remove_shift", "set_level", "state_wish", "withdraw",
]
