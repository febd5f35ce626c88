import { afterEach, describe, expect, test } from "bun:test";
import { type Instance, render } from "ink";
import type { ReactNode } from "react";
import type { ListingStatus } from "../../../src/store/listing/listing-status.ts";
import { type Overlay, prompt } from "../../../src/tui/contract/overlay.ts";
import type { Size } from "../../../src/tui/contract/size.ts";
import { Lines } from "../../../src/tui/kit/lines.tsx";
import { row } from "../../../src/tui/kit/row.ts";
import { type Theme, ThemeProvider } from "../../../src/tui/kit/theme.ts";
import { Screen } from "../../../src/tui/program/app.tsx";
import type { State } from "../../../src/tui/program/state.ts";
import { TAB_IDS as TABS, type TabId } from "../../../src/tui/program/tabs.ts";
import { update } from "../../../src/tui/program/update.ts";
import { LIST_NUMBERS, NO_LIST } from "../../support/listing.ts";
import { asStreams, Keys, Tty } from "../../support/tty.ts";
import {
  LARGE,
  live,
  NOW,
  reports,
  requests,
  SMALL,
  sample,
  scrapeRun,
  snapshotSample,
  torrentDetail,
} from "../../support/tui-state.ts";

const PLAIN: Theme = { color: false, unicode: true };
let instance: Instance | null = null;
afterEach(() => instance?.unmount());

/** What Ink draws in a terminal, a line each. */
function frameOf(element: ReactNode, { columns, rows }: Size): string[] {
  const tty = new Tty(columns, rows);
  instance = render(element, { ...asStreams(tty, new Keys()), debug: true, interactive: true, patchConsole: false });
  const frame = tty.frame();
  instance.unmount();
  instance = null;
  return frame;
}

/** The screen of a state with its sequences. */
function drawn(state: State, theme: Theme = PLAIN): string[] {
  const element = (
    <ThemeProvider value={theme}>
      <Screen state={state} />
    </ThemeProvider>
  );
  return frameOf(element, state.size);
}

/** The same without sequences, and without spaces at the ends of lines. */
function text(state: State, theme?: Theme): string[] {
  return drawn(state, theme).map((line) => Bun.stripANSI(line).trimEnd());
}

const OVERLAYS: Record<string, Overlay<never>> = {
  help: { type: "help", top: 0 },
  confirm: {
    type: "confirm",
    title: "Restore this backup?",
    lines: ["x".repeat(200), "lost: 12 reports"],
    effects: [],
  },
  filter: { ...prompt("filter", "Filter", "phase"), problem: "no such thing" },
  editor: { type: "editor", ask: "body", title: "POST /match/phase1", field: { text: '{\n  "a": 1\n}', cursor: 4 } },
};

test("a line that is too long is cut, and leaves the one below alone", () => {
  const rows = [row("a ".repeat(30)), row("b"), row("日本語".repeat(9))];
  expect(frameOf(<Lines rows={rows} width={20} height={4} />, { columns: 40, rows: 10 })).toEqual([
    "a a a a a a a a a a…",
    "b",
    "日本語日本語日本語…",
    "",
  ]);
});

describe.each<[string, Size]>([
  ["80×24", SMALL],
  ["120×40", LARGE],
  ["60×16", { columns: 60, rows: 16 }],
  ["200×60", { columns: 200, rows: 60 }],
])("at %s", (_, size) => {
  const screens: [string, State][] = [
    ...TABS.map((tab: TabId): [string, State] => [tab, sample(size, { tab })]),
    ...TABS.map((tab: TabId): [string, State] => [
      `${tab} before anything is known`,
      { ...sample(size), ...empty(size, tab) },
    ]),
    ...Object.entries(OVERLAYS).map(([name, overlay]): [string, State] => [name, sample(size, { overlay })]),
    ["a request in full", { ...sample(size), dashboard: { ...sample().dashboard, detail: requests(5)[4] ?? null } }],
  ];
  test.each(screens)("%s fills the screen and wraps nothing", (_, state) => {
    const lines = text(state);
    expect(lines).toHaveLength(size.rows);
    expect(Math.max(...lines.map((line) => Bun.stringWidth(line)))).toBeLessThanOrEqual(size.columns);
    expect(lines[0]).toMatch(/^ (ReSeeder {2})?1 (Dashboard|ReSeeder|Hom) .* 9 Log$/);
    expect(lines.at(-1)).toMatch(/^ (Enter|q|s|r|b|Esc|y|\/|c|a|w|e|p|t|d|D|Ctrl-S)/);
  });
});

function empty(size: Size, tab: TabId): Partial<State> {
  const { torrents, users, log, scan, statistics, settings, backup, api, ...rest } = sample(size, { tab, live: null });
  return {
    ...rest,
    problem: {
      message: "There is no database at /var/lib/reseeder/reseeder.db",
      hint: "Run `reseeder scan PATH` first.",
      isMissing: true,
    },
    torrents: { ...torrents, torrents: [] },
    users: { ...users, handOuts: [], reports: [] },
    log: { ...log, runs: [] },
    scan: { ...scan, paths: null, rejected: [] },
    statistics: { ...statistics, data: null, loading: true },
    settings: { ...settings, rows: [], chosen: 0 },
    backup: { ...backup, backups: null },
    api: { ...api, requests: [], answers: {}, chosen: 0 },
  };
}

test("a change that waits for the database is said above the keys, beside a prompt too", () => {
  const waiting = { waiting: 1, notice: { tone: "good" as const, text: "Done.", until: NOW } };
  expect(text(sample(SMALL, waiting)).at(-2)).toBe(" Waiting for the database, which another process is changing…");
  const asking = { ...waiting, overlay: prompt("path", "Folder to add", "/srv") };
  expect(text(sample(SMALL, asking)).at(-2)).toMatch(/^ Folder to add: \/srv +Waiting for the database/);
});

describe("the dashboard", () => {
  test("shows the index, the processes, today and the newest requests", () => {
    const lines = text(sample());
    expect(lines[2]).toBe(" Index                       Processes");
    expect(lines[3]).toBe("  Torrents        182,540     serve    ● running for 3 h  http://127.0.0.1:8080");
    expect(lines[4]).toBe("  Files         1,248,301     watch    ○ killed or crashed 1 h ago");
    expect(lines[5]).toBe("  Payload       896.9 TiB     scan     ○ partly 19 min ago, 12 added");
    expect(lines[6]).toBe("  Missing              12     backup   ○ done 5 h ago");
    expect(lines[7]).toBe("  Rejected             31     errors   12 min ago by serve 4711");
    expect(lines[13]).toBe("  serve 4711: a response was cut off: EIO");
    expect(lines[8]).toContain("Today  2026-11-20");
    expect(lines[9]).toBe("  Database      125.7 MiB     12,331 requests  3,201 matches  311 confirmed");
    expect(lines[11]).toMatch(/^ Requests {2}\d+ per second, peak 39 in \d minutes$/);
    expect(lines[12]).toMatch(/^ {2}[ ▁▂▃▄▅▆▇█]+$/);
    const table = lines.slice(14, 17);
    expect(table[0]).toBe("  Time      Code  Request                  Took   Files  Found  Client");
    expect(table[1]).toBe("› 16:15:30   200  GET /health            1.2 ms                 192.0.2.17");
    expect(table[2]).toBe("  16:15:29   200  POST /match/phase1     2.4 ms  10,000    500  192.0.2.17");
  });

  test("shows the dead, today's revivals and the last scrape once somebody counts", () => {
    const { counts } = live();
    const counting = live({ counts: { ...counts, dead: 4_321, counted: 182_000 }, lastScrape: scrapeRun() });
    const lines = text(sample(LARGE, { live: counting })).join("\n");
    expect(lines).toMatch(/ Dead +4,321 /);
    expect(lines).toMatch(/ scrape {3}○ done 7 min ago/);
    expect(lines).toMatch(/Revived +17$/m);
    const before = text(sample(LARGE)).join("\n");
    expect(before).not.toContain("Dead");
    expect(before).not.toContain("scrape");
  });

  test("shows how the rounds of the tracker's list go, once there is one", () => {
    const list: ListingStatus = {
      ...NO_LIST,
      state: "in-force",
      owner: "nexusphp",
      completedAt: NOW - 40_000,
      numbers: { ...LIST_NUMBERS, listed: 1_234 },
    };
    const shown = (status: ListingStatus) => {
      const { counts } = live();
      return text(sample(SMALL, { live: live({ list: status, counts: { ...counts, withheld: 77 } }) })).join("\n");
    };
    expect(shown(list)).toMatch(/tracker {2}○ done 40 s ago, 1,234 listed$/m);
    expect(shown(list)).toMatch(/Withheld +77 /);
    const problem = { code: "TRACKER_AWAY", message: "db.example did not answer" };
    expect(shown({ ...list, failed: 3, problem })).toMatch(/tracker {2}○ failed 3 times: db\.example/);
    expect(shown({ ...list, state: "restored" })).toContain("nothing is offered until the next list");
    expect(shown(NO_LIST)).not.toMatch(/tracker {2}|Withheld/);
    const state = sample(LARGE, { tab: "statistics" });
    const data = { ...snapshotSample(), list, withheld: 77 };
    const lines = text({ ...state, statistics: { ...state.statistics, data } }).join("\n");
    expect(lines).toMatch(/Tracker's list[\s\S]* Listed +1,234 [\s\S]*Withheld +77 /);
  });

  test("has more columns where there is more room", () => {
    const lines = text(sample(LARGE));
    expect(lines.find((line) => line.includes("Time "))).toMatch(/Found +Sent {2}User +Client/);
    expect(lines.filter((line) => /^[› ] \d\d:\d\d:\d\d/.test(line)).length).toBeGreaterThan(15);
  });

  test("says that it is held, how many came meanwhile, and what is filtered", () => {
    const state = sample();
    const held = { ...state, dashboard: { ...state.dashboard, held: requests(10, 12_300), filter: "phase1" } };
    expect(text(held)).toContain('  paused, 31 new, containing "phase1"');
  });

  test("keeps a stranger's path harmless", () => {
    const [first] = requests(1);
    const state = sample(SMALL, {
      live: live({ requests: [{ ...(first as NonNullable<typeof first>), path: "/\x1b[2J\r\n\u202egnp" }] }),
    });
    const lines = drawn(state);
    expect(lines).toHaveLength(24);
    expect(lines.join("\n")).toContain("/\ufffd[2J\ufffd\ufffd\ufffdgnp");
    for (const harm of ["\u001b[2J", "\r", "\u202e"]) expect(lines.join("\n")).not.toContain(harm);
  });

  test("shows one request in full, its error wrapped", () => {
    const state = sample({ columns: 60, rows: 24 });
    const detail = requests(5)[4] ?? null;
    const lines = text({ ...state, dashboard: { ...state.dashboard, detail } });
    expect(lines).toContain("  Status          400");
    expect(lines.join(" ").replace(/ +/g, " ")).toContain("expected a whole number of bytes, got -1");
  });
});

describe("errors of processes", () => {
  const [serve] = live().processes as [ReturnType<typeof live>["processes"][number]];

  test("another process's failed start is not that of the one that runs", () => {
    const failed = {
      ...serve,
      pid: 7,
      status: "gone",
      detail: null,
      endedAt: NOW,
      error: "Port 8080 is in use",
      errorAt: NOW - 60_000,
    } as const;
    const lines = text(
      sample(SMALL, { live: live({ processes: [failed, { ...serve, error: null, errorAt: null }] }) }),
    );
    expect(lines.find((line) => line.includes("serve "))).toContain("● running for 3 h");
    expect(lines).toContain("  serve 7 (did not start): Port 8080 is in use");
  });

  test("one that was dismissed is gone until there is another", () => {
    const dismissed = { ...serve, dismissedAt: serve.errorAt };
    expect(text(sample(SMALL, { live: live({ processes: [dismissed] }) })).join()).not.toContain("EIO");
    const again = { ...dismissed, errorAt: NOW - 1_000 };
    expect(text(sample(SMALL, { live: live({ processes: [again] }) })).join()).toContain("EIO");
  });
});

test("only a database that is missing is made by adding a folder", () => {
  const locked = { message: "/srv/x.db is locked by another process", hint: "Try again in a moment." };
  const before = (problem: NonNullable<State["problem"]>) =>
    text(sample(SMALL, { live: null, problem, scan: { ...sample().scan, paths: null } })).join("\n");
  expect(before(locked)).toContain("Cannot read the database");
  expect(before(locked)).not.toMatch(/scan|Scan it/);
  expect(before({ ...locked, isMissing: true })).toContain("Or add a folder on the tab Scan and scan it there.");
});

describe("the other tabs", () => {
  test("torrents: names of strangers are harmless, and one in full has its files", () => {
    const lines = text(sample(SMALL, { tab: "torrents" }));
    expect(lines[2]).toBe(" Torrents  30 and more");
    const drawing = drawn(sample(LARGE, { tab: "torrents" })).join("");
    expect(drawing).toContain("日本語 \ufffd31m");
    expect(drawing).not.toContain("\u009b");
    const state = sample(SMALL, { tab: "torrents" });
    const shown = text({ ...state, torrents: { ...state.torrents, detail: torrentDetail() } });
    expect(shown).toContain(`  Info-hash v1    ${"0".repeat(40)}`);
    expect(shown).toContain("  .torrent file   /srv/tracker/torrents/some.torrent");
    expect(shown).toContain(" 40 files");
    expect(shown.at(-3)).toMatch(/↓$/);
  });

  test("users: what went to whom, and a report in full", () => {
    expect(text(sample(SMALL, { tab: "users" }))[4]).toMatch(/^› 2026-11-20 16:15 {2}alice +Some\.Show\.S01E0 +1000$/);
    const state = sample(SMALL, { tab: "users" });
    const [report] = reports() as [ReturnType<typeof reports>[number]];
    const lines = text({ ...state, users: { ...state.users, detail: { report, body: ['"confirmed": []'] } } });
    expect(lines).toContain("  Confirmed       2");
    expect(lines).toContain('  "confirmed": []');
    const gone = text({ ...state, users: { ...state.users, detail: { report, body: null } } });
    expect(gone.join()).toContain("deleted to make room");
  });

  test("log: the chosen entry stands in full below the list", () => {
    const state = sample(SMALL, { tab: "log" });
    const lines = text({ ...state, log: { ...state.log, chosen: 1 } });
    expect(lines[2]).toBe(" Log  7, newest first");
    expect(lines).toContain("  backup failed: The disk is full");
  });

  test("a wide terminal shows more of each", () => {
    const wide = { columns: 200, rows: 40 };
    const titles = (tab: TabId) => text(sample(wide, { tab })).join("\n");
    expect(titles("dashboard")).toContain("expected a whole number of bytes, got -1");
    expect(titles("torrents")).toMatch(/Info-hash +External ID/);
    expect(titles("settings")).toContain("Most files in one match request.");
    expect(text(sample(wide, { tab: "statistics" })).find((line) => line.startsWith(" Index"))).toMatch(
      /Index .* Matches and confirmations by day .* Most wanted torrents/,
    );
  });

  test("scan: paths known by their ends, a scan under way with its rate and time left", () => {
    const idle = text(sample(SMALL, { tab: "scan" }));
    expect(idle).toContain("› /srv/tracker/torrents                        182,540         31    19 min ago");
    expect(idle.find((line) => line.includes("…"))).toMatch(/^ {2}….*further torrents\/2026 +0 +0 +never$/);
    const state = sample(SMALL, { tab: "scan" });
    const reading = { root: "/srv/tracker/torrents", since: state.now - 10_000, read: 50_000, toRead: 200_000 };
    const job = { startedAt: state.now - 12_000, reading, rejected: 3, trouble: null, stopping: false };
    const busy = text({ ...state, scan: { ...state.scan, job } });
    expect(busy.find((line) => line.includes("25 %"))).toMatch(
      /^ {2}█+░+ {3}25 % {2}50,000 of 200,000, 5,000\/s, 30\.0 s left$/,
    );
    expect(busy.at(-1)).toContain("c Cancel");
  });

  test("statistics: bars in proportion", () => {
    const lines = text(sample(LARGE, { tab: "statistics" }));
    const cells = (label: string) => (lines.find((line) => line.includes(label))?.match(/█/g) ?? []).length;
    expect(cells("1.00 GiB – 10.0 GiB") / cells("10.0 GiB and more")).toBeCloseTo(120_000 / 62_530, 0);
    expect(lines.find((line) => line.includes("日本語"))).toMatch(/77 +2$/);
  });

  test("statistics: the dead, those most needed and those that came back", () => {
    const lines = text(sample({ columns: 100, rows: 90 }, { tab: "statistics" }));
    for (const line of [
      /^ {2}Dead +4,321$/,
      /^ {2}Unknown +540$/,
      /^ {2}Revived +1,017$/,
      /^ {2}Confirmed, waiting +3$/,
      /^ {2}Last scrape +19 min ago, done$/,
      /^ {2}Lost\.Show\.S02 +31 +2$/,
      /^ {2}Lost\.Show\.S03 +0$/,
      /^ {2}An\.Old\.Film\.1931 +2026-11-20 15:45 +1$/,
    ]) {
      expect(lines.filter((each) => line.test(each))).toHaveLength(1);
    }
    const state = sample(LARGE, { tab: "statistics" });
    const data = snapshotSample();
    const never = {
      ...data.swarms,
      unknown: data.torrents,
      revived: 0,
      revivals: [],
      mostNeeded: [],
      lastScrape: null,
    };
    const without = {
      ...state,
      statistics: { ...state.statistics, data: { ...data, dead: 0, counted: 0, swarms: never } },
    };
    expect(text(without).join("\n")).not.toMatch(/Swarms|needed|Revived/);
  });

  test("settings: the chosen one with what it takes; the value that makes no sense with its reason", () => {
    const lines = text(sample(SMALL, { tab: "settings" }));
    expect(lines).toContain("› max_files_per_request         500                     10000");
    expect(lines).toContain("  A whole number from 1 to 1000000.");
    const state = sample(SMALL, { tab: "settings" });
    expect(text({ ...state, settings: { ...state.settings, chosen: 2 } }).join("\n")).toContain('got "x"; using 7');
  });

  test("settings: what is typed stands in the row itself", () => {
    const overlay = { ...prompt("max_files_per_request", "", "77", true), problem: "too few" };
    const lines = text(sample(SMALL, { tab: "settings", overlay }));
    expect(lines.find((line) => line.startsWith("› max_files"))).toMatch(/^› max_files_per_request {9}77/);
    expect(lines).toContain("  too few");
  });

  test("backup: age, size, and what a check has found", () => {
    const state = sample(SMALL, { tab: "backup" });
    const [file] = state.backup.backups?.files ?? [];
    const lines = text({ ...state, backup: { ...state.backup, verified: { [file?.path ?? ""]: null } } });
    expect(lines.find((line) => line.startsWith("›"))).toMatch(
      /reseeder-\S+\.db +5 h +121\.6 MiB +181,995 {2}verified$/,
    );
  });

  test("api: the request beside its answer, from the line that was scrolled to", () => {
    const state = sample(SMALL, { tab: "api" });
    const lines = text({ ...state, api: { ...state.api, top: 10 } });
    expect(lines.find((line) => line.startsWith("› POST"))).toMatch(/^› POST \/match\/phase1 {5}200 +│/);
    expect(lines.join("\n")).toContain("200 OK  12 ms  4.00 KiB  11–26 of 64");
    expect(lines.find((line) => line.includes('"line7"'))).toBeDefined();
    expect(lines.find((line) => line.includes('"line6"'))).toBeUndefined();
  });

  test("api: a header's value cannot be read over a shoulder", () => {
    const state = sample(SMALL, { tab: "api" });
    const lines = text({ ...state, api: { ...state.api, header: "Authorization: Bearer s3cret" } }).join("\n");
    expect(lines).toContain("  Header   Authorization: ********");
    expect(lines).not.toContain("s3cret");
  });

  test("help shows every key of the tab and of everywhere, from the table", () => {
    const lines = text(sample(LARGE, { tab: "backup", overlay: { type: "help", top: 0 } })).join("\n");
    for (const told of ["Restore the selected backup", "Make a backup now", "Go to a tab", "Quit without asking"]) {
      expect(lines).toContain(told);
    }
  });
});

test("a window that is too small says so, and one that fits again shows all", () => {
  const small = text(sample({ columns: 59, rows: 16 }));
  expect(small.join("\n")).toContain("The window is too small");
  expect(small.join("\n")).toContain("It needs 60 × 16, this window is 59 × 16.");
  const state = update(sample({ columns: 59, rows: 16 }), { type: "resized", columns: 60, rows: 16 }).state;
  expect(text(state).join("\n")).not.toContain("too small");
});

describe("themes", () => {
  const everything = [
    ...TABS.map((tab) => sample(SMALL, { tab })),
    ...Object.values(OVERLAYS).map((overlay) => sample(SMALL, { overlay })),
  ];

  test("without colours no colour is written, but what is chosen is still turned round", () => {
    for (const state of everything) {
      const screen = drawn(state, { color: false, unicode: true }).join("\n");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences are what is looked for
      const parameters = [...screen.matchAll(/\x1b\[([\d;]*)m/g)].flatMap(([, list]) =>
        (list ?? "").split(";").map(Number),
      );
      expect(parameters.filter((n) => (n >= 30 && n <= 38) || (n >= 40 && n <= 48) || n >= 90)).toEqual([]);
      expect(parameters).toContain(7);
    }
  });

  test("with colours only the terminal's own 16 are used", () => {
    const screen = everything.flatMap((state) => drawn(state, { color: true, unicode: true })).join("\n");
    expect(screen).toContain("\x1b[32m");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences are what is looked for
    expect(screen).not.toMatch(/\x1b\[[\d;]*[34]8;/);
  });

  test("without UTF-8 every character is ASCII, and the columns stay where they are", () => {
    for (const state of everything) {
      const ascii = text(state, { color: false, unicode: false });
      expect(ascii.join("")).toMatch(/^[\x20-\x7e]*$/);
      expect(ascii.map((line) => line.length)).toEqual(text(state).map((line) => Bun.stringWidth(line)));
    }
  });
});
