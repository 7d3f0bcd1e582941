/** The markdown Teams understands (bold, italic, lists, links) as safe HTML: everything else is text. */

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that HTML will show as it is. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
}

/** HTML made of p, br, strong, em, ul, ol, li and a (http, https, mailto) only. */
export function markdownToHtml(text: string): string {
  const blocks: string[] = [];
  let list: { tag: 'ul' | 'ol'; items: string[]; start: number } | undefined;
  let lines: string[] = [];
  const endLines = (): void => {
    if (lines.length > 0) blocks.push(`<p>${lines.join('<br>')}</p>`);
    lines = [];
  };
  const endList = (): void => {
    if (list !== undefined) blocks.push(listHtml(list));
    list = undefined;
  };
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) {
    const item = /^\s{0,3}(?:([-*+])|(\d{1,9})[.)])\s+(.*)$/.exec(line);
    if (item !== null) {
      endLines();
      const tag = item[1] === undefined ? 'ol' : 'ul';
      if (list?.tag !== tag) endList();
      list ??= { tag, items: [], start: Number(item[2] ?? 1) };
      list.items.push(inline(item[3] ?? ''));
      continue;
    }
    endList();
    if (line.trim() === '') endLines();
    else lines.push(inline(line));
  }
  endLines();
  endList();
  return blocks.join('');
}

function listHtml(list: { tag: 'ul' | 'ol'; items: string[]; start: number }): string {
  const start = list.tag === 'ol' && list.start !== 1 ? ` start="${list.start}"` : '';
  return `<${list.tag}${start}>${list.items.map((item) => `<li>${item}</li>`).join('')}</${list.tag}>`;
}

const INLINE =
  /\\([\\*_[\]()~`#+\-.!])|\[([^\][\n]*)\]\(([^()\s]+)\)|\*\*(?=\S)(.+?)(?<=\S)\*\*(?!\*)|__(?=\S)(.+?)(?<=\S)__(?!\w)|\*(?=[^\s*])(.+?)(?<=[^\s*])\*|(?<!\w)_(?=\S)(.+?)(?<=\S)_(?!\w)/g;

/** Bold, italic and links of one line; the rest is escaped. */
function inline(text: string): string {
  let html = '';
  let last = 0;
  for (const found of text.matchAll(INLINE)) {
    const [whole, escaped, label, address, strong1, strong2, em1, em2] = found;
    html += escapeHtml(text.slice(last, found.index));
    last = found.index + whole.length;
    const strong = strong1 ?? strong2;
    const em = em1 ?? em2;
    if (escaped !== undefined) html += escapeHtml(escaped);
    else if (address !== undefined) html += link(label ?? '', address);
    else if (strong !== undefined) html += `<strong>${inline(strong)}</strong>`;
    else html += `<em>${inline(em ?? '')}</em>`;
  }
  return html + escapeHtml(text.slice(last));
}

function link(label: string, address: string): string {
  if (!/^(https?:\/\/|mailto:)/i.test(address)) return inlineText(label);
  const href = escapeHtml(address);
  return `<a href="${href}" target="_blank" rel="noopener noreferrer">${inlineText(label)}</a>`;
}

/** A link's own words: emphasis is kept, a link inside a link is not. */
function inlineText(label: string): string {
  return inline(label.replace(/[[\]]/g, ''));
}
