/** The bot over real HTTP and a real database, with a channel that records what it is told and fails on request. */
import { type AddressInfo } from 'node:net';
import { type Server } from 'node:http';
import express, { type Express } from 'express';
import { type Decision } from '../../register/decision';
import { type RiskId } from '../../register/ids';
import { type Delegation, type Person, type Training } from '../../register/person';
import { type Risk } from '../../register/risk';
import { type WorksheetReview } from '../../register/worksheet-review';
import { setClockOffset } from '../../state/clock';
import { commit } from '../../state/commit';
import { type Jobs } from '../../state/jobs';
import { migrations } from '../../state/migrations';
import { claim, settle, type DeliveryOutcome } from '../../state/outbox';
import { addDelegation, addTraining, replacePeople } from '../../state/people';
import { type State } from '../../state/state';
import { today } from '../../state/time';
import { createTeamsGateway } from '../../bot/adapter';
import { type BotParts } from '../../bot/bot-parts';
import { type Settled, type SheetPort } from '../../register/sheet-port';
import { type Card } from '../../bot/cards/parts';
import { botConfig, type BotConfig } from '../../bot/config';
import { mountBot, type Bot } from '../../bot/mount';
import { createTeamsDeliverer } from '../../bot/teams';
import { words } from '../../bot/words';
import { keepLog, withDatabase, type KeptLog } from '../kit/db';
import { anOrganisation, aPerson, personId, region } from '../kit/builders';

export const tenantId = '00000000-0000-4000-8000-00000000f00d';

export type Json = Record<string, unknown>;

/** One call the bot made to the channel. */
export interface ChannelCall {
  method: string;
  path: string;
  body: Json;
  authorization: string | undefined;
}

/** A channel on a port of its own: records calls, answers ids, and the planned failures first. */
export interface FakeChannel {
  url: string;
  calls: ChannelCall[];
  /** Answers the next calls with these; "reset" breaks the connection. */
  plan(...answers: (Planned | 'reset')[]): void;
  cards(): Card[];
  close(): Promise<void>;
}
interface Planned {
  status: number;
  body?: object;
  headers?: Record<string, string>;
}

export async function listen(app: Express): Promise<{ url: string; close(): Promise<void> }> {
  const server = await new Promise<Server>((resolve) => {
    const made = app.listen(0, '127.0.0.1', () => resolve(made));
  });
  const close = () =>
    new Promise<void>((resolve, reject) => {
      server.close((error) => (error ? reject(error) : resolve()));
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

export async function startChannel(): Promise<FakeChannel> {
  const calls: ChannelCall[] = [];
  const planned: (Planned | 'reset')[] = [];
  const app = express();
  app.use(express.json({ limit: '1mb' }));
  app.use((request, response) => {
    calls.push({
      method: request.method,
      path: request.path,
      body: (request.body ?? {}) as Json,
      authorization: request.headers.authorization,
    });
    const next = planned.shift();
    if (next === 'reset') return void request.socket.destroy();
    if (next)
      return void response
        .status(next.status)
        .set(next.headers ?? {})
        .json(next.body ?? {});
    response.status(201).json({ id: `message-${calls.length}`, serviceUrl: `${url}/` });
  });
  const { url, close } = await listen(app);
  const cards = () =>
    calls
      .map((call) => (call.body.attachments as { content: Card }[] | undefined)?.[0]?.content)
      .filter((card) => card !== undefined);
  return { url, calls, plan: (...answers) => void planned.push(...answers), cards, close };
}

/** A queue that keeps what it was sent; nothing runs. */
export interface KeptJobs extends Jobs {
  readonly sent: { name: string; data: object }[];
}
export function keepJobs(): KeptJobs {
  const sent: KeptJobs['sent'] = [];
  return {
    sent,
    define: () => Promise.resolve(),
    every: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    send: (name, data) => {
      sent.push({ name, data });
      return Promise.resolve(null);
    },
  } as KeptJobs;
}

/** A sheet that keeps what it was asked to settle, and answers that it is done, or what `behind` answers. */
export interface KeptSheet extends SheetPort {
  readonly asked: object[];
  behind: SheetPort | null;
}
function keepSheet(): KeptSheet {
  const kept: KeptSheet = {
    asked: [],
    behind: null,
    settleConflict: (request) => settle(request, (sheet) => sheet.settleConflict(request)),
    settleRow: (request) => settle(request, (sheet) => sheet.settleRow(request)),
    openHold: (request) => settle(request, (sheet) => sheet.openHold(request)),
    releaseRow: (request) => settle(request, (sheet) => sheet.releaseRow(request)),
  };
  const settle = (request: object, ask: (sheet: SheetPort) => Promise<Settled>): Promise<Settled> => {
    kept.asked.push(request);
    return kept.behind ? ask(kept.behind) : Promise.resolve({ kind: 'done' });
  };
  return kept;
}

export function aBotConfig(parts: Partial<Record<keyof BotConfig, string>> = {}): BotConfig {
  return botConfig.parse({
    CRR_TENANT_ID: tenantId,
    CRR_BOT_ANONYMOUS: 'true',
    CRR_TAB_URL: 'https://register.caseworkcharity.example/tab',
    CRR_MANIFEST_ID: '00000000-0000-4000-8000-0000000000cc',
    ...parts,
  });
}

/** Mounts a bot on a port of its own. */
export async function mountOn(parts: BotParts): Promise<{ url: string; bot: Bot; close(): Promise<void> }> {
  const app = express();
  const bot = mountBot(app, parts);
  return { ...(await listen(app)), bot };
}

/** Northshire and Eastmere with everybody the stories need. */
export const cast = {
  caseworker: aPerson({ id: personId(11), name: 'Casey Worker' }),
  rcc: aPerson({ id: personId(12), name: 'Robin Clarke', roles: ['rcc'], managerId: personId(13) }),
  rcm: aPerson({ id: personId(13), name: 'Morgan Reid', roles: ['rcm'] }),
  rom: aPerson({ id: personId(14), name: 'Rowan Miles', roles: ['rom'] }),
  delegate: aPerson({ id: personId(15), name: 'Dale Gates', roles: ['rcm'] }),
  eastmere: aPerson({ id: personId(16), name: 'Ellis East', roles: ['ro'], region: region('EM') }),
  leaver: aPerson({ id: personId(17), name: 'Lee Verr', active: false }),
};

export interface Stage {
  state: State;
  log: KeptLog;
  jobs: KeptJobs;
  sheet: KeptSheet;
  channel: FakeChannel;
  parts: BotParts;
  url: string;
  /** Writes to the bot as this person; the channel has the answer. */
  say(person: Person, text: string, more?: Json): Promise<Response>;
  /** Presses a button; answers the card. */
  press(person: Person, data: Json, more?: Json): Promise<Card>;
  /** Presses a button of a list; answers the card that came below it. */
  pressInList(person: Person, data: Json): Promise<Card>;
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  put(...records: (Risk | WorksheetReview)[]): Promise<void>;
  /** Delivers everything waiting for Teams, without the second between messages. */
  deliverAll(): Promise<DeliveryOutcome[]>;
}

/** A second passes between any two looks at this clock, so that nobody here is too fast for the rate limit. */
function passing(): () => number {
  let ms = 0;
  return () => (ms += 1000);
}

/** One stage for a test file: started before all, closed after all. */
export function onStage(fitness: { trainings?: Training[]; delegations?: Delegation[] } = {}): () => Stage {
  const database = withDatabase(migrations);
  let stage: Stage | undefined;
  let close: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    const log = keepLog();
    const jobs = keepJobs();
    const sheet = keepSheet();
    const state: State = { db: database.db(), jobs, org: anOrganisation(), organisationId: 'main', log };
    // Monday morning, whatever the day on which the tests run.
    await setClockOffset(state.db, Date.parse('2026-11-23T10:00:00Z') - Date.now());
    await replacePeople(state.db, state, Object.values(cast));
    for (const training of fitness.trainings ?? []) await addTraining(state.db, state, training);
    for (const delegation of fitness.delegations ?? []) await addDelegation(state.db, state, delegation);
    const channel = await startChannel();
    const config = aBotConfig();
    const tokenFor = () => Promise.resolve('a token of the box');
    const gateway = createTeamsGateway({ config, tokenFor, log });
    const parts: BotParts = {
      state,
      gateway,
      config,
      deepLink: (subject) => `https://tab.caseworkcharity.example/${subject}`,
      sheet,
      now: passing(),
    };
    const mounted = await mountOn(parts);
    close = [mounted.close, channel.close];
    stage = stageOf({ state, log, jobs, sheet, channel, parts, url: mounted.url });
  });
  afterAll(async () => {
    for (const each of close) await each();
  });
  return () => {
    if (!stage) throw new Error('The stage exists from beforeAll to afterAll only.');
    return stage;
  };
}

function stageOf(base: Pick<Stage, 'state' | 'log' | 'jobs' | 'sheet' | 'channel' | 'parts' | 'url'>): Stage {
  const { state, channel, url } = base;
  const post: Stage['post'] = (body, headers = {}) =>
    fetch(`${url}/api/messages`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return {
    ...base,
    post,
    say: (person, text, more = {}) =>
      post({ ...activityFrom(channel, person), type: 'message', text, ...more }),
    press: async (person, data, more = {}) => {
      const body = await answerOf(await post({ ...invokeFrom(channel, person, data), ...more }));
      expect(body.type).toBe('application/vnd.microsoft.card.adaptive');
      return body.value as Card;
    },
    pressInList: async (person, data) => {
      const before = channel.cards().length;
      const body = await answerOf(await post(invokeFrom(channel, person, data)));
      expect(body.type).toBe('application/vnd.microsoft.activity.message');
      expect(body.value).toBe(words.notice.opened);
      const sent = channel.cards().slice(before);
      expect(sent).toHaveLength(1);
      return sent[0] as Card;
    },
    put: (...records) => put(state, records),
    deliverAll: async () => {
      const deliver = createTeamsDeliverer(base.parts, 0);
      const outcomes: DeliveryOutcome[] = [];
      for (const item of await claim(state.db, state, 'teams', 100)) {
        const outcome = await deliver(item);
        await settle(state.db, state, item.id, outcome);
        outcomes.push(outcome);
      }
      return outcomes;
    },
  };
}

async function answerOf(answer: Response): Promise<{ type: string; value: unknown }> {
  const body = (await answer.json()) as { statusCode: number; type: string; value: unknown };
  if (answer.status !== 200 || body.statusCode !== 200)
    throw new Error(`The invoke was answered ${answer.status}: ${JSON.stringify(body)}`);
  return body;
}

async function put(state: State, records: (Risk | WorksheetReview)[]): Promise<void> {
  const changes: Decision['changes'] = records.map((record) =>
    'caseRef' in record
      ? { kind: 'risk', risk: record, was: 0 }
      : { kind: 'worksheet-review', review: record, was: 0 },
  );
  await state.db.tx(async (tx) =>
    commit(tx, state, { kind: 'decision', changes, notices: [], audit: [] }, await today(tx, state)),
  );
}

let sent = 0;

/** What every activity of a person's 1:1 chat carries. */
export function activityFrom(channel: { url: string }, person: { id: string }): Json {
  sent += 1;
  return {
    id: `f:${sent}`,
    channelId: 'msteams',
    serviceUrl: `${channel.url}/`,
    from: { id: `29:${person.id}`, name: 'A name that is never trusted', aadObjectId: person.id },
    recipient: { id: '28:crr-bot', name: 'Register' },
    conversation: { id: `a:${person.id}`, conversationType: 'personal', tenantId },
    channelData: { tenant: { id: tenantId } },
  };
}

export function invokeFrom(
  channel: { url: string },
  person: { id: string },
  data: unknown,
  trigger = 'manual',
): Json {
  const verb = (data as { verb?: unknown } | null)?.verb;
  return {
    ...activityFrom(channel, person),
    type: 'invoke',
    name: 'adaptiveCard/action',
    replyToId: `message-of-${person.id}`,
    value: { action: { type: 'Action.Execute', verb, data }, trigger },
  };
}

/** Every object of a card, depth first. */
export function partsOf(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(partsOf);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Json, ...Object.values(value).flatMap(partsOf)];
}

/** All text a person reads on a card, in order. */
export function textOf(card: Card): string {
  return partsOf(card.body)
    .flatMap((part) =>
      [part.text, part.title, part.value, part.label].filter((each) => typeof each === 'string'),
    )
    .join('\n');
}

/** The data of the button with this title, inputs not yet merged; fails with the titles there are. */
export function buttonOf(card: Card, title: string): Json {
  const actions = partsOf(card.body).filter((part) => part.type === 'Action.Execute');
  const found = actions.find((action) => action.title === title);
  if (!found)
    throw new Error(
      `No button "${title}" but: ${actions.map((action) => String(action.title)).join(', ')}\n${textOf(card)}`,
    );
  return found.data as Json;
}

export const hasButton = (card: Card, title: string) =>
  partsOf(card.body).some((part) => part.type === 'Action.Execute' && part.title === title);

/** The values a card's inputs hold when nobody touches them, as Teams sends them; an untouched tick is "false". */
export function inputsIn(card: Card): Json {
  const inputs = partsOf(card.body).filter((part) => String(part.type).startsWith('Input.'));
  return Object.fromEntries(
    inputs.flatMap((input) => {
      if (input.type === 'Input.Toggle') return [[input.id, input.value === 'true' ? 'true' : 'false']];
      return input.value === undefined ? [] : [[input.id, input.value]];
    }),
  );
}

export const idOf = (text: string) => text as RiskId;
