"""How sound and picture run: between the pages (mesh), through a relay (TURN), or through LiveKit."""
