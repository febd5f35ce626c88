import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as a tracker's API got it. */
export interface ApiRequest {
  method: string;
  /** Path without the query. */
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
}

export type ApiReply = readonly [status: number, body: unknown, headers?: Record<string, string>];

/** A tracker's API on loopback, which answers as a test says; not `Bun.serve`, which drops the body of a GET. */
export class ApiServer implements AsyncDisposable {
  readonly asked: ApiRequest[] = [];
  /** Most questions that were open at a time. */
  atOnce = 0;
  private open = 0;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(answer: (request: ApiRequest) => ApiReply): Promise<ApiServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const made = new ApiServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on("request", async (request, response) => {
      made.open++;
      made.atOnce = Math.max(made.atOnce, made.open);
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const url = new URL(request.url ?? "/", made.url);
      const asked: ApiRequest = {
        method: request.method ?? "",
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      made.asked.push(asked);
      const [status, body, headers = {}] = answer(asked);
      const isText = typeof body === "string";
      made.open--;
      response.writeHead(status, { "content-type": isText ? "text/plain" : "application/json", ...headers });
      response.end(isText ? body : JSON.stringify(body));
    });
    return made;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
