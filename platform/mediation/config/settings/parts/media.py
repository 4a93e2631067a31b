"""Sound and picture. Without any of it pages talk to each other directly, within one network; see docs/operations/media.md."""

from mediation.config.env import env

ICE_SERVERS = env.json("ICE_SERVERS", default=[])  # as in RTCConfiguration.iceServers
TURN_URLS = env.list("TURN_URLS", default=[])  # relays whose passwords this site makes, e.g. turn:relay.example:3478?transport=udp
TURN_SECRET = env.str("TURN_SECRET", default="")  # shared with the relay (coturn: static-auth-secret)
TURN_SECONDS = env.int("TURN_SECONDS", default=3600)  # how long such a password is good
LIVEKIT_URL = env.str("LIVEKIT_URL", default="")  # wss://… of a LiveKit server; used from the fifth camera on, see docs/decisions/0008
LIVEKIT_KEY = env.str("LIVEKIT_KEY", default="")
LIVEKIT_SECRET = env.str("LIVEKIT_SECRET", default="")
