import { dirname } from "node:path";

/** What a unit says: name → values, in order, of all its sections. */
export type Unit = ReadonlyMap<string, readonly string[]>;

/** Reads a unit, far enough for the units that we write. */
export function parseUnit(text: string): Unit {
  const unit = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    const [, name = "", value = ""] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (name !== "") unit.set(name, [...(unit.get(name) ?? []), value]);
  }
  return unit;
}

const PYTHON = "/usr/bin/python3";
const TOOLS = { bwrap: Bun.which("bwrap"), analyze: Bun.which("systemd-analyze"), setpriv: Bun.which("setpriv") };

/** What keeps a unit's restrictions from being put on a process here; null when nothing does. */
export const NO_SANDBOX: string | null = (() => {
  if (process.getuid?.() !== 0) return "not root";
  for (const [name, path] of Object.entries(TOOLS)) if (!path) return `no ${name}`;
  const attempts = [
    [PYTHON, "-c", "import seccomp"],
    ["bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--unshare-ipc", "--unshare-net", "true"],
  ];
  const failed = attempts.find((command) => {
    try {
      return Bun.spawnSync(command).exitCode !== 0;
    } catch {
      return true;
    }
  });
  return failed ? `\`${failed.slice(0, 3).join(" ")}\` fails` : null;
})();

/**
 * The words before a command that put a unit's restrictions on it, by other means than systemd's own: the file system
 * read-only but for the folders that the unit names, own /tmp and /dev, no capabilities, the unit's system calls and
 * address families. The program and the folders in `seen` lie below the hidden /tmp.
 */
export function sandbox(unit: Unit, { program, seen }: { program: string; seen: readonly string[] }): string[] {
  const one = (name: string) => unit.get(name)?.join(" ") ?? "";
  const state = one("StateDirectory") === "" ? [] : [`/var/lib/${one("StateDirectory")}`];
  const writable = [...state, ...words(one("ReadWritePaths"))];
  const allow = allowedCalls(unit.get("SystemCallFilter") ?? []);
  return [
    ...[
      "bwrap",
      "--die-with-parent",
      "--unshare-pid",
      "--ro-bind",
      "/",
      "/",
      "--dev",
      "/dev",
      "--proc",
      "/proc",
      "--tmpfs",
      "/tmp",
    ],
    ...["--ro-bind", program, program, "--ro-bind", dirname(LIMIT_CALLS), "/tmp/.sandbox"],
    ...seen.flatMap((path) => ["--ro-bind", path, path]),
    ...writable.flatMap((path) =>
      path.startsWith("-") ? ["--bind-try", path.slice(1), path.slice(1)] : ["--bind", path, path],
    ),
    ...["--unshare-ipc", ...(one("PrivateNetwork") === "true" ? ["--unshare-net"] : [])],
    ...["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"],
    ...["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs"],
    ...[
      PYTHON,
      "/tmp/.sandbox/limit_calls.py",
      JSON.stringify({ allow, families: one("RestrictAddressFamilies").split(" ") }),
    ],
  ];
}

const LIMIT_CALLS = new URL("./limit_calls.py", import.meta.url).pathname;

/** The words of a value as unitWord() and commandWord() write them. */
export function words(value: string): string[] {
  return [...value.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, plain]) =>
    (quoted?.replace(/\\(.)/g, "$1") ?? plain ?? "").replaceAll("%%", "%").replaceAll("$$", "$"),
  );
}

/** systemd's own lists say which calls a group holds; `@default` is always allowed. */
function allowedCalls(filters: readonly string[]): string[] {
  const allowed = new Set(membersOf("@default"));
  for (const filter of filters) {
    const denies = filter.startsWith("~");
    for (const group of filter.replace("~", "").split(" ")) {
      for (const call of membersOf(group)) denies ? allowed.delete(call) : allowed.add(call);
    }
  }
  return [...allowed];
}

function membersOf(group: string): string[] {
  if (!group.startsWith("@")) return [group];
  const { stdout } = Bun.spawnSync(["systemd-analyze", "syscall-filter", "--no-pager", group]);
  const names = stdout
    .toString()
    .split("\n")
    .filter((line) => /^ {4}\S/.test(line) && !line.includes("#"));
  return names.flatMap((line) => membersOf(line.trim()));
}
