/** `items/delta`: which items changed since a token, in their latest state. */
import { z } from 'zod';
import { type SiteList } from '../../lists/site-list';
import { type ListItem } from '../../lists/views';
import { errorBody, GraphRefusal } from '../errors';
import { type Office } from '../office';
import { wholeNumber } from '../query';
import { type GraphCall, type GraphReply, type GraphRoute, ok, route } from '../route';
import { expandedFields } from './item-query';
import { deletedBody, itemBody } from './list-bodies';
import { listMeant, listPath } from './list-target';

const usualPage = 200;
const lifeMs = 30 * 86_400_000;

const tokenShape = z.strictObject({
  list: z.string(),
  epoch: z.string(),
  /** Changes up to this count are known to the caller. */
  seq: z.int().min(0),
  /** Items deleted up to this count were gone before the caller saw anything, so nobody needs to be told. */
  began: z.int().min(0),
  /** Items that were left out by a fault and are told next. */
  owed: z.array(z.int()),
  at: z.int(),
});

type Token = z.output<typeof tokenShape>;

const written = (token: Token): string => Buffer.from(JSON.stringify(token)).toString('base64url');

const bare = (call: GraphCall): string => `${call.origin}${call.path.replace(/\(.*$/, '')}`;

/** 410 with the address that begins anew; the caller is to compare everything it has with everything it gets. */
class Gone extends GraphRefusal {
  constructor(readonly location: string) {
    const message = 'The delta token is no longer valid, and the app must reset its sync state.';
    super(410, 'resyncRequired', message, { innerCode: 'resyncChangesApplyDifferences' });
  }
}

function readToken(office: Office, call: GraphCall, list: SiteList, text: string): Token {
  let found: unknown;
  try {
    found = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    // Whatever is no token of ours is as good as an expired one.
    found = null;
  }
  const { success, data } = tokenShape.safeParse(found);
  const { epoch, seq } = list.about();
  const oldest = office.box.clock.now().getTime() - lifeMs;
  const isGood =
    success && data.list === list.id && data.epoch === epoch && data.at >= oldest && data.seq <= seq;
  if (!isGood) throw new Gone(bare(call));
  return data;
}

function shown(office: Office, call: GraphCall, list: SiteList, item: ListItem): object {
  return item.deletedAt === undefined
    ? itemBody(office, list, item, expandedFields(call) ?? { shown: null })
    : deletedBody(item);
}

/** What a fault makes of a page: an item told twice with its older state first, or an error in an item's place. */
function twisted(office: Office, call: GraphCall, list: SiteList, items: readonly ListItem[]): object[] {
  const bodies = items.map((item) => shown(office, call, list, item));
  const { delta } = call.twist;
  if (delta === 'twice') {
    const [first] = items;
    const older = first && { ...first, versions: first.versions.slice(-1) };
    return older ? [shown(office, call, list, older), ...bodies] : bodies;
  }
  if (delta === 'error') {
    const at = items.findIndex(({ deletedAt }) => deletedAt !== undefined);
    const message =
      'Cannot write a deleted resource, link, deleted link, or nested delta resource set within a resource set; they must be written within a delta resource set.';
    bodies.splice(Math.max(at, 0), 1, errorBody('InternalServerError', message));
  }
  return bodies;
}

function delta(office: Office, call: GraphCall, asked: string | null): GraphReply {
  const list = listMeant(office, call);
  const { id, epoch, seq: newest } = list.about();
  const at = office.box.clock.now().getTime();
  const beginning: Token = { list: id, epoch, seq: 0, began: newest, owed: [], at };
  const token =
    asked === null
      ? beginning
      : asked === 'latest'
        ? { ...beginning, seq: newest }
        : readToken(office, call, list, asked);
  const size = Math.max(1, Math.min(wholeNumber(call, '$top') ?? usualPage, usualPage));
  const owed = token.owed.flatMap((one) => list.trace(one) ?? []).filter(({ seq }) => seq <= token.seq);
  const changes = [...owed, ...list.changedAfter(token.seq)];
  const told = changes.filter(({ deletedAt, seq }) => deletedAt === undefined || seq > token.began);
  const items = told.slice(0, size);
  const hasMore = told.length > items.length;
  const left = call.twist.delta === 'gap' ? items.pop() : undefined;
  // Counted before anything is left out: what is left out is owed, not forgotten.
  const seq = hasMore ? Math.max(token.seq, told[size - 1]?.seq ?? 0) : newest;
  const next = written({ ...token, seq, owed: left ? [left.id] : [], at });
  return ok({
    [hasMore ? '@odata.nextLink' : '@odata.deltaLink']: `${bare(call)}?${linkQuery(call, next)}`,
    value: twisted(office, call, list, items),
  });
}

/** The options of the first request travel in the links. */
function linkQuery(call: GraphCall, token: string): string {
  const query = new URLSearchParams(call.query);
  query.set('token', token);
  return query.toString().replaceAll('%24', '$');
}

/** The routes of delta queries. */
export function deltaRoutes(office: Office): GraphRoute[] {
  const path = `${listPath}/items`;
  const answer = (call: GraphCall, asked: string | null): GraphReply => {
    try {
      return delta(office, call, asked);
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      const body = errorBody(error.code, error.message, error.innerCode);
      return { status: 410, headers: { Location: error.location }, body };
    }
  };
  return [
    route('GET', `${path}/delta()`, (call) => answer(call, call.query.get('token')), ['$expand']),
    route('GET', `${path}/delta(token={token})`, (call) => answer(call, call.params['token'] ?? null), [
      '$expand',
    ]),
  ];
}
