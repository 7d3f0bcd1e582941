import { inPlace } from './kit/place';
import { copyFile } from 'node:fs/promises';
const place = inPlace();
it('probe', async () => {
  console.log(place().printed());
  const t = Date.now();
  for (let i = 0; i < 20; i++) {
    const r = await fetch(place().product + '/readyz');
    console.log(Date.now() - t, r.status, await r.text());
    const d = await fetch(place().box + '/files/download');
    console.log((await d.arrayBuffer()).byteLength);
    await new Promise((r) => setTimeout(r, 1000));
  }
  const c = await fetch(place().box + '/shell/tenant.json'); console.log((await c.text()).slice(0, 800));
  await copyFile(place().workbook, '/tmp/e1/book.xlsx');
  await copyFile(place().home + '/service.log', '/tmp/e1/service.log');
}, 60000);
