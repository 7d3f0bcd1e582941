/** Graph's addresses: segments, functions, escapes. */
import { matchPath, segmentsOf } from '../../../tenant/graph/route';

const range = '/worksheets/{sheet}/range(address={address})';
const match = (pattern: string, path: string): Record<string, string> | null =>
  matchPath(pattern, segmentsOf(path) ?? []);

describe('matchPath', () => {
  it.each([
    ["/worksheets/North/range(address='A1:B2')", { sheet: 'North', address: 'A1:B2' }],
    ['/worksheets/North%20shire/range(address=%27A1%3AB2%27)', { sheet: 'North shire', address: 'A1:B2' }],
    ["/worksheets/%7B0000-1%7D/range(address='A1')", { sheet: '{0000-1}', address: 'A1' }],
    ["/worksheets/{0000-1}/microsoft.graph.range(address='A1')", { sheet: '{0000-1}', address: 'A1' }],
    ["/worksheets/North/Range(Address='A1')", null],
    ["/worksheets/North/range(address='It''s!A1')", { sheet: 'North', address: "It's!A1" }],
    ['/worksheets/a%2Fb/range(address=A1)', { sheet: 'a/b', address: 'A1' }],
    ['/worksheets/North/range()', null],
    ["/worksheets/North/range(address='A1',other='x')", null],
    ["/worksheets/North/range(address='A1)", null],
  ])('reads %s', (path, params) => expect(match(range, path)).toEqual(params));

  it('takes a function without arguments with and without brackets', () => {
    expect(match('/t/{t}/dataBodyRange()', '/t/x/dataBodyRange')).toEqual({ t: 'x' });
    expect(match('/t/{t}/dataBodyRange()', '/t/x/dataBodyRange()')).toEqual({ t: 'x' });
  });

  it('keeps a segment of another length or name apart', () => {
    expect(match('/users/{user}', '/users')).toBeNull();
    expect(match('/users/{user}', '/groups/x')).toBeNull();
    expect(match('/users/{user}', '/Users/x')).toEqual({ user: 'x' });
  });

  it('answers null for a broken escape', () => expect(segmentsOf('/users/%E0%A4')).toBeNull());
});
