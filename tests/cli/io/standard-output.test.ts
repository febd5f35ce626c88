import { expect, test } from "bun:test";
import { Writable } from "node:stream";
import { type OutputFailure, type Sink, StandardOutput } from "../../../src/cli/io/standard-output.ts";

const errorOf = (code: string) => Object.assign(new Error(`${code}: no, write`), { code });

/** A sink that takes so many writes, each a turn of the event loop later, and then fails. */
function sink(
  takes: number,
  code: string,
): { stream: Sink; taken: string[]; failures: OutputFailure[]; output: StandardOutput } {
  const taken: string[] = [];
  const failures: OutputFailure[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _, done) {
      setImmediate(() => {
        if (taken.length >= takes) return done(errorOf(code));
        taken.push(String(chunk));
        done();
      });
    },
  }) as unknown as Sink;
  return { stream, taken, failures, output: new StandardOutput(stream, (failure) => failures.push(failure)) };
}

test("accepted waits for everything that was written", async () => {
  const { output, taken } = sink(99, "");
  output.write("a");
  output.write("b");
  expect(taken).toEqual([]);
  await output.accepted();
  expect(taken).toEqual(["a", "b"]);
  await output.writeBytes(Buffer.from("c"));
  expect(taken).toEqual(["a", "b", "c"]);
});

test("what was not taken is thrown by all that wait, once told, and nothing is written after it", async () => {
  const { output, taken, failures } = sink(1, "ENOSPC");
  output.write("a");
  output.write("b");
  output.write("c");
  const full = { code: "OUTPUT_FAILED", exitCode: 1, message: "Cannot write the output: the disk is full" };
  await expect(output.accepted()).rejects.toMatchObject(full);
  await expect(output.writeBytes(Buffer.from("d"))).rejects.toMatchObject(full);
  output.write("e");
  await expect(output.accepted()).rejects.toMatchObject(full);
  expect([taken, failures]).toEqual([["a"], ["OUTPUT"]]);
});

test("a closed pipe is told apart from what else can happen", async () => {
  const closed = sink(0, "EPIPE");
  await expect(closed.output.writeBytes(Buffer.from("a"))).rejects.toMatchObject({ exitCode: 141 });
  const broken = sink(0, "EIO");
  await expect(broken.output.writeBytes(Buffer.from("a"))).rejects.toMatchObject({
    exitCode: 1,
    message: "Cannot write the output: no",
  });
  expect([closed.failures, broken.failures]).toEqual([["SIGPIPE"], ["OUTPUT"]]);
});
