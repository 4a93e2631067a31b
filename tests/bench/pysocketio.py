"""Socket.IO in Python as its documentation writes it, under uvicorn; nothing is kept. REDIS_URL gives it its Redis manager."""

import os

import socketio

manager = socketio.AsyncRedisManager(os.environ["REDIS_URL"]) if os.environ.get("REDIS_URL") else None
server = socketio.AsyncServer(async_mode="asgi", client_manager=manager, transports=["websocket"])
application = socketio.ASGIApp(server)


@server.event
async def join(sid, room):
    await server.enter_room(sid, room)
    await server.save_session(sid, {"room": room})
    await server.emit("joined", to=sid)


@server.event
async def say(sid, text):
    await server.emit("said", text, room=(await server.get_session(sid))["room"])
