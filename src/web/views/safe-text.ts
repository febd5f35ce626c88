/** A stranger's text with what would turn its direction, hide or break it shown as a visible sign. */
export function safeText(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, "\u25a1");
}
