const [CELL_WIDTH, CELL_HEIGHT, BASELINE, PADDING] = [8.4, 18, 13, 12];
const [BACKGROUND, FOREGROUND] = ["#16181d", "#d7dae0"];

/** The colours by SGR parameter, 30 to 37. */
const COLOURS: Readonly<Record<number, string>> = {
  30: "#16181d",
  31: "#e06c75",
  32: "#98c379",
  33: "#e5c07b",
  34: "#61afef",
  35: "#c678dd",
  36: "#56b6c2",
  37: "#d7dae0",
};

interface Style {
  bold: boolean;
  dim: boolean;
  inverse: boolean;
  colour: string;
}

const PLAIN: Style = { bold: false, dim: false, inverse: false, colour: FOREGROUND };

/**
 * A terminal's screen as an SVG.
 * @param screen lines of text with SGR sequences, as `tmux capture-pane -e` prints them
 * @param columns width of the screen in cells
 * @param title what the picture shows, for those who cannot see it
 */
export function terminalSvg(screen: string, columns: number, title: string): string {
  const lines = screen.trimEnd().split("\n");
  const [width, height] = [columns * CELL_WIDTH + 2 * PADDING, lines.length * CELL_HEIGHT + 2 * PADDING];
  let style = PLAIN;
  const body = lines.flatMap((line, row) => {
    let column = 0;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: sequences begin with ESC
    return line.split(/\x1b\[([0-9;]*)m/).flatMap((piece, i) => {
      if (i % 2 === 1) style = piece.split(";").map(Number).reduce(styleAfter, style);
      if (i % 2 === 1 || piece === "") return [];
      const cells = Bun.stringWidth(piece);
      const drawn = run(piece, cells, PADDING + column * CELL_WIDTH, PADDING + row * CELL_HEIGHT, style);
      column += cells;
      return drawn;
    });
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${px(width)} ${height}" width="${px(width)}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" rx="6" fill="${BACKGROUND}"/>`,
    '<g font-family="ui-monospace, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="14">',
    ...body,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

function styleAfter(style: Style, code: number): Style {
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 7) return { ...style, inverse: true };
  if (code === 39) return { ...style, colour: FOREGROUND };
  const colour = COLOURS[code];
  return colour === undefined ? PLAIN : { ...style, colour };
}

function run(text: string, cells: number, x: number, y: number, style: Style): string[] {
  const [ink, paper] = style.inverse ? [BACKGROUND, style.colour] : [style.colour, null];
  const width = px(cells * CELL_WIDTH);
  const behind = paper && `<rect x="${px(x)}" y="${y}" width="${width}" height="${CELL_HEIGHT}" fill="${paper}"/>`;
  if (text.trim() === "") return behind ? [behind] : [];
  const looks = `fill="${ink}"${style.bold ? ' font-weight="bold"' : ""}${style.dim ? ' opacity="0.65"' : ""}`;
  const place = `x="${px(x)}" y="${y + BASELINE}" textLength="${width}" lengthAdjust="spacingAndGlyphs"`;
  const drawn = `<text ${place} ${looks} xml:space="preserve">${escaped(text)}</text>`;
  return behind ? [behind, drawn] : [drawn];
}

function px(length: number): string {
  return String(Math.round(length * 10) / 10);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
