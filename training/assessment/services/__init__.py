from training.assessment.services.attempts import begin, close, keep_all, save_answer, submit
from training.assessment.services.bank import Outcome, bring_in

__all__ = ["Outcome", "begin", "bring_in", "close", "keep_all", "save_answer", "submit"]
