/** A second process looks into the embedded database while the first one runs it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBeside } from '../../state/beside';
import { openDatabase } from '../../state/db';
import { keepLog } from '../kit/db';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'crr-beside-'));
});
afterEach(() => rm(home, { recursive: true, force: true, maxRetries: 3 }));

it('STO50 joins the running embedded server, and leaves it running', async () => {
  const config = { CRR_HOME: home };
  const service = await openDatabase(config, keepLog());
  await service.query('create table told (word text)');
  await service.query(`insert into told values ('hello')`);

  const second = await openBeside(config, keepLog());
  expect(await second.query('select word from told')).toEqual([{ word: 'hello' }]);
  await second.close();

  expect(await service.query('select word from told')).toEqual([{ word: 'hello' }]);
  await service.close();
  const alone = await openBeside(config, keepLog());
  expect(await alone.query('select word from told')).toEqual([{ word: 'hello' }]);
  await alone.close();
}, 90_000);
