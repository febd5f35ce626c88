import { ReseederError } from "../../core/errors.ts";
import { displayPath } from "../../core/path-bytes.ts";
import { errorCode, errorMessage } from "../../core/thrown-error.ts";

/** The error of making something in a folder of links, from the system's error. */
export function cannotMake(path: string, error: unknown): ReseederError {
  const reasons: Record<string, [why: string, hint: string]> = {
    ENOSPC: ["the disk is full", "Free some space, or copy less with --copy-max SIZE."],
    EDQUOT: ["the quota is used up", "Free some space, or copy less with --copy-max SIZE."],
    EROFS: ["the file system is read-only", "Choose another folder with --link DIR."],
    EACCES: ["it is not writable for this user", "Make the folder of --link writable for this user."],
    EPERM: ["the system does not permit it", "Make the folder of --link writable for this user."],
    EEXIST: ["a file with that name is there: this file system may take upper and lower case for the same", ""],
    ENAMETOOLONG: ["the name is too long for this file system", "Choose another folder with --link DIR."],
  };
  const [why, hint] = reasons[errorCode(error)] ?? [errorMessage(error), ""];
  return new ReseederError("FAILED", `Cannot make ${displayPath(path)}: ${why}`, { hint, cause: error });
}
