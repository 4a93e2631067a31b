from counseling.interventions.selectors.advice import process_advice_for

__all__ = ["process_advice_for"]
