// A server as an app has one, in a few lines and without packages: node server.mjs PORT MODE
import { createHash } from "node:crypto";
import { createServer } from "node:http";

const [port, mode] = [Number(process.argv[2]), process.argv[3] ?? "plain"];

if (mode === "dies") {
  console.error("\u001b[31mno such module\u001b[0m");
  process.exit(2);
}
if (mode === "silent") {
  console.log("thinking");
  setInterval(() => {}, 1000);
}

const server = createServer((request, response) => {
  const url = new URL(request.url, "http://app");
  const answer = (status, headers, body) => {
    response.writeHead(status, headers);
    response.end(body);
  };
  switch (url.pathname) {
    case "/":
      return answer(200, { "Content-Type": "text/html" }, "<h1>" + mode + "</h1>");
    case "/crash":
      console.log("last words");
      return process.exit(3);
    case "/there":
      return answer(302, { Location: "http://127.0.0.1:" + port + "/landed?x=1" });
    case "/rooted":
      return answer(302, { Location: "/landed" });
    case "/away":
      return answer(302, { Location: "https://example.org/" });
    case "/greedy":
      return answer(200, {
        "Content-Type": "text/javascript",
        "Set-Cookie": "a=b",
        "Clear-Site-Data": '"storage"',
        "Service-Worker-Allowed": "/",
        "Content-Security-Policy": "default-src *",
        "Access-Control-Allow-Origin": "*",
        "X-Frame-Options": "DENY",
        ETag: '"1"',
      }, "1");
    case "/large":
      response.writeHead(200, { "Content-Type": "application/octet-stream" });
      for (let i = 0; i < 64; i++) response.write(Buffer.alloc(65536, i));
      return response.end();
    case "/events":
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      return response.write("data: first\n\n");
    default: {
      const parts = [];
      request.on("data", (part) => parts.push(part));
      request.on("end", () => answer(200, { "Content-Type": "application/json" }, JSON.stringify({
        method: request.method,
        url: request.url,
        headers: request.headers,
        length: Buffer.concat(parts).length,
        env: process.env,
      })));
    }
  }
});

/** Answers every text frame with itself, in capitals. */
server.on("upgrade", (request, socket) => {
  socket.on("error", () => {});
  if (request.url.startsWith("/no-socket")) return socket.end("HTTP/1.1 404 Not Found\r\n\r\n");
  const key = request.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  const protocol = request.headers["sec-websocket-protocol"];
  socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
    + createHash("sha1").update(key).digest("base64") + (protocol ? "\r\nSec-WebSocket-Protocol: " + protocol : "")
    + "\r\n\r\n");
  socket.on("data", (frame) => {
    if ((frame[0] & 15) === 8) return socket.end(Buffer.from([0x88, 0]));
    if ((frame[0] & 15) !== 1) return;
    const length = frame[1] & 127;
    const text = Buffer.from(frame.subarray(6, 6 + length).map((byte, i) => byte ^ frame[2 + (i % 4)])).toString();
    const reply = Buffer.from(text.toUpperCase() + " " + request.headers.origin);
    socket.write(Buffer.concat([Buffer.from([0x81, reply.length]), reply]));
  });
});

if (mode !== "silent") {
  setTimeout(() => server.listen(port, "127.0.0.1", () => console.log("listening on " + process.env.PORT)),
    mode === "slow" ? 700 : 0);
}
