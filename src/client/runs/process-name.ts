import { readFileSync } from "node:fs";
import { errorCode } from "../../core/thrown-error.ts";

/** A process told from every other, before and after a restart of the machine: its number and when it began. */
export function processName(pid = process.pid): string {
  return `${pid}:${startOf(pid) ?? ""}`;
}

/** Whether the process with this name still runs. */
export function isRunning(name: string): boolean {
  const pid = Number(name.split(":")[0]);
  try {
    process.kill(pid, 0);
  } catch (error) {
    // It runs as another user.
    if (errorCode(error) !== "EPERM") return false;
  }
  return processName(pid) === name;
}

/** Boot and clock ticks since then, proc(5); null where there is no /proc. */
function startOf(pid: number): string | null {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    // The name in brackets may hold blanks and brackets.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return `${boot}:${fields[19]}`;
  } catch {
    return null;
  }
}
