import type { Live } from "../../work/observe/live.ts";
import type { Overlay } from "./overlay.ts";
import type { Problem } from "./problem.ts";
import type { Size } from "./size.ts";

/** What every tab may look at. Times in Unix milliseconds. */
export interface Shared {
  size: Size;
  now: number;
  /** Path of the database. */
  path: string;
  /** Why the database cannot be read at the moment. */
  problem: Problem | null;
  /** What was seen last; null before the first look. */
  live: Live | null;
  overlay: Overlay | null;
}
