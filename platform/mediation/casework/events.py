"""What others may hear of casework; receivers run inside the transaction of the cause."""

from django.dispatch import Signal

told = Signal()  # event: a new CaseEvent
