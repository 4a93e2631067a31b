"""`/api/v1/`: cases, events, papers, figures and webhooks for a provincial platform or a mini-program."""
