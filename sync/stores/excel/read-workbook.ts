/** One reading of the workbook: asks whether it changed, then takes the file, or the cells where the file is not given out. */
import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { type Organisation } from '../../../register/organisation';
import { type Cut, type ReadOutcome } from '../../../register/store';
import { type SyncConfig } from '../../config';
import { GraphError } from '../../graph/errors';
import { type Graph, type GraphCall } from '../../graph/graph';
import { CutError } from './cut-error';
import { type Patience } from './patience';
import { readCut } from './read-cut';
import { readRanges } from './read-ranges';
import { type RefusedContent } from './refused-content';
import { type WorkbookTraits } from './traits';
import { type WorkbookLink } from './workbook-link';

export interface Desk {
  graph: Graph;
  config: SyncConfig;
  org: Organisation;
  link: WorkbookLink;
  traits: WorkbookTraits;
  /** performance.now() of our last write; null before the first. */
  wroteAt: number | null;
  /** The last file read is calculated only when somebody asks. */
  byHand: boolean;
  refused: RefusedContent;
  patience: Patience;
}

/** The download is refused for good; the cells may be readable all the same. */
const noDownload: ReadonlySet<string> = new Set(['denied', 'not-supported', 'too-large']);

/** What we wrote through the workbook API shows there at once, and in the file's tag only when Excel has saved: until then the tag does not
 *  count. Longer than Microsoft's autosave, and than any settle time. */
const tagLagMs = 10 * 60_000;

/** A whole cut or nothing; `knownTag` null reads in any case. */
export async function readWorkbook(desk: Desk, knownTag: string | null): Promise<ReadOutcome> {
  const { traits } = desk;
  if (traits.reading === 'ranges') return readCells(desk, knownTag);
  // The tag is read first: content that changes in between is then read again rather than missed. One with a digest came from a time when
  // the file was not given out.
  const item = await itemNow(desk, knownTag);
  if (item === null) return { kind: 'unchanged' };
  const { tag, address } = item;
  const refused = desk.refused.stillOf(tag);
  if (refused !== null) return { kind: 'unavailable', code: refused, retryAfterMs: null };
  try {
    return { kind: 'cut', cut: cutOf(desk, await fileNow(desk, address), tag) };
  } catch (error) {
    if (!(error instanceof GraphError) || !noDownload.has(error.code)) throw error;
    return readCells(desk, knownTag);
  }
}

/** The address is no longer good, or not for us: asked for in the usual way the file may be given out all the same. */
const spentAddress: ReadonlySet<number | null> = new Set([401, 403, 404, 410]);

/** The file's bytes as they are by now: from the address its item told a moment ago, which saves a redirection. */
async function fileNow(desk: Desk, address: string | null): Promise<Uint8Array> {
  const usual = { path: '/drives/{drive}/items/{item}/content', parts: await partsOf(desk) };
  if (address === null) return bytesFrom(desk, usual);
  try {
    return await bytesFrom(desk, { path: '{download address}', address });
  } catch (error) {
    const isSpent =
      error instanceof GraphError && (spentAddress.has(error.status) || error.code === 'denied');
    if (!isSpent) throw error;
    return bytesFrom(desk, usual);
  }
}

async function bytesFrom(
  { graph }: Desk,
  from: Pick<GraphCall, 'path' | 'parts' | 'address'>,
): Promise<Uint8Array> {
  const { body } = await graph.send({ method: 'GET', ...from, expect: 'bytes' });
  return body as Uint8Array;
}

function cutOf({ refused, org }: Desk, bytes: Uint8Array, tag: string): Cut {
  try {
    const cut = readCut(bytes, org, tag);
    refused.clear();
    return cut;
  } catch (error) {
    if (error instanceof CutError) refused.note(tag, error.code);
    throw error;
  }
}

async function partsOf({ config, link }: Desk): Promise<{ drive: string; item: string }> {
  return { drive: config.CRR_DRIVE_ID, item: await link.item() };
}

interface ItemNow {
  /** Tag of the content. */
  tag: string;
  /** Where whoever holds it may fetch the content for about an hour. Used within the reading, and kept and told nowhere. */
  address: string | null;
}

/** The file as Graph tells of it now; null when its content is still the known one. Everything is asked for: chosen with $select, Graph has
 *  been seen to leave the address out, or to know it by another name. */
async function itemNow(desk: Desk, knownTag: string | null): Promise<ItemNow | null> {
  const mayAsk = knownTag !== null && desk.traits.knowsUnchanged;
  const { status, body } = await desk.graph.send({
    method: 'GET',
    path: '/drives/{drive}/items/{item}',
    parts: await partsOf(desk),
    headers: mayAsk ? { 'If-None-Match': knownTag } : {},
  });
  const { cTag: tag, [addressName]: address } = (body ?? {}) as { cTag?: unknown; [addressName]?: unknown };
  if (status === 304 || (typeof tag === 'string' && tag === knownTag)) return null;
  return { tag: typeof tag === 'string' ? tag : '', address: typeof address === 'string' ? address : null };
}

const addressName = '@microsoft.graph.downloadUrl';

/** The tag of the content now; null when it is still the known one. */
const tagNow = async (desk: Desk, knownTag: string | null): Promise<string | null> =>
  (await itemNow(desk, knownTag))?.tag ?? null;

/** How often the cells are read until they hold still. */
const mostReadings = 4;

/** The cells of all tables, when they are the same twice or the tag shows that nothing changed while they were read. */
async function readCells(desk: Desk, known: string | null): Promise<ReadOutcome> {
  const [knownTag, knownContent] = known === null ? [null, null] : splitTag(known);
  const mayTrustTag = desk.wroteAt === null || performance.now() - desk.wroteAt > tagLagMs;
  let tag = await tagNow(desk, mayTrustTag ? knownTag : null);
  if (tag === null) return { kind: 'unchanged' };
  let before: string | null = null;
  for (let reading = 0; reading < mostReadings; reading += 1) {
    const cut = await readRanges(desk.link, desk.org);
    const content = digestOf(cut);
    // Reading through Excel may itself save the file, so a new tag alone does not say that anything changed.
    const after: string = (await tagNow(desk, null)) ?? tag;
    if (after === tag || content === before) {
      if (content === knownContent) return { kind: 'unchanged' };
      return { kind: 'cut', cut: { ...cut, tag: `${after}${tagEnd}${content}` } };
    }
    [before, tag] = [content, after];
  }
  return { kind: 'unavailable', code: 'changed-while-read', retryAfterMs: null };
}

/** The tag of the file and what was in its cells: the file's alone may be the same for two contents. */
const tagEnd = '#';

function splitTag(tag: string): [string, string | null] {
  const at = tag.lastIndexOf(tagEnd);
  return at < 0 ? [tag, null] : [tag.slice(0, at), tag.slice(at + 1)];
}

function digestOf(cut: Cut): string {
  return createHash('sha256').update(JSON.stringify(cut)).digest('hex').slice(0, 32);
}
