// What the window may load, sent as a header by both hosts.

/**
 * Everything comes from the program itself. Styles may be inline because Mantine puts the theme's variables and
 * responsive rules into <style> elements that it makes while running; scripts may not.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
