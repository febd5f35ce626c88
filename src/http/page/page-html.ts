import type { Settings } from "../../core/settings/settings.ts";

/** Nothing from elsewhere and nothing inline; the page talks to this server alone. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join("; ");

export const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

/** The page's document; all that depends on the settings is an attribute of one element. */
export function pageHtml(settings: Settings): string {
  const config = {
    title: settings.page_title,
    text: settings.page_text,
    auth: settings.auth,
    anonymous: settings.anonymize_users === 1,
    retentionDays: settings.log_retention_days,
    logRows: settings.request_log_keep,
  };
  const title = Bun.escapeHTML(settings.page_title);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="page/page.css">
<script type="module" src="page/page.js"></script>
</head>
<body>
<div id="page" data-config="${Bun.escapeHTML(JSON.stringify(config))}"></div>
<noscript><main><h1>${title}</h1><p>This page needs JavaScript.</p></main></noscript>
</body>
</html>
`;
}
