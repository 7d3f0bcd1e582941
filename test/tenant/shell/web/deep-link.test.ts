/** Which links of cards and mails stay inside the shell. */
import { readDeepLink } from '../../../../tenant/shell/web/deep-link';

const manifestId = '55555555-5555-4555-8555-555555555555';
const own = 'http://127.0.0.1:3979';
const teams = `https://teams.microsoft.com/l/entity/${manifestId}`;

it('opens the named page of the tab with its sub page', () => {
  const context = encodeURIComponent(JSON.stringify({ subEntityId: 'NS-1' }));

  expect(readDeepLink(`${teams}/register?context=${context}`, manifestId, own)).toEqual({
    path: '/app',
    page: 'register',
    sub: 'NS-1',
  });
  expect(readDeepLink(`${own}/l/entity/${manifestId}/my%20page`, manifestId, own)).toEqual({
    path: '/app',
    page: 'my page',
    sub: undefined,
  });
});

it('opens the tab without the sub page when the context is damaged', () => {
  for (const context of ['%7B', 'null', '%7B%22subEntityId%22%3A1%7D']) {
    const link = readDeepLink(`${teams}/register?context=${context}`, manifestId, own);
    expect(link).toEqual({ path: '/app', page: 'register', sub: undefined });
  }
});

it('opens the chat for the conversations page', () => {
  expect(readDeepLink(`${teams}/conversations`, manifestId, own)).toEqual({ path: '/chat' });
});

it.each([
  'https://teams.microsoft.com/l/entity/another-app/register',
  `https://elsewhere.example/l/entity/${manifestId}/register`,
  'https://teams.microsoft.com/l/chat/0/0',
  'javascript:alert(1)',
  'not an address',
])('leaves %s to the browser', (address) => {
  expect(readDeepLink(address, manifestId, own)).toBeNull();
});
