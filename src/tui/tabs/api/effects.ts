import { type ApiRequest, apiExamples } from "../../../work/api-test/api-examples.ts";
import { type ApiAnswer, prettyBody, readHeader, sendRequest, walkApi } from "../../../work/api-test/api-test.ts";
import { keepAddress, keptAddress } from "../../../work/observe/api-address.ts";
import { attempt, type Context, problemOf } from "../../contract/context.ts";

/** Requests to the running service. */
export class ApiEffects {
  private sending: AbortController | null = null;

  constructor(private readonly context: Context) {}

  /** Takes examples from the index, and the address that is kept. */
  load(): void {
    const { stores, send, clock } = this.context;
    attempt(this.context, () => {
      const { requests, address } = stores.use((store) => ({
        requests: apiExamples(store),
        address: keptAddress(store, clock()),
      }));
      send({ type: "api", requests, address });
    });
  }

  /** Keeps another address for the next time; an empty one is that of the service that runs. */
  keep(address: string): void {
    const { stores, feed } = this.context;
    attempt(this.context, () => stores.use((store) => keepAddress(store, address)));
    feed.refresh();
    this.load();
  }

  /** Takes another header for the requests, for as long as the dashboard runs. */
  checkHeader(line: string): void {
    const { send } = this.context;
    try {
      readHeader(line);
    } catch (error) {
      const { message, hint } = problemOf(error);
      send({ type: "invalid", problem: `${message}. ${hint}` });
      return;
    }
    send({ type: "header", line });
    send({ type: "stored" });
  }

  /** Sends one request. */
  send(address: string, header: string, request: ApiRequest): void {
    this.run(async (signal) => this.answered(request, await sendRequest(address, request, { header, signal })));
  }

  /** Handshake, phase 1, phase 2. */
  walk(address: string, header: string, requests: readonly ApiRequest[]): void {
    this.run(async (signal) => {
      for await (const { request, answer } of walkApi(address, requests, { header, signal }))
        this.answered(request, answer);
    });
  }

  /** Waits no longer. */
  cancel(): void {
    this.sending?.abort();
  }

  private answered(request: ApiRequest, answer: ApiAnswer): void {
    const headers = answer.headers.map(([name, value]) => `${name}: ${value}`);
    this.context.send({ type: "answered", request, answer, lines: [...headers, "", ...prettyBody(answer)] });
  }

  private run(action: (signal: AbortSignal) => Promise<void>): void {
    const { send } = this.context;
    const sending = new AbortController();
    this.sending = sending;
    action(sending.signal)
      .catch((error) => {
        if (!sending.signal.aborted) send({ type: "unanswered", problem: problemOf(error) });
      })
      .finally(() => send({ type: "sent" }));
  }
}
