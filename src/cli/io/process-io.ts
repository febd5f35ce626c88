import { fstatSync, readFileSync } from "node:fs";
import { COMPILED } from "../../core/version.ts";
import { hideTyping } from "./hide-typing.ts";
import type { Io, Stream } from "./io.ts";
import { runPager } from "./pager.ts";
import { rawArguments, rawWorkingDirectory } from "./raw-arguments.ts";
import { StandardOutput } from "./standard-output.ts";

/**
 * The real process as commands see it: the first SIGINT or SIGTERM aborts `signal`, a second one ends at once. A hang-up
 * aborts it as well, unless `nohup` has turned that off; a terminal that closes may send several. It is aborted too when the output cannot be written: the disk is full, or whoever read it has gone (`watch --json | head`).
 */
export function processIo(): Io {
  const controller = new AbortController();
  for (const [name, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(code);
      controller.abort(name);
    });
  }
  if (!ignoresHangUp()) process.on("SIGHUP", () => controller.abort("SIGHUP"));
  return {
    args: rawArguments(process.argv.slice(2)),
    env: process.env,
    cwd: rawWorkingDirectory(process.cwd()),
    stdin: () => Bun.stdin.stream(),
    interactive: Boolean(process.stdin.isTTY && process.stderr.isTTY),
    hideTyping,
    echo: (on) => void Bun.spawnSync(["stty", on ? "echo" : "-echo"], { stdin: "inherit" }),
    out: new StandardOutput(process.stdout, (failure) => controller.abort(failure)),
    err: errorStream(process.stderr),
    pager: runPager,
    clock: Date.now,
    signal: controller.signal,
    journal: isJournal(process.env["JOURNAL_STREAM"]),
    executable: COMPILED ? process.execPath : null,
  };
}

/** Whether whoever started the process turned hang-ups off, which a listener would undo; told by Linux alone. */
function ignoresHangUp(): boolean {
  try {
    const [, mask = "0"] = /^SigIgn:\s*([0-9a-f]+)/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    return (BigInt(`0x${mask}`) & 1n) === 1n;
  } catch {
    return false;
  }
}

/** systemd names the stream that it gave as device and inode; a child may have got another one since. */
function isJournal(named: string | undefined): boolean {
  if (named === undefined) return false;
  try {
    const { dev, ino } = fstatSync(2);
    return named === `${dev}:${ino}`;
  } catch {
    return false;
  }
}

/** Whoever logs goes on without its log: where errors are told, there is no place to tell that it cannot be written. */
function errorStream(stream: NodeJS.WriteStream): Stream {
  let open = true;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // A disk that is full may have room later on.
    if (error.code === "EPIPE") open = false;
  });
  return {
    write: (text) => {
      if (open) stream.write(text);
    },
    isTerminal: Boolean(stream.isTTY),
    get columns() {
      return stream.columns ?? 80;
    },
  };
}
