/**
 * Sends one POST and takes the whole answer as it comes from the socket, bytes and all but unparsed: `fetch` takes as long
 * to put a large answer together as the program takes to make it, and on two cores that would be measured with it.
 * @returns the raw answer when `keep`, else nothing but its length
 */
export function post(port: number, path: string, body: string, keep = false): Promise<{ bytes: number; raw: Buffer }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ bytes: number; raw: Buffer }>();
  const kept: Buffer[] = [];
  let bytes = 0;
  let tail = "";
  const socket = Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      open(socket) {
        const payload = Buffer.from(body);
        const head = `POST ${path} HTTP/1.1\r\nHost: bench\r\nContent-Length: ${payload.length}\r\nConnection: close\r\n\r\n`;
        const request = Buffer.concat([Buffer.from(head), payload]);
        let sent = socket.write(request);
        this.drain = (socket) => {
          if (sent < request.length) sent += socket.write(request.subarray(sent));
        };
      },
      data(socket, chunk) {
        bytes += chunk.length;
        if (keep) kept.push(Buffer.from(chunk));
        tail = (tail + chunk.subarray(-5).toString("latin1")).slice(-5);
        // The last chunk of a chunked answer.
        if (tail === "0\r\n\r\n") socket.end();
      },
      close: () => resolve({ bytes, raw: Buffer.concat(kept) }),
      error: (_, error) => reject(error),
      drain() {},
    },
  });
  socket.catch(reject);
  return promise;
}
