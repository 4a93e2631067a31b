from counseling.interventions.selectors.advice import mode_for, process_advice_for

__all__ = ["mode_for", "process_advice_for"]
