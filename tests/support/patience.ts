/** Milliseconds a test may take. No test is about time, and a busy machine may need twenty times as long as a quiet one. */
export const TEST_TIMEOUT_MS = 300_000;

/** Milliseconds a test waits for what another program does; shorter, so that the failure says what was waited for. */
export const PATIENCE_MS = 120_000;
