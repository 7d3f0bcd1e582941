/** The markdown of cards and messages: the subset Teams knows, and nothing of it ever HTML of somebody else's. */
import { markdownToHtml } from '../../../../tenant/shell/web/markdown';

it.each([
  ['plain words', '<p>plain words</p>'],
  ['**bold** and *italic*', '<p><strong>bold</strong> and <em>italic</em></p>'],
  ['__bold__ and _italic_', '<p><strong>bold</strong> and <em>italic</em></p>'],
  ['**bold *both***', '<p><strong>bold <em>both</em></strong></p>'],
  [
    '[a *b*](https://example.org/?a=1&b=2)',
    '<p><a href="https://example.org/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">a <em>b</em></a></p>',
  ],
  ['one\ntwo\r\n\r\nthree', '<p>one<br>two</p><p>three</p>'],
  ['Do:\n- one\n- two\nthen', '<p>Do:</p><ul><li>one</li><li>two</li></ul><p>then</p>'],
  ['3. three\n4. four', '<ol start="3"><li>three</li><li>four</li></ol>'],
  ['\\*not italic\\*', '<p>*not italic*</p>'],
  ['snake_case_name and 2 * 3 * 4', '<p>snake_case_name and 2 * 3 * 4</p>'],
  ['# no heading | no `code`', '<p># no heading | no `code`</p>'],
])('reads %j', (text, html) => {
  expect(markdownToHtml(text)).toBe(html);
});

it.each([
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '[x](javascript:alert`1`)',
  '[x](data:text/html,hello)',
  '[x](//elsewhere.example)',
  '[x](JaVaScRiPt:alert(1))',
  '[x](data:text/html,<script>alert(1)</script>)',
  '[<img src=x onerror=alert(1)>](https://example.org)',
  '[x](https://example.org/"onmouseover="alert(1))',
  '**<b onclick=alert(1)>**',
  '- <svg/onload=alert(1)>',
  '[a](https://example.org/[b](javascript:alert(1)))',
])('never lets HTML or another scheme through: %j', (text) => {
  const html = markdownToHtml(text);

  const tags = [...html.matchAll(/<([^>]*)>/g)].map((found) => found[1] ?? '');
  const safe =
    /^(\/?(p|br|strong|em|ul|ol|li|a)|ol start="\d+"|a href="(https?:\/\/|mailto:)[^"<>]*" target="_blank" rel="noopener noreferrer")$/;
  for (const tag of tags) expect(tag).toMatch(safe);
});

it('takes long unfinished marks without getting lost in them', () => {
  const text = `${'*'.repeat(5_000)}${'[a]('.repeat(2_000)}${'_x'.repeat(5_000)}`;

  expect(markdownToHtml(text)).toContain('_x');
});
