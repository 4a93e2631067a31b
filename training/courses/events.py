"""What courses tell others, inside the transaction in which it happened."""

from django.dispatch import Signal

finished = Signal()  # actor, learner (UUID), course (translation key): every lesson of the course is done
