/** The workbook API over HTTP: sessions, sheets, tables, columns, rows, ranges and the record of writes. */
import { boxDrive, errorOf, jsonOf, type RunningBox, startRunningBox } from '../../kit/running-box';

let box: RunningBox;
let item: string;
let workbook: string;
const table = '/tables/Register_NS';
beforeEach(async () => {
  box = await startRunningBox();
  const { value } = await jsonOf<{ value: { id: string }[] }>(
    box.graph('GET', `/drives/${boxDrive.driveId}/root/children`),
  );
  item = `/drives/${boxDrive.driveId}/items/${value[0]?.id}`;
  workbook = `${item}/workbook`;
});
afterEach(() => box.stop());

interface Many {
  value: { id: string; name: string; index: number; values: unknown[][] }[];
}
interface Range {
  address: string;
  values: unknown[][];
}
const ask = (method: string, path: string, body?: unknown, headers = {}): Promise<Response> =>
  box.graph(method, `${workbook}${path}`, body, headers);
const get = <T>(path: string): Promise<T> => jsonOf<T>(ask('GET', path));
const body = async (): Promise<unknown[][]> => (await get<Range>(`${table}/dataBodyRange()`)).values;
const session = async (persistChanges = true): Promise<{ 'workbook-session-id': string }> => {
  const answer = await ask('POST', '/createSession', { persistChanges });
  expect(answer.status).toBe(201);
  return { 'workbook-session-id': String((await jsonOf(answer))['id']) };
};

describe('sheets, tables and columns', () => {
  it('are found by id and by name, percent-encoded or not', async () => {
    const sheets = await get<Many>('/worksheets');
    expect(sheets.value.map(({ name }) => name)).toEqual(["North shire's", 'Guide']);
    const [sheet] = sheets.value;
    for (const named of [
      encodeURIComponent(String(sheet?.id)),
      String(sheet?.id),
      "North%20shire's",
      'North%20shire%27s',
    ]) {
      expect((await get<{ id: string }>(`/worksheets/${named}`)).id).toBe(sheet?.id);
      expect((await get<Many>(`/worksheets/${named}/tables`)).value).toMatchObject([{ name: 'Register_NS' }]);
    }
    const tables = await get<Many>('/tables');
    expect(await get(`/tables/${tables.value[0]?.id}`)).toEqual(await get(table));
    expect(await get('/names')).toEqual({ value: [] });
    const columns = await get<Many>(`${table}/columns`);
    expect(columns.value.map(({ name }) => name)).toEqual(['Risk ID', "Owner's note", 'Level']);
    expect(columns.value[2]?.values).toEqual([['Level'], [2], [3]]);
    const byName = await get<{ id: string }>(`${table}/columns/Owner's%20note`);
    expect(await get(`${table}/columns/${byName.id}`)).toEqual(byName);
  });

  it.each([
    '/worksheets/None',
    '/tables/None',
    `${table}/columns/None`,
    `${table}/columns/None/dataBodyRange()`,
  ])('answers 404 itemNotFound for %s', async (path) => {
    expect(await errorOf(ask('GET', path))).toMatchObject({ status: 404, innerCode: 'itemNotFound' });
  });

  it('are read as ranges', async () => {
    const whole = await get<Record<string, unknown>>(`${table}/range()`);
    expect(whole).toMatchObject({ rowCount: 3, columnCount: 3, rowIndex: 0, columnIndex: 0, cellCount: 9 });
    expect((await get<Range>(`${table}/headerRowRange`)).values).toEqual([
      ['Risk ID', "Owner's note", 'Level'],
    ]);
    expect((await get<Range>(`${table}/columns/Level/dataBodyRange()`)).values).toEqual([[2], [3]]);
    expect(Object.keys(await get<Range>(`${table}/dataBodyRange()?$select=values`))).toEqual(['values']);
    const sheet = "/worksheets/North%20shire's";
    expect((await get<Range>(`${sheet}/usedRange()`)).values[0]?.[5]).toBe('free');
    expect((await get<Range>(`${sheet}/usedRange(valuesOnly=true)`)).values).toHaveLength(3);
    expect((await get<Range>(`${sheet}/range(address='A1:B1')`)).values).toEqual([
      ['Risk ID', "Owner's note"],
    ]);
    expect((await get<Range>(`${sheet}/range(address=%27A1%3AB1%27)`)).values).toHaveLength(1);
    expect(await errorOf(ask('GET', `${sheet}/range(address='nonsense')`))).toMatchObject({ status: 400 });
  });
});

describe('rows', () => {
  it('are counted, paged and read by position', async () => {
    expect(await (await ask('GET', `${table}/rows/$count`)).text()).toBe('2');
    expect((await get<Many>(`${table}/rows?$top=1&$skip=1`)).value).toEqual([
      { index: 1, values: [['R-NS-0002', 'bail condition', 3]] },
    ]);
    expect(await get(`${table}/rows/itemAt(index=0)`)).toEqual({
      index: 0,
      values: [['R-NS-0001', 'dog on site', 2]],
    });
    expect(await get(`${table}/rows/1`)).toEqual(await get(`${table}/rows/itemAt(index=1)`));
    expect((await get<Range>(`${table}/rows/itemAt(index=1)/range()`)).address).toContain('A3:C3');
    expect((await ask('GET', `${table}/rows/itemAt(index=99)`)).status).toBeGreaterThanOrEqual(400);
    expect((await ask('GET', `${table}/rows/itemAt(index=x)`)).status).toBe(400);
  });

  it('are added at the end by both addresses', async () => {
    const one = await ask('POST', `${table}/rows`, { index: null, values: [['R-NS-0003', 'a', 1]] });
    expect([one.status, await jsonOf(one)]).toEqual([201, { index: 2, values: [['R-NS-0003', 'a', 1]] }]);
    const two = await ask('POST', `${table}/rows/add`, {
      values: [
        ['R-NS-0004', null, 1],
        ['R-NS-0005', 'c', null],
      ],
    });
    expect([two.status, (await jsonOf(two))['index']]).toEqual([200, 3]);
    expect((await body()).map(([id]) => id)).toEqual([
      'R-NS-0001',
      'R-NS-0002',
      'R-NS-0003',
      'R-NS-0004',
      'R-NS-0005',
    ]);
  });

  it('are changed and deleted by position', async () => {
    const changed = await ask('PATCH', `${table}/rows/itemAt(index=1)`, {
      values: [[null, 'changed', null]],
    });
    expect(await jsonOf(changed)).toEqual({ index: 1, values: [['R-NS-0002', 'changed', 3]] });
    expect((await ask('DELETE', `${table}/rows/itemAt(index=0)`)).status).toBe(204);
    expect(await body()).toEqual([['R-NS-0002', 'changed', 3]]);
  });

  it.each([
    ['no values', {}],
    ['values that are no matrix', { values: ['R-NS-0003', 'a', 1] }],
    ['a cell that is an object', { values: [[{}, 'a', 1]] }],
    ['an unknown property', { values: [['R-NS-0003', 'a', 1]], colour: 'red' }],
    ['too few cells', { values: [['R-NS-0003']] }],
    ['no rows', { values: [] }],
  ])('are refused with %s, and nothing is written', async (_what, sent) => {
    expect(await errorOf(ask('POST', `${table}/rows`, sent))).toMatchObject({
      status: 400,
      innerCode: 'invalidArgument',
    });
    expect(await body()).toHaveLength(2);
    expect(box.tenant.wire).toEqual([]);
  });
});

describe('columns and ranges', () => {
  it('fill a column with a single value or a cell each', async () => {
    const column = `${table}/columns/Level/dataBodyRange()`;
    expect((await jsonOf<Range>(ask('PATCH', column, { values: 7 }))).values).toEqual([[7], [7]]);
    expect((await jsonOf<Range>(ask('PATCH', column, { values: [[1], [null]] }))).values).toEqual([[1], [7]]);
    expect((await jsonOf<Range>(ask('PATCH', column, { values: [['']] }))).values).toEqual([[''], ['']]);
  });

  it('fill a column with one formula', async () => {
    const column = `${table}/columns/Level/dataBodyRange()`;
    await ask('PATCH', column, { formulas: [['=LEN([@[Risk ID]])']] });
    expect((await get<Range>(column)).values).toEqual([[9], [9]]);
  });

  it('write a block, leaving cells whose value is null', async () => {
    const range = "/worksheets/North%20shire's/range(address='B2:C3')";
    const answer = await jsonOf<Range>(
      ask('PATCH', range, {
        values: [
          ['x', null],
          [null, 9],
        ],
      }),
    );
    expect(answer.values).toEqual([
      ['x', 2],
      ['bail condition', 9],
    ]);
    expect((await ask('PATCH', range, {})).status).toBe(400);
    expect((await ask('PATCH', range, { values: null })).status).toBe(400);
  });
});

describe('sessions', () => {
  it('carry requests until they are closed', async () => {
    const headers = await session();
    expect((await ask('GET', table, undefined, headers)).status).toBe(200);
    expect((await ask('POST', '/refreshSession', {}, headers)).status).toBe(204);
    expect((await ask('POST', '/closeSession', {}, headers)).status).toBe(204);
    expect(await errorOf(ask('GET', table, undefined, headers))).toMatchObject({
      status: 404,
      innerCode: 'invalidSessionReCreatable',
    });
  });

  it('expire after five idle minutes of the box’s time, and not while they are used', async () => {
    const headers = await session();
    await box.tenant.clock.advance(4 * 60_000);
    expect((await ask('POST', '/refreshSession', {}, headers)).status).toBe(204);
    await box.tenant.clock.advance(4 * 60_000);
    expect((await ask('GET', table, undefined, headers)).status).toBe(200);
    await box.tenant.clock.advance(5 * 60_000 + 1);
    expect(await errorOf(ask('GET', table, undefined, headers))).toMatchObject({
      innerCode: 'invalidSessionReCreatable',
    });
  });

  it('that persist nothing see their own writes and nobody else does', async () => {
    const headers = await session(false);
    await ask('POST', `${table}/rows`, { values: [['R-NS-0003', 'a', 1]] }, headers);
    expect(await (await ask('GET', `${table}/rows/$count`, undefined, headers)).text()).toBe('3');
    expect(await body()).toHaveLength(2);
  });

  it('are refused when made up or missing where one is needed', async () => {
    const headers = { 'workbook-session-id': 'made-up' };
    expect((await ask('GET', table, undefined, headers)).status).toBe(404);
    expect((await ask('POST', '/refreshSession', {})).status).toBe(400);
  });
});

describe('the record of writes', () => {
  it('names the table, the columns and the rows that were sent, and nothing that was only read or left alone', async () => {
    await body();
    await ask('POST', `${table}/rows`, { values: [['R-NS-0003', null, 1]] });
    await ask('PATCH', `${table}/rows/itemAt(index=1)`, { values: [[null, 'changed', null]] });
    await ask('PATCH', `${table}/columns/Level/dataBodyRange()`, { values: 7 });
    await ask('PATCH', "/worksheets/North%20shire's/range(address='A1:C2')", {
      values: [
        [null, null, null],
        ['x', null, null],
      ],
    });
    await ask('PATCH', "/worksheets/North%20shire's/range(address='F1')", { values: 'y' });
    const told = box.tenant.wire.map(({ method, table: of, columns, rows }) => [method, of, columns, rows]);
    expect(told).toEqual([
      ['POST', 'Register_NS', ['Risk ID', 'Level'], [2]],
      ['PATCH', 'Register_NS', ["Owner's note"], [1]],
      ['PATCH', 'Register_NS', ['Level'], [0, 1, 2]],
      ['PATCH', 'Register_NS', ['Risk ID'], [0]],
      ['PATCH', null, [], [0]],
    ]);
  });

  it('counts requests by kind', async () => {
    await body();
    await body();
    const kind = 'GET /drives/{drive}/items/{item}/workbook/tables/{table}/dataBodyRange()';
    expect(box.tenant.requests[kind]).toBe(2);
  });
});
