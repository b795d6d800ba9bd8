/** As `URL.parse`, which Node has since 22.1 only. */
export function parsedUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
