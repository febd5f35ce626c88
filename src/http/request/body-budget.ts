import { ReseederError } from "../../core/errors.ts";

/** The share of one address in the whole. */
const ADDRESS_SHARE = 4;
/** Seconds after which a body that found no room may be sent again. */
const RETRY_S = 5;

/** The bytes of one body in memory. */
export interface BodyShare {
  /**
   * Notes so many bytes more.
   * @throws ReseederError `REQUEST_TIMEOUT` for a body that was ended, `SERVER_BUSY` for one that finds no room
   */
  add(bytes: number): void;
  /** Is rejected with `REQUEST_TIMEOUT` when the body is ended for the sake of others. */
  readonly ended: Promise<never>;
  /** To be called when the body is there whole: it is ended for nobody any more. */
  finish(): void;
  /** To be called when its bytes are held no longer; a second call does nothing. */
  release(): void;
}

interface Body {
  address: string;
  held: number;
  isWhole: boolean;
  end: (error: ReseederError) => void;
}

/**
 * One budget for all bodies in memory, whoever sends them. Where it is used up, the body that has come longest without
 * being whole is ended, so that nobody keeps others out with bodies that he never finishes.
 */
export class BodyBudget {
  /** In the order in which they came. */
  private readonly bodies = new Set<Body>();

  /** Bytes held at the moment. */
  get held(): number {
    return heldBy([...this.bodies]);
  }

  /**
   * @param client address of the sender
   * @param limit `max_bodies_in_flight`
   */
  open(client: string | null, limit: number): BodyShare {
    const { promise, reject } = Promise.withResolvers<never>();
    // It may be rejected when nobody waits for it any more.
    promise.catch(() => {});
    const body: Body = { address: String(client), held: 0, isWhole: false, end: reject };
    this.bodies.add(body);
    return {
      ended: promise,
      add: (bytes) => {
        if (!this.bodies.has(body)) throw ended();
        body.held += bytes;
        const own = [...this.bodies].filter(({ address }) => address === body.address);
        // Alone it may have more than the share of one address.
        if (own.some((each) => each !== body && each.held > 0)) this.makeRoom(body, own, limit / ADDRESS_SHARE);
        this.makeRoom(body, [...this.bodies], limit);
      },
      finish: () => {
        body.isWhole = true;
      },
      release: () => {
        this.bodies.delete(body);
      },
    };
  }

  /** Ends the oldest unfinished of some bodies until the rest fits; the one that grows itself is rejected at last. */
  private makeRoom(growing: Body, among: readonly Body[], limit: number): void {
    let over = heldBy(among) - limit;
    for (const body of among) {
      if (over <= 0) return;
      if (body.isWhole) continue;
      const isLast = among.every((each) => each === growing || each.isWhole);
      if (isLast) break;
      over -= body.held;
      this.bodies.delete(body);
      if (body === growing) throw ended();
      body.end(ended());
    }
    if (over <= 0) return;
    this.bodies.delete(growing);
    const message = "Too many request bodies at a time; try again later";
    throw new ReseederError("SERVER_BUSY", message, { retryAfter: RETRY_S });
  }
}

function heldBy(bodies: readonly Body[]): number {
  return bodies.reduce((sum, { held }) => sum + held, 0);
}

function ended(): ReseederError {
  return new ReseederError("REQUEST_TIMEOUT", "body: arrived too slowly while the server was busy");
}
