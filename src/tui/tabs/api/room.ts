import { bodyRows, type Size } from "../../contract/size.ts";

/** Lines above the two columns, and above the answer in its own. */
const ABOVE = 2;
const ANSWER_ABOVE = 2;

/** Lines of an answer that are drawn. */
export function answerRoom(size: Size): number {
  return Math.max(1, bodyRows(size) - ABOVE - ANSWER_ABOVE);
}

/** Lines of the two columns of the API test. */
export function columnRows(size: Size): number {
  return Math.max(1, bodyRows(size) - ABOVE);
}
