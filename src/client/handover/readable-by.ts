import { statSync } from "node:fs";
import { displayPath, systemPath } from "../../core/path-bytes.ts";
import type { LinkPlan } from "./link-plan.ts";

/** A sentence where files of a plan may be read by their owner or group alone, which the client may not be; else null. */
export function readableBy({ files }: LinkPlan): string | null {
  const closed = files.flatMap(({ source }) => {
    const stat = source ? statSync(systemPath(source.path), { throwIfNoEntry: false }) : undefined;
    return source && stat && (stat.mode & 0o004) === 0 ? [{ path: source.path, mode: stat.mode }] : [];
  });
  const [first] = closed;
  if (!first) return null;
  const others = closed.length > 1 ? ` and ${closed.length - 1} more` : "";
  const mode = (first.mode & 0o777).toString(8);
  return `${displayPath(first.path)}${others} can be read by owner or group alone (mode ${mode}): may the client?`;
}
