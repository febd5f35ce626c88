import { describe, expect, test } from "bun:test";
import { EventEmitter } from "node:events";
import { Terminal } from "../../../src/tui/terminal/terminal.ts";
import { asStreams, Keys, Tty } from "../../support/tty.ts";

/** A terminal with what is drawn on it, whose time goes by when it is told to. */
function terminal() {
  const [tty, keys, signals] = [new Tty(80, 24), new Keys(), new EventEmitter()];
  const seen: string[] = [];
  let waiting: (() => void)[] = [];
  const later = (_: number, callback: () => void) => {
    waiting.push(callback);
    return () => {
      waiting = waiting.filter((other) => other !== callback);
    };
  };
  const stop = () => seen.push(`stopped, raw ${keys.isRaw}, ${JSON.stringify(tty.writes.at(-1))}`);
  const made = new Terminal({ ...asStreams(tty, keys), signals, later, stop });
  return {
    made,
    tty,
    keys,
    signals,
    seen,
    pass: () => {
      for (const callback of waiting.splice(0)) callback();
    },
    start: () => made.start(() => seen.push(`drawn after ${JSON.stringify(tty.writes.at(-1))}`)),
  };
}

const ANEW = 'drawn after "\\u001b[H\\u001b[J"';

test("keys are taken before anything is drawn, and given back in the end", () => {
  const { made, keys, tty, start } = terminal();
  expect([keys.isRaw, tty.writes]).toEqual([true, []]);
  start();
  made.end();
  expect(keys.isRaw).toBe(false);
});

describe("everything is drawn anew", () => {
  test("at the start and when it is asked for", () => {
    const { made, seen, start } = terminal();
    start();
    made.redraw();
    expect(seen).toEqual([ANEW, ANEW]);
  });

  test("once after a storm of other sizes, also when the last is the first one", () => {
    const { signals, seen, start, pass } = terminal();
    start();
    for (let i = 0; i < 30; i++) signals.emit("SIGWINCH");
    expect(seen).toEqual([ANEW]);
    pass();
    expect(seen).toEqual([ANEW, ANEW]);
  });

  test("after a suspension, during which the terminal is the shell's", () => {
    const { made, keys, tty, seen, start } = terminal();
    start();
    made.suspend();
    const [, stopped, drawn] = seen;
    expect(stopped).toStartWith("stopped, raw false");
    expect(stopped).toContain("[?1049l");
    expect([drawn, keys.isRaw, tty.writes.at(-2)]).toEqual([ANEW, true, expect.stringContaining("[?1049h")]);
  });

  test("when the process goes on that something else has stopped", () => {
    const { signals, seen, start } = terminal();
    start();
    signals.emit("SIGCONT");
    expect(seen).toEqual([ANEW, ANEW]);
  });

  test("never after the end", () => {
    const { made, signals, seen, start, pass } = terminal();
    start();
    signals.emit("SIGWINCH");
    made.end();
    pass();
    signals.emit("SIGCONT");
    made.redraw();
    expect(seen).toEqual([ANEW]);
  });
});
