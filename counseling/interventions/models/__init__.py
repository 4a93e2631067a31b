from counseling.interventions.models.advice import ProcessAdvice
from counseling.interventions.models.entry import CareEntry
from counseling.interventions.models.tie import CareTie

__all__ = ["CareEntry", "CareTie", "ProcessAdvice"]
