// Socket.IO as its documentation writes it; nothing is kept. PORT, and REDIS_URL for its Redis adapter.
const { createServer } = require("http");
const { Server } = require("socket.io");

async function main() {
  const http = createServer();
  const io = new Server(http, { transports: ["websocket"], serveClient: false });
  if (process.env.REDIS_URL) {
    const { createClient } = require("redis");
    const { createAdapter } = require("@socket.io/redis-adapter");
    const pub = createClient({ url: process.env.REDIS_URL });
    const sub = pub.duplicate();
    await Promise.all([pub.connect(), sub.connect()]);
    io.adapter(createAdapter(pub, sub));
  }
  io.on("connection", (socket) => {
    socket.on("join", async (room) => { await socket.join(room); socket.data.room = room; socket.emit("joined"); });
    socket.on("say", (text) => io.to(socket.data.room).emit("said", text));
  });
  http.listen(Number(process.env.PORT), "127.0.0.1", 2048);
}
main();
