"""Xinqiao 心桥: people's mediation, the care and the training that belong to it."""

__version__ = "0.1.0"
