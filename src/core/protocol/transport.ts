/** What a request is sent with. */
export interface OutgoingRequest {
  method: "GET" | "POST";
  headers: Record<string, string>;
  body?: string;
  redirect: "manual";
  signal: AbortSignal;
}

/** What requests need of the world: the network and a clock, which a test or a page puts its own in place of. */
export interface Transport {
  fetch(url: string, request: OutgoingRequest): Promise<Response>;
  /** Resolves after so many milliseconds, or rejects as soon as the signal aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}
