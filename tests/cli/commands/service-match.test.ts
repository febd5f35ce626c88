import { expect, test } from "bun:test";
import { testWith } from "../../support/needs.ts";
import { run } from "../../support/run.ts";
import { parseUnit, words } from "../../support/sandbox.ts";
import { tree } from "../../support/tree.ts";

const executable = "/usr/local/bin/reseeder";
const MATCH = [
  ...["/data/my media", "--server", "https://tracker.example/api", "--link", "/data/links"],
  ...["--client", "qbittorrent:http://127.0.0.1:8080", "--exclude", "100%,$x"],
];

function print(name: string, ...given: string[]) {
  return run(["service", "print", name, "--user", "me", "--", ...given], { cwd: "/", executable });
}

test("the unit of match runs what was said, as the user, with a state of its own", async () => {
  const { code, out, err } = await print("match", ...MATCH);
  expect([code, err]).toEqual([0, ""]);
  const unit = parseUnit(out);
  expect(words(unit.get("ExecStart")?.[0] ?? "")).toEqual([
    ...[executable, "match", ...MATCH, "--state", "/var/lib/reseeder-match/match.db"],
  ]);
  expect(unit.get("User")).toEqual(["me"]);
  // Folders that are mounted for it would take no hard links.
  expect([unit.get("ProtectSystem"), unit.has("ReadWritePaths")]).toEqual([["full"], false]);
  expect((await print("match", ...MATCH, "--state=/x.db")).out).not.toContain("match.db");
  const timer = parseUnit((await print("match-timer", ...MATCH)).out);
  expect(timer.get("Persistent")).toEqual(["true"]);
});

test.each<[string, string[], string]>([
  ["nothing to match", [], "The arguments of match are missing"],
  ["a relative folder", ["media"], '"media": a systemd unit needs absolute paths'],
  ["relative links", ["/data", "--link", "links"], '"links": a systemd unit needs absolute paths'],
  ["a flag that match does not have", ["/data", "--clinet", "x"], "did you mean --client?"],
  ["a line break", ["/data\nUser=root"], "A unit may not contain control characters"],
])("%s is wrong usage", async (_, given, sentence) => {
  const { code, err } = await print("match", ...given);
  expect([code, err]).toEqual([2, expect.stringContaining(sentence)]);
});

testWith(Bun.which("systemd-analyze") !== null, "systemd-analyze")("systemd takes both files", async () => {
  using dir = tree();
  for (const [name, file] of [
    ["match", "reseeder-match.service"],
    ["match-timer", "reseeder-match.timer"],
  ] as const) {
    const { out } = await print(name, ...MATCH);
    dir.write(file, out.replaceAll(executable, "/bin/true").replace("User=me", "User=root"));
  }
  const files = ["reseeder-match.service", "reseeder-match.timer"].map((name) => dir.path(name));
  const { exitCode, stderr } = Bun.spawnSync(["systemd-analyze", "verify", "--man=no", ...files]);
  const ours = stderr
    .toString()
    .split("\n")
    .filter((line) => line.includes("reseeder-match"));
  expect([exitCode, ours]).toEqual([0, []]);
});
