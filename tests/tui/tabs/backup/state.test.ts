import { describe, expect, test } from "bun:test";
import { after, move, NOW, SMALL, sample, to } from "../../../support/tui-state.ts";

describe("backups", () => {
  const tab = sample(SMALL, { tab: "backup" });
  const file = tab.backup.backups?.files[1]?.path ?? "";

  test("a restore is planned, asked about with what is lost, and done", () => {
    const planned = after(tab, move("down"), to("backup", { type: "restore" }));
    expect(planned.effects).toEqual([{ type: "plan-restore", file }]);
    const asked = after(
      planned.state,
      to("backup", {
        type: "restore-planned",
        file,
        force: true,
        lines: ["This loses:", "  12 reports"],
      }),
    );
    expect(asked.state.overlay).toMatchObject({ type: "confirm", lines: ["This loses:", "  12 reports"] });
    expect(after(asked.state, { type: "confirm" }).effects).toEqual([{ type: "restore", file, force: true }]);
    expect(after(asked.state, { type: "close" }, { type: "confirm" }).effects).toEqual([]);
  });

  test("one job at a time, with its progress", () => {
    const busy = after(
      tab,
      to("backup", { type: "started", job: "backup", file: null, now: NOW }),
      to("backup", { type: "back-up" }),
      to("backup", { type: "verify" }),
      to("backup", { type: "restore" }),
    );
    expect(busy.effects).toEqual([]);
    const { state } = after(
      busy.state,
      to("backup", { type: "progress", event: { type: "started", database: "/db", file: "/b.db" } }),
      to("backup", { type: "progress", event: { type: "progress", step: "copying", percent: 42 } }),
    );
    expect(state.backup.job).toMatchObject({ file: "/b.db", percent: 42, step: "copying" });
    expect(after(state, to("backup", { type: "cancel" })).effects).toEqual([{ type: "stop" }]);
  });

  test("what went wrong stays until it is closed", () => {
    const failed = after(tab, to("backup", { type: "ended", problem: { message: "disk full", hint: "" } })).state;
    expect(failed.backup.problem?.message).toBe("disk full");
    expect(after(failed, { type: "close" }).state.backup.problem).toBeNull();
  });
});
