import { Box, Text } from "ink";
import { memo } from "react";
import { EMPTY, fitRow, type Row } from "./row.ts";
import { styled, type Theme, useTheme } from "./theme.ts";

/** Lines of the screen, each in exactly `width` cells, so that nothing ever wraps; `height` of them where given. */
export function Lines({ rows, width, height = rows.length }: { rows: readonly Row[]; width: number; height?: number }) {
  const theme = useTheme();
  const lines = Array.from({ length: height }, (_, i) => drawn(fitRow(rows[i] ?? EMPTY, width), theme));
  return (
    <Box flexDirection="column" width={width} height={height} flexShrink={0}>
      {lines.map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place on the screen
        <Line key={i} text={line} />
      ))}
    </Box>
  );
}

/** One piece of text a line: a piece for each colour costs nearly twice as much to draw. */
const Line = memo(function Line({ text }: { text: string }) {
  // One without text would take no line at all.
  return <Text wrap="truncate">{text === "" ? " " : text}</Text>;
});

/** The line without the spaces at its end, unless they are to be seen: every character costs time. */
function drawn({ spans, chosen = false }: Row, theme: Theme): string {
  const shown = [...spans];
  while (shown.length > 0 && !chosen && !shown.at(-1)?.inverse) {
    const last = shown.pop();
    const text = last?.text.trimEnd() ?? "";
    if (last && text !== "") {
      shown.push({ ...last, text });
      break;
    }
  }
  return shown
    .map(({ text, role = "plain", bold = false, inverse = false }) =>
      styled(text, role, { bold, inverse: inverse || chosen }, theme),
    )
    .join("");
}
