/** Characters that no file name on any system may have, or that hide what it ends in. */
const UNSAFE = /[<>:"/\\|?*\p{Cc}\p{Cf}]/gu;

/** Offers bytes as a download under a name. */
export function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name.replace(UNSAFE, "_");
  link.click();
  // The browser takes its time to begin.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
