/**
 * A run of combining marks longer than those of stream-safe text (UAX #15, section 13). Asked for behind what is no mark,
 * so that each run is walked through once.
 */
const LONG_RUN = /(?:^|\P{M})\p{M}{31}/u;

/**
 * Unicode normalization in linear time. The engine puts a run of marks in order by insertion, so a name of nothing but
 * marks would take seconds; one with more than 30 in a row, which no writing system has, stays as it is.
 */
export function normalizeText(text: string, form: "NFC" | "NFD" | "NFKD"): string {
  return LONG_RUN.test(text) ? text : text.normalize(form);
}
