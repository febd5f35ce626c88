import { type ApiRequest, apiExamples } from "../../../work/api-test/api-examples.ts";
import { type ApiAnswer, prettyBody, readHeader, sendRequest, walkApi } from "../../../work/api-test/api-test.ts";
import { keepAddress, keptAddress } from "../../../work/observe/api-address.ts";
import { attempt, type Context, sayProblem } from "../../contract/context.ts";
import { problemOf } from "../../contract/problem.ts";
import type { Runner } from "../../contract/tab.ts";
import type { ApiEffect, ApiMessage, ApiState } from "./state.ts";

/** Requests to the running service. */
export class ApiEffects implements Runner<ApiEffect> {
  private sending: AbortController | null = null;

  constructor(private readonly context: Context<ApiState, ApiMessage>) {}

  run(effect: ApiEffect): void {
    switch (effect.type) {
      case "load":
        this.load();
        break;
      case "keep-address":
        this.keep(effect.address);
        break;
      case "check-header":
        this.checkHeader(effect.line);
        break;
      case "send":
        this.send(effect.address, effect.header, effect.request);
        break;
      case "walk":
        this.walk(effect.address, effect.header, effect.requests);
        break;
      case "stop":
        this.sending?.abort();
        break;
    }
  }

  /** Waits for no answer any longer. */
  async stop(): Promise<void> {
    this.sending?.abort();
  }

  /** Takes examples from the index, and the address that is kept. */
  private load(): void {
    const { stores, send, clock } = this.context;
    attempt(this.context, () => {
      const { requests, address } = stores.use((store) => ({
        requests: apiExamples(store),
        address: keptAddress(store, clock()),
      }));
      send({ type: "examples", requests, address });
    });
  }

  /** Keeps another address for the next time; an empty one is that of the service that runs. */
  private keep(address: string): void {
    const { stores, feed, write } = this.context;
    write(() => stores.use((store) => keepAddress(store, address)))
      .catch(sayProblem(this.context))
      .then(() => {
        feed.refresh();
        this.load();
      });
  }

  /** Takes another header for the requests, for as long as the dashboard runs. */
  private checkHeader(line: string): void {
    const { send, tell } = this.context;
    try {
      readHeader(line);
    } catch (error) {
      const { message, hint } = problemOf(error);
      tell({ type: "invalid", ask: "header", problem: `${message}. ${hint}` });
      return;
    }
    send({ type: "header", line });
    tell({ type: "stored", ask: "header" });
  }

  /** Sends one request. */
  private send(address: string, header: string, request: ApiRequest): void {
    this.start(async (signal) => this.answered(request, await sendRequest(address, request, { header, signal })));
  }

  /** Handshake, phase 1, phase 2. */
  private walk(address: string, header: string, requests: readonly ApiRequest[]): void {
    this.start(async (signal) => {
      for await (const { request, answer } of walkApi(address, requests, { header, signal }))
        this.answered(request, answer);
    });
  }

  private answered(request: ApiRequest, answer: ApiAnswer): void {
    const headers = answer.headers.map(([name, value]) => `${name}: ${value}`);
    this.context.send({ type: "answered", request, answer, lines: [...headers, "", ...prettyBody(answer)] });
  }

  private start(action: (signal: AbortSignal) => Promise<void>): void {
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
