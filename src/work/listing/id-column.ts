/** A whole number as it is written, of nine digits at most; anything else is a text. */
const NUMBER = /^(?:0|[1-9]\d{0,8})$/;
const MAX_NUMBER = 999_999_999;
const NONE = -1;
const DIGIT_0 = 48;

/** The tracker's own ids of a list's lines: four bytes for a number, as nearly all are. */
export class IdColumn {
  private numbers: Int32Array;
  private readonly texts = new Map<number, string>();

  constructor(capacity: number) {
    this.numbers = new Int32Array(capacity).fill(NONE);
  }

  get(line: number): string | null {
    const number = this.numbers[line] ?? NONE;
    return number === NONE ? (this.texts.get(line) ?? null) : String(number);
  }

  set(line: number, id: string | number | null): void {
    if (id === null) return;
    if (typeof id === "number" ? id >= 0 && id <= MAX_NUMBER : NUMBER.test(id)) this.numbers[line] = Number(id);
    else this.texts.set(line, String(id));
  }

  /** Whether a line has this id, or none for null. */
  is(line: number, id: string | null): boolean {
    const number = this.numbers[line] ?? NONE;
    if (number === NONE) return (this.texts.get(line) ?? null) === id;
    return id !== null && isWritten(number, id);
  }

  grow(capacity: number): void {
    const wider = new Int32Array(capacity).fill(NONE);
    wider.set(this.numbers);
    this.numbers = wider;
  }
}

/** Without making a text of each number. */
function isWritten(number: number, text: string): boolean {
  let rest = number;
  for (let i = text.length - 1; i > 0; i--) {
    if (text.charCodeAt(i) !== DIGIT_0 + (rest % 10)) return false;
    rest = Math.trunc(rest / 10);
  }
  return text.charCodeAt(0) === DIGIT_0 + rest && (rest > 0 || text.length === 1);
}
