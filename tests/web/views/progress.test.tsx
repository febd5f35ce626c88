import { expect, test } from "bun:test";
import { renderToStaticMarkup } from "react-dom/server";
import { START, type State } from "../../../src/web/state/state.ts";
import { ENGLISH } from "../../../src/web/state/texts.ts";
import { Progress, TooSmall } from "../../../src/web/views/progress.tsx";

/** The line of progress, and the bars as `read of all`. */
function shown(state: Partial<State>, now = 0): [line: string | undefined, bars: string[]] {
  const html = renderToStaticMarkup(<Progress state={{ ...START, ...state }} texts={ENGLISH} now={now} />);
  const bars = [...html.matchAll(/value="(\d+)" max="(\d+)"/g)].map(([, value, max]) => `${value} of ${max}`);
  return [/<p role="status">(.*?)<\/p>/.exec(html)?.[1], bars];
}

test("a line and a bar say what is going on", () => {
  const asking = { asked: 3, of: 8, tooSmall: 0, minFileSize: 0 };
  const checking = { read: 3_000, total: 9_000, since: 1_000, from: 1_000 };
  expect(shown({})).toEqual(["Reading names and sizes", []]);
  expect(shown({ asking })).toEqual(["Asked about 3 of 8 files", ["3 of 8"]]);
  const [line, bars] = shown({ asking, checking }, 3_000);
  expect([line, bars]).toEqual([expect.stringMatching(/^Checked .* of .*, 1000 B\/s, 6 s left$/), ["3000 of 9000"]]);
  // No rate where nothing was read yet, and none while it is paused.
  expect(shown({ checking: { ...checking, from: 3_000 } }, 3_000)[0]).toMatch(/^Checked [^,]*$/);
  expect(shown({ checking, paused: true }, 3_000)[0]).toMatch(/^Checked [^,]*, paused$/);
  // Nothing to read is no share of anything.
  expect(shown({ asking, checking: { ...checking, total: 0 } })).toEqual(["Asked about 3 of 8 files", []]);
});

test("what is too small to be asked about is told where there is any", () => {
  const html = (tooSmall: number) =>
    renderToStaticMarkup(
      <TooSmall state={{ ...START, asking: { asked: 0, of: 1, tooSmall, minFileSize: 1024 } }} texts={ENGLISH} />,
    );
  expect([html(0), html(2)]).toEqual(["", expect.stringContaining("2")]);
});
