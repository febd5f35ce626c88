import { EventEmitter } from "node:events";
import { Writable } from "node:stream";

/** A terminal's screen as Ink writes to it; with `debug` each write is one whole frame. */
export class Tty extends Writable {
  readonly isTTY = true;
  readonly writes: string[] = [];

  constructor(
    public columns: number,
    public rows: number,
  ) {
    super({ decodeStrings: false });
  }

  override _write(text: string, _: string, done: () => void): void {
    this.writes.push(String(text));
    done();
  }

  /** The last frame, a line each. */
  frame(): string[] {
    return (this.writes.findLast((text) => text !== "" && text !== "\n") ?? "").split("\n");
  }

  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.emit("resize");
  }
}

/** A terminal's keyboard. */
export class Keys extends EventEmitter {
  readonly isTTY = true;
  isRaw = false;
  private readonly pending: string[] = [];

  /** What the terminal sends for keys. */
  press(text: string): void {
    this.pending.push(text);
    this.emit("readable");
  }

  read(): string | null {
    return this.pending.shift() ?? null;
  }

  setRawMode(raw: boolean): this {
    this.isRaw = raw;
    return this;
  }

  setEncoding(): void {}
  ref(): void {}
  unref(): void {}
  resume(): void {}
  pause(): void {}
}

/** The two as the types of Node's own streams. */
export function asStreams(tty: Tty, keys: Keys): { stdout: NodeJS.WriteStream; stdin: NodeJS.ReadStream } {
  return { stdout: tty as unknown as NodeJS.WriteStream, stdin: keys as unknown as NodeJS.ReadStream };
}
