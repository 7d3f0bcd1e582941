/** One reading of the workbook: asks whether it changed, then takes the file, or the cells where the file is not given out. */
import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { type Organisation } from '../../../register/organisation';
import { type Cut, type ReadOutcome } from '../../../register/store';
import { type SyncConfig } from '../../config';
import { GraphError } from '../../graph/errors';
import { type Graph } from '../../graph/graph';
import { CutError } from './cut-error';
import { type Patience } from './patience';
import { readCut } from './read-cut';
import { readRanges } from './read-ranges';
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
  /** The content that was last refused as a whole; null when the last one was read. */
  refused: Refused | null;
  patience: Patience;
}

interface Refused {
  tag: string;
  code: CutError['code'];
  /** performance.now() until which the same content is not looked at again. */
  untilMs: number;
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
  const tag = await tagNow(desk, knownTag);
  if (tag === null) return { kind: 'unchanged' };
  if (desk.refused?.tag === tag && performance.now() < desk.refused.untilMs)
    return { kind: 'unavailable', code: desk.refused.code, retryAfterMs: null };
  try {
    const content = await desk.graph.send({
      method: 'GET',
      path: '/drives/{drive}/items/{item}/content',
      parts: await partsOf(desk),
      expect: 'bytes',
    });
    return { kind: 'cut', cut: cutOf(desk, content.body as Uint8Array, tag) };
  } catch (error) {
    if (!(error instanceof GraphError) || !noDownload.has(error.code)) throw error;
    return readCells(desk, knownTag);
  }
}

/** A file that is no register is work each time; its content is looked at again when it changed, or when the file may have come broken. */
const refusedMs = 10 * 60_000;

function cutOf(desk: Desk, bytes: Uint8Array, tag: string): Cut {
  try {
    desk.refused = null;
    return readCut(bytes, desk.org, tag);
  } catch (error) {
    if (error instanceof CutError && tag !== '')
      desk.refused = { tag, code: error.code, untilMs: performance.now() + refusedMs };
    throw error;
  }
}

async function partsOf({ config, link }: Desk): Promise<{ drive: string; item: string }> {
  return { drive: config.CRR_DRIVE_ID, item: await link.item() };
}

/** The tag of the content now; null when it is still the known one. */
async function tagNow(desk: Desk, knownTag: string | null): Promise<string | null> {
  const mayAsk = knownTag !== null && desk.traits.knowsUnchanged;
  const { status, body } = await desk.graph.send({
    method: 'GET',
    path: '/drives/{drive}/items/{item}',
    parts: await partsOf(desk),
    headers: mayAsk ? { 'If-None-Match': knownTag } : {},
  });
  const tag = (body as { cTag?: unknown } | null)?.cTag;
  if (status === 304 || (typeof tag === 'string' && tag === knownTag)) return null;
  return typeof tag === 'string' ? tag : '';
}

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
