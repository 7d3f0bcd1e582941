/** The bot and the tenant in a box together: real tokens both ways, the story's first step through the box's chat. */
import express from 'express';
import { createTeamsGateway } from '../../bot/adapter';
import { type Card } from '../../bot/cards/parts';
import { mountBot } from '../../bot/mount';
import { type State } from '../../state/state';
import { migrations } from '../../state/migrations';
import { replacePeople } from '../../state/people';
import { risksOf } from '../../state/risks';
import { aNotice } from './cards/samples';
import { anOrganisation, aPerson, personId } from '../kit/builders';
import { withDatabase } from '../kit/db';
import { boxApp, boxOptions, boxTenantId, startRunningBox, type RunningBox } from '../kit/running-box';
import { aBotConfig, buttonOf, inputsIn, keepJobs, listen, textOf, type Json } from './kit';

const database = withDatabase(migrations);
const caseworker = aPerson({ id: personId(2), name: 'Caseworker NS-01' });
const rom = aPerson({ id: personId(1), name: 'ROM NS', roles: ['rom'] });

let box: RunningBox;
let state: State;
let deliver: ReturnType<typeof mountBot>['deliver'];
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const app = express();
  const bot = await listen(app);
  const teamsApp = {
    ...boxOptions('').teamsApp,
    botEndpoint: `${bot.url}/api/messages`,
    botAppId: boxApp.clientId,
  };
  box = await startRunningBox({ options: { teamsApp } });
  closing.push(bot.close, box.stop);
  state = {
    db: database.db(),
    jobs: keepJobs(),
    org: anOrganisation(),
    organisationId: 'main',
    log: database.log,
  };
  await replacePeople(state.db, state, [caseworker, rom]);
  const config = aBotConfig({
    CRR_TENANT_ID: boxTenantId,
    CRR_BOT_ANONYMOUS: 'false',
    CRR_BOT_APP_ID: boxApp.clientId,
    CRR_BOT_APP_SECRET: boxApp.clientSecret,
    CRR_BOT_OPENID_METADATA: `${box.url}/v1/.well-known/openidconfiguration`,
    CRR_BOT_SERVICE_HOSTS: '127.0.0.1',
  });
  const gateway = createTeamsGateway({ config, tokenFor: channelToken, log: state.log });
  const nobody = () => Promise.reject(new Error('no sheet here'));
  const parts = {
    state,
    gateway,
    config,
    deepLink: (subject: string) => `https://tab.caseworkcharity.example/${subject}`,
    sheet: { settleConflict: nobody, settleRow: nobody, openHold: nobody, releaseRow: nobody },
    now: Date.now,
  };
  deliver = mountBot(app, parts).deliver;
});
afterAll(async () => {
  for (const close of closing) await close();
});

async function channelToken(scope: string): Promise<string> {
  const form = {
    grant_type: 'client_credentials',
    scope,
    client_id: boxApp.clientId,
    client_secret: boxApp.clientSecret,
  };
  const answer = await fetch(`${box.url}/${boxTenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

async function shell(
  person: { id: string },
  path: string,
  body: object = {},
): Promise<{ kind: string; card: Card }> {
  const answer = await fetch(`${box.url}/shell/chats/${person.id}/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as { kind: string; card: Card };
}

async function messages(person: { id: string }): Promise<{ id: string; attachments: { content: Card }[] }[]> {
  const answer = await fetch(`${box.url}/shell/chats/${person.id}`);
  return ((await answer.json()) as { messages: { id: string; attachments: { content: Card }[] }[] }).messages;
}

const press = (person: { id: string }, messageId: string, data: Json) =>
  shell(person, 'actions', { messageId, type: 'Action.Execute', verb: data.verb, data });

it('S0-03 a risk is reported in the box’s chat', async () => {
  await shell(caseworker, 'open');
  const [welcome, ...rest] = await messages(caseworker);
  expect(rest).toEqual([]);
  const home = welcome?.attachments[0]?.content as Card;
  const form = await press(caseworker, welcome?.id ?? '', buttonOf(home, 'Report a risk'));
  expect(form.kind).toBe('card');

  const answers = {
    caseRef: 'MOS-90001',
    types: 'general',
    atRisk: 'volunteer',
    summary: 'A large dog is loose in the garden.',
    necessity: 'true',
  };
  const answer = await press(caseworker, welcome?.id ?? '', {
    ...inputsIn(form.card),
    ...buttonOf(form.card, 'Report it'),
    ...answers,
  });

  expect(answer.kind).toBe('card');
  const [risk] = await risksOf(state.db, state);
  expect(textOf(answer.card)).toContain(`Reported: ${risk?.id}`);
});

it('a notice reaches somebody who never wrote', async () => {
  const outcome = await deliver({
    id: '1',
    key: 'k',
    channel: 'teams',
    notice: aNotice('risk-reported'),
    edit: null,
    to: rom,
    attempts: 1,
    kept: null,
  });

  expect(outcome).toMatchObject({ kind: 'sent' });
  const card = (await messages(rom)).at(-1)?.attachments[0]?.content as Card;
  expect(textOf(card)).toContain('New risk reported in Northshire: NS-2026-0001');
});

it('an old client’s button is answered by an edit in place', async () => {
  const before = await messages(caseworker);
  const message = before.at(-1);

  await shell(caseworker, 'actions', {
    messageId: message?.id,
    type: 'Action.Submit',
    data: { v: 1, verb: 'open', show: 'report' },
  });

  const after = await messages(caseworker);
  expect(after.at(-1)?.id).toBe(message?.id);
  expect(textOf(after.at(-1)?.attachments[0]?.content as Card)).toContain('Report a risk');
});
