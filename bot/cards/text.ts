/** The one place where text written by people becomes part of a card: nothing in it may act as markup. */

/** Direction marks, zero-width and other invisible characters, which can make a text read as something else. */
const invisible =
  /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFE00-\uFE0F\uFEFF\uFFF9-\uFFFB]|[\u{E0000}-\u{E007F}]/gu;
/** Control characters except the line feed. */
const control = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/g;

/** Halves of a character that no database or client takes. */
const halves = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** Text as people may read it: no invisible or control characters, no angle brackets (HTML, mentions), cut to `limit` characters. */
export function plain(text: string, limit = 500): string {
  const clean = text
    .replace(/\r\n?/g, '\n')
    .replace(control, ' ')
    .replace(invisible, '')
    .replace(/</g, '‹')
    .replace(/>/g, '›')
    .replace(/\n{3,}/g, '\n\n')
    .replace(halves, '')
    .trim();
  return clean.length <= limit ? clean : `${cutAt(clean, limit - 1)}…`;
}

/** The first `length` UTF-16 units without splitting a character. */
function cutAt(text: string, length: number): string {
  return text.slice(0, length).replace(halves, '');
}

/** As `plain`, for places where Teams reads markdown (text blocks, facts): links, emphasis, lists and headings stay text. */
export function escapeMarkdown(text: string, limit = 500): string {
  return plain(text, limit)
    .replace(/[\\`*_[\]~|]/g, '\\$&')
    .replace(
      /(^|\n)(\s*)([#+-]|\d+[.)])(?=\s)/g,
      (_all, start: string, blank: string, mark: string) =>
        `${start}${blank}${mark.slice(0, -1)}\\${mark.slice(-1)}`,
    );
}

/** What goes back into an input: as typed, only cut, for the person must be able to go on writing. */
export function keptText(text: string, limit: number): string {
  return cutAt(storable(text), limit);
}

/** Text as it may be stored and compared: no control characters but the line feed, no halves; otherwise as typed. */
export function storable(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(control, ' ').replace(halves, '');
}
