import { ReseederError } from "../../core/errors.ts";

/** What went wrong, for the screen. */
export interface Problem {
  message: string;
  /** What to try; empty where nothing is known. */
  hint: string;
  /** There is no database yet, which a first scan path makes. */
  isMissing?: boolean;
}

/** An error that a user is told of; whatever was not foreseen is thrown again and ends the program. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ReseederError) {
    return { message: error.message, hint: error.hint, isMissing: error.code === "DATABASE_MISSING" };
  }
  // What SQLite says about the file, where no sentence of ours stands for it.
  if (error instanceof Error && error.name === "SQLiteError") return { message: error.message, hint: "" };
  throw error;
}
