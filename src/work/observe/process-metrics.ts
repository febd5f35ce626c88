import { readdirSync, readFileSync } from "node:fs";
import type { Family } from "../../core/api/prometheus.ts";

/** What Prometheus' own client libraries tell of a process, under their names. */
export function processFamilies(): Family[] {
  const { user, system } = process.cpuUsage();
  const files = openFiles();
  const families: [name: string, help: string, value: number][] = [
    [
      "process_start_time_seconds",
      "Start time of the process since unix epoch in seconds.",
      Date.now() / 1000 - process.uptime(),
    ],
    ["process_resident_memory_bytes", "Resident memory size in bytes.", process.memoryUsage.rss()],
    ...(files === null
      ? []
      : ([
          ["process_open_fds", "Number of open file descriptors.", files.open],
          ["process_max_fds", "Maximum number of open file descriptors.", files.limit],
        ] as [string, string, number][])),
  ];
  return [
    {
      name: "process_cpu_seconds_total",
      help: "Total user and system CPU time spent in seconds.",
      type: "counter",
      series: [[{}, (user + system) / 1e6]],
    },
    ...families.map(([name, help, value]): Family => ({ name, help, type: "gauge", series: [[{}, value]] })),
  ];
}

/** File descriptors in use, and how many there may be; null where the system does not tell. */
function openFiles(): { open: number; limit: number } | null {
  try {
    const [, limit = ""] = /^Max open files +(\S+)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
    const open = readdirSync("/proc/self/fd").length;
    return { open, limit: limit === "unlimited" ? Number.POSITIVE_INFINITY : Number(limit) };
  } catch {
    return null;
  }
}
