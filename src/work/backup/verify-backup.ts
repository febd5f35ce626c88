import { ReseederError } from "../../core/errors.ts";
import { type Examination, examine } from "../../store/database/examine.ts";

/**
 * Reads every page of a backup and has SQLite check it; changes nothing.
 * @throws ReseederError `BACKUP_DAMAGED`, `NOT_FOUND`, `DATABASE_FOREIGN`, `DATABASE_NEWER`, `DATABASE_UNREADABLE`
 */
export function verifyBackup(path: string): Examination {
  let found: Examination;
  try {
    found = examine(path);
  } catch (error) {
    if (!(error instanceof ReseederError)) throw error;
    if (error.code === "DATABASE_CORRUPT") throw damaged(path, (error.cause as Error)?.message ?? error.message);
    if (error.code === "DATABASE_MISSING") {
      throw new ReseederError("NOT_FOUND", `There is no backup at ${path}`, { hint: LIST });
    }
    throw error;
  }
  const [problem] = found.problems;
  if (problem !== undefined) throw damaged(path, problem);
  return found;
}

const LIST = "Run `reseeder backup --list` to see the backups.";

function damaged(path: string, problem: string): ReseederError {
  return new ReseederError("BACKUP_DAMAGED", `${path} is damaged: ${problem.trim()}`);
}
