"""A client of the room protocol in Python: for operators, for tests, and for whoever builds another page.

    async with RoomClient("http://127.0.0.1:8000", room_id, {"sessionid": "…"}) as room:
        sent = await room.say("你好")          # returns when it is committed: sent.n is its number in the room
        async for line in room.lines():       # every entry from the first, in order, without gap, once
            print(line.n, line.who, line.body)

It knows nothing of Django. The protocol: docs/realtime-protocol.md.
"""

from realtime.client.ledger import Ledger, Line, NotWritten, Written
from realtime.client.room import NoEntry, RoomClient

__all__ = ["Ledger", "Line", "NoEntry", "NotWritten", "RoomClient", "Written"]
