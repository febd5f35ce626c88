/** A step through a list or a text. */
export type Move = "up" | "down" | "page-up" | "page-down" | "start" | "end";

/** The place after a step, within a list of `length`; 0 in an empty one. */
export function moved(index: number, move: Move, length: number, page: number): number {
  const to = {
    up: index - 1,
    down: index + 1,
    "page-up": index - page,
    "page-down": index + page,
    start: 0,
    end: length - 1,
  }[move];
  return Math.max(0, Math.min(to, length - 1));
}

/** The part of a list of `length` to draw in `height` lines, so that the chosen place is in it: in the middle if it can. */
export function windowOf(chosen: number, length: number, height: number): { start: number; end: number } {
  const start = Math.max(0, Math.min(chosen - Math.floor(height / 2), length - height));
  return { start, end: Math.min(length, start + height) };
}
