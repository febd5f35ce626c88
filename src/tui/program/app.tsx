import { Box, useInput, usePaste, useWindowSize } from "ink";
import { type ReactNode, useEffect, useSyncExternalStore } from "react";
import { isTooSmall, SMALLEST } from "../contract/size.ts";
import { Panel } from "../kit/panel.tsx";
import { span } from "../kit/row.ts";
import { type Theme, ThemeProvider } from "../kit/theme.ts";
import { keyNames } from "../terminal/key-names.ts";
import { Frame } from "./frame.tsx";
import { commandFor } from "./keymap.ts";
import { OverlayView } from "./overlay-view.tsx";
import type { Program } from "./program.ts";
import type { State } from "./state.ts";
import { tabOf } from "./tabs.ts";

/** The dashboard on a terminal: keys and its size go into the program, what the program's state says is drawn. */
export function App({ program, theme }: { program: Program; theme: Theme }) {
  const state = useSyncExternalStore(program.subscribe, () => program.state);
  const { columns, rows } = useWindowSize();
  useEffect(() => program.send({ type: "resized", columns, rows }), [program, columns, rows]);
  useInput((input, key) => {
    for (const name of keyNames(input, key)) {
      const command = commandFor(program.state, name);
      if (command) program.send(command);
    }
  });
  usePaste((text) => {
    const { overlay } = program.state;
    if (overlay?.type === "editor") program.send({ type: "edit", edit: { insert: text.replace(/\r\n?/g, "\n") } });
    if (overlay?.type === "prompt")
      program.send({ type: "edit", edit: { insert: text.replace(/[\r\n]+/g, " ").trim() } });
  });
  return (
    <ThemeProvider value={theme}>
      <Screen
        state={
          state.size.columns === columns && state.size.rows === rows ? state : { ...state, size: { columns, rows } }
        }
      />
    </ThemeProvider>
  );
}

/** The whole screen of a state. */
export function Screen({ state }: { state: State }) {
  const { columns, rows } = state.size;
  if (isTooSmall(state.size)) {
    const lines = [`It needs ${SMALLEST.columns} × ${SMALLEST.rows}, this window is ${columns} × ${rows}.`];
    return (
      <Box width={columns} height={rows}>
        <Panel title={span("The window is too small", "warn", true)} lines={lines} width={columns} height={rows} />
      </Box>
    );
  }
  return <Frame state={state}>{viewOf(state)}</Frame>;
}

function viewOf(state: State): ReactNode {
  const { overlay } = state;
  if (overlay && overlay.type !== "prompt") return <OverlayView state={state} overlay={overlay} />;
  const { View } = tabOf(state.tab);
  return <View state={state[state.tab]} shared={state} />;
}
