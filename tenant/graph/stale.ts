/** The workbook file as a slow copy of the service still shows it: an earlier content under its own tags. */
import { createHash } from 'node:crypto';
import { type WorkbookVersion } from '../workbook/live-workbook';
import { type Office } from './office';
import { type GraphCall } from './route';

/** An earlier content: its version and the tags it had. */
export interface Earlier {
  versionId: string;
  version: WorkbookVersion;
}

/** The content a fault wants shown: the newest kept one that is old enough, else the oldest; null without such a fault. */
export async function earlierContent(
  office: Office,
  call: Pick<GraphCall, 'twist'>,
): Promise<Earlier | null> {
  const { staleMs } = call.twist;
  if (staleMs === undefined) return null;
  const kept = office.versions.list();
  const found = kept.find(({ modifiedAt }) => modifiedAt.getTime() <= Date.now() - staleMs) ?? kept.at(-1);
  const bytes = found && (await office.versions.bytes(found.id));
  if (!found || !bytes) return null;
  const mark = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  const { modifiedAt, size } = found;
  return {
    versionId: found.id,
    version: { eTag: `"{${mark}},1"`, cTag: `"c:{${mark}},1"`, modifiedAt, size },
  };
}
