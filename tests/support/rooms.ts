import { posix } from "node:path";
import { importsOf } from "./floors.ts";

const FILES_OF_A_ROOM = { least: 2, most: 25 };
const GROUND = { importingRooms: 3, most: 15 };

/**
 * Every rule of the rooms that `files` (path such as `src/core/match/match.ts` → source) breaks, a sentence each. A room
 * is a folder; a file that lies in its floor's own folder is ground, and stands for itself in the graph of rooms.
 */
export function roomViolations(files: ReadonlyMap<string, string>): string[] {
  const sizes = new Map<string, number>();
  const rooms = new Map<string, Map<string, string>>();
  const importers = new Map<string, Set<string>>();
  for (const [path, source] of files) {
    const room = roomOf(path);
    if (!rooms.has(room)) rooms.set(room, new Map());
    if (!path.endsWith(".d.ts")) sizes.set(posix.dirname(path), (sizes.get(posix.dirname(path)) ?? 0) + 1);
    for (const imported of importsOf(path, source)) {
      if (!imported.startsWith(".")) continue;
      const target = posix.join(posix.dirname(path), imported);
      if (!files.has(target) || roomOf(target) === room) continue;
      if (!rooms.get(room)?.has(roomOf(target))) rooms.get(room)?.set(roomOf(target), `${path} imports ${target}`);
      importers.set(target, (importers.get(target) ?? new Set()).add(room));
    }
  }
  return [...sizeViolations(sizes), ...groundViolations(files, importers), ...circles(rooms)];
}

/** Imports by which scripts and tests lean on each other: scripts take nothing of tests but what tests/support has. */
export function leanViolations(files: ReadonlyMap<string, string>): string[] {
  const found: string[] = [];
  for (const [path, source] of files) {
    for (const imported of importsOf(path, source)) {
      if (!imported.startsWith(".")) continue;
      const target = posix.join(posix.dirname(path), imported);
      const scriptsNeedATest = path.startsWith("scripts/") && /^tests\/(?!support\/)/.test(target);
      const supportNeedsAScript = path.startsWith("tests/support/") && target.startsWith("scripts/");
      if (scriptsNeedATest || supportNeedsAScript) found.push(`${path} imports ${target}`);
    }
  }
  return found;
}

function roomOf(path: string): string {
  return isGround(path) ? path : posix.dirname(path);
}

function isGround(path: string): boolean {
  return path.split("/").length <= 3;
}

function sizeViolations(sizes: ReadonlyMap<string, number>): string[] {
  const { least, most } = FILES_OF_A_ROOM;
  return [...sizes].flatMap(([folder, files]) => {
    const floor = folder.split("/").length <= 2;
    if (floor) return files > GROUND.most ? [`${folder} has ${files} files of ground, more than ${GROUND.most}`] : [];
    return files < least || files > most ? [`${folder} has ${files} files, not ${least} to ${most}`] : [];
  });
}

function groundViolations(files: ReadonlyMap<string, string>, importers: ReadonlyMap<string, Set<string>>): string[] {
  return [...files.keys()].flatMap((path) => {
    if (!isGround(path) || path === "src/main.ts" || path.endsWith(".d.ts")) return [];
    const rooms = importers.get(path)?.size ?? 0;
    return rooms < GROUND.importingRooms ? [`${path} is ground, but ${rooms} rooms import it`] : [];
  });
}

/** Each circle of the graph of rooms once, with an import for each of its steps. */
function circles(rooms: ReadonlyMap<string, ReadonlyMap<string, string>>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (room: string, trail: readonly string[]): void => {
    const at = trail.indexOf(room);
    if (at >= 0) {
      const circle = [...trail.slice(at), room];
      const steps = circle.slice(1).map((next, i) => rooms.get(circle[i] ?? "")?.get(next));
      found.push(`circle of rooms: ${circle.join(" → ")} (${steps.join("; ")})`);
      return;
    }
    if (done.has(room)) return;
    for (const next of rooms.get(room)?.keys() ?? []) walk(next, [...trail, room]);
    done.add(room);
  };
  for (const room of rooms.keys()) walk(room, []);
  return found;
}
