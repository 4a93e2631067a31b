"""What other areas may want to hear. Sent inside the transaction of its cause."""

from django.dispatch import Signal

relapsed = Signal()  # visit: FollowUpVisit, actor: Actor. The dispute has flared up again.
