import { Box } from "ink";
import { harmless, wrap } from "../../../core/cells.ts";
import { formatBytes, formatCount } from "../../../core/quantity.ts";
import type { Shared } from "../../contract/shared.ts";
import { bodyRows, type Size } from "../../contract/size.ts";
import { Lines } from "../../kit/lines.tsx";
import { EMPTY, heading, listed, type Row, row, span } from "../../kit/row.ts";
import { textPart } from "../../kit/scroll.ts";
import { statusRole } from "../../kit/status-role.ts";
import type { Role } from "../../kit/theme.ts";
import { answerRoom, columnRows } from "./room.ts";
import { type ApiState, chosenApi } from "./state.ts";

/** Requests to try out against the running service, and what it answered. */
export function ApiView({ state: api, shared: { size } }: { state: ApiState; shared: Shared }) {
  const { columns } = size;
  const left = Math.max(28, Math.min(54, Math.floor(columns * 0.42)));
  const height = columnRows(size);
  const requests = [...requestRows(api), EMPTY];
  const head = [row("  ", span("Address  ", "muted"), harmless(api.address)), headerRow(api)];
  return (
    <Box flexDirection="column" height={bodyRows(size)}>
      <Lines rows={head} width={columns} />
      <Box>
        <Lines
          rows={[...requests, ...textPart(bodyLines(api), 0, height - requests.length, left)]}
          width={left}
          height={height}
        />
        <Lines rows={Array.from({ length: height }, () => row(span("│ ", "muted")))} width={2} height={height} />
        <Lines rows={answerRows(api, size, columns - left - 2)} width={columns - left - 2} height={height} />
      </Box>
    </Box>
  );
}

/** The header that goes with every request, its value not to be read over a shoulder. */
function headerRow({ header }: ApiState): Row {
  if (header === "") return EMPTY;
  return row("  ", span("Header   ", "muted"), `${harmless(header.slice(0, header.indexOf(":") + 1))} ********`);
}

function requestRows({ requests, answers, chosen }: ApiState): Row[] {
  const rows = requests.map(({ name, method, path }) => {
    const answer = answers[name]?.answer;
    const status = answer ? span(String(answer.status), statusRole(answer.status)) : span("");
    return row(span(method.padEnd(5), "muted"), path.padEnd(18), status);
  });
  return [heading("Requests"), ...listed(rows, chosen)];
}

function bodyLines(api: ApiState): Row[] {
  const { request } = chosenApi(api);
  if (!request) return [];
  const note = api.edited.has(request.name) ? "edited" : "";
  if (request.body === null) return [heading("Body"), row("  ", span("none", "muted"))];
  return [heading("Body", note), ...request.body.split("\n").map((line) => row("  ", harmless(line)))];
}

function answerRows(api: ApiState, size: Size, width: number): Row[] {
  const { answer } = chosenApi(api);
  if (api.problem) {
    const { message, hint } = api.problem;
    const lines = (text: string, role: Role) =>
      wrap(harmless(text), width - 2).map((line) => row(" ", span(line, role)));
    return [heading("Answer"), EMPTY, ...lines(message, "bad"), ...lines(hint, "muted")];
  }
  if (!answer) {
    const text = api.sending ? "Waiting for the answer…" : "Not sent yet.";
    return [heading("Answer"), EMPTY, row(" ", span(text, "muted"))];
  }
  const { status, statusText, ms, bytes } = answer.answer;
  const room = answerRoom(size);
  const top = Math.max(0, Math.min(api.top, answer.lines.length - room));
  const place =
    answer.lines.length > room
      ? `  ${formatCount(top + 1)}–${formatCount(Math.min(top + room, answer.lines.length))} of ${formatCount(answer.lines.length)}`
      : "";
  return [
    row(
      " ",
      span(`${status} ${harmless(statusText)}`, statusRole(status), true),
      span(`  ${ms.toFixed(ms < 10 ? 1 : 0)} ms  ${formatBytes(bytes)}${place}`, "muted"),
    ),
    EMPTY,
    ...textPart(
      answer.lines.map((line) => row(" ", line)),
      top,
      room,
      width,
    ),
  ];
}
