import type { Mutation } from "../mutation.ts";

const HTTP_SOURCE = ["tests/work/scrape/http-source.test.ts"];
const UDP_SOURCE = ["tests/work/scrape/udp-source.test.ts"];
const TRACKER_ASKED = ["tests/work/scrape/tracker.test.ts"];
const ROUND = ["tests/work/scrape/scrape.test.ts"];

/** What is believed of trackers, and what they may cost. */
export const SCRAPE: readonly Mutation[] = [
  {
    file: "src/work/scrape/http-source.ts",
    from: " || next?.hostname !== new URL(url).hostname",
    to: "",
    tests: HTTP_SOURCE,
  },
  {
    file: "src/work/scrape/http-source.ts",
    from: "this.name = redact(url);",
    to: "this.name = url;",
    tests: HTTP_SOURCE,
  },
  { file: "src/work/scrape/http-source.ts", from: "{ maxOutputLength: MAX_UNPACKED }", to: "{}", tests: HTTP_SOURCE },
  { file: "src/work/scrape/http-source.ts", from: " && status !== 429", to: "", tests: HTTP_SOURCE },
  {
    file: "src/work/scrape/udp-source.ts",
    from: "answer?.transaction !== transaction",
    to: "!answer",
    tests: UDP_SOURCE,
  },
  {
    file: "src/work/scrape/udp-source.ts",
    from: "this.connection === null || this.connection.until <= now",
    to: "this.connection === null",
    tests: UDP_SOURCE,
  },
  {
    file: "src/work/scrape/tracker.ts",
    from: "hashes.length > 0 ? [[...hashes]] : []",
    to: "[[...hashes]]",
    tests: TRACKER_ASKED,
  },
  {
    file: "src/work/scrape/tracker.ts",
    from: "if (this.asked) await this.wait(this.pauseMs, signal);",
    to: "",
    tests: TRACKER_ASKED,
  },
  { file: "src/work/scrape/tracker.ts", from: "      this.leavesOut = true;\n", to: "", tests: TRACKER_ASKED },
  {
    file: "src/work/scrape/tracker.ts",
    from: "if (answered > 0 && !this.leavesOut) {",
    to: "if (answered < 0) {",
    tests: TRACKER_ASKED,
  },
  { file: "src/work/scrape/scrape.ts", from: "(all ? largerCount(all, each) : each)", to: "each", tests: ROUND },
];
