/** Turns every "no" into application/problem+json: a status, a closed code and a sentence that says what to do. */
import { type Response } from 'express';
import { sayDate } from '../../register/local-date';
import { type Organisation } from '../../register/organisation';
import { type Refusal } from '../../register/refusal';
import { type Problem } from './contract';

/** "No" of the tab's own door, before any rule is asked. */
export type DoorRefusal =
  | 'no-token'
  | 'token-expired'
  | 'token-refused'
  | 'client-refused'
  | 'scope-missing'
  | 'sign-in-unavailable'
  | 'database-unavailable'
  | 'no-such-page'
  | 'bad-request'
  | 'failed';

const door: Record<DoorRefusal, readonly [status: number, detail: string]> = {
  'no-token': [401, 'Sign in through Microsoft Teams and open this page again.'],
  'token-expired': [401, 'Your sign-in has run out. Open this page again.'],
  'token-refused': [401, 'This sign-in is not for this service. Open the page from Microsoft Teams.'],
  'client-refused': [403, 'This page may be opened from Microsoft Teams only.'],
  'scope-missing': [
    403,
    'Your organisation has not yet allowed Teams to sign in to this app. Ask your administrator.',
  ],
  'sign-in-unavailable': [503, 'Your sign-in cannot be checked at the moment. Please try again in a minute.'],
  'database-unavailable': [
    503,
    'The register cannot be reached at the moment. Please try again in a minute.',
  ],
  'no-such-page': [404, 'There is nothing at this address.'],
  'bad-request': [400, 'This could not be read. Nothing was changed. Open this page again.'],
  failed: [500, 'Something went wrong on our side; nothing was changed. Please try again.'],
};

const titles: Record<number, string> = {
  400: 'Not understood',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Changed meanwhile',
  422: 'Something is missing',
  500: 'Failure',
  503: 'Not available',
};

/** The answer of the door. */
export function doorProblem(code: DoorRefusal): Problem {
  const [status, detail] = door[code];
  return problem(status, code, detail);
}

function problem(status: number, code: string, detail: string): Problem {
  return { title: titles[status] ?? 'Not possible', status, code, detail };
}

/** The answer to a refusal of the register's rules. */
export function refusalProblem(refusal: Refusal, org: Organisation): Problem {
  const { status, detail } = said(refusal, org);
  return problem(status, refusal.code, detail);
}

interface Said {
  status: 403 | 404 | 409 | 422;
  detail: string;
}

const may = (detail: string): Said => ({ status: 403, detail });
const changed = (detail: string): Said => ({ status: 409, detail });
const needs = (detail: string): Said => ({ status: 422, detail });

function said(refusal: Refusal, org: Organisation): Said {
  switch (refusal.code) {
    case 'unknown-person':
      return may(
        `You are not in the directory of this register, or your account is no longer active. Ask ${org.help.name}.`,
      );
    case 'not-allowed':
      return may(`Your role does not include this (rule ${refusal.rule}). Ask your regional office.`);
    case 'rom-only':
    case 'own-work':
    case 'not-the-manager':
      return may(`Somebody else has to decide this (rule ${refusal.rule}). Ask your ${org.labels.rom}.`);
    case 'no-delegation':
      return may(`The weekly review is for the ${org.labels.rom} or their delegate (rule ${refusal.rule}).`);
    case 'level-3-expired':
      return may(
        `Your Level 3 safeguarding qualification ran out on ${sayDate(refusal.expiredOn)} (rule ${refusal.rule}).`,
      );
    case 'level-3-missing':
      return may(`No Level 3 safeguarding qualification is recorded for you (rule ${refusal.rule}).`);
    case 'not-found':
      return { status: 404, detail: 'The register has no such entry. Check the reference.' };
    case 'stale':
      return changed('Somebody changed this meanwhile. Look at it again; nothing was saved over it.');
    case 'already':
      return changed('This has been settled already. Look at it again.');
    default:
      return lacking(refusal);
  }
}

type Decided =
  | 'unknown-person' | 'not-allowed' | 'rom-only' | 'own-work' | 'not-the-manager' | 'no-delegation' | 'level-3-expired'
  | 'level-3-missing' | 'not-found' | 'stale' | 'already'; // prettier-ignore

/** The refusals that more evidence or other words would lift. */
function lacking(refusal: Exclude<Refusal, { code: Decided }>): Said {
  switch (refusal.code) {
    case 'missing':
      return needs(`Something is still needed (rule ${refusal.rule}).`);
    case 'illegal-step':
      return needs(`This step cannot be taken from here (rule ${refusal.rule}). Take the steps in order.`);
    case 'needs-consultation':
      return needs(`Say whom in the other region's office you consulted (rule ${refusal.rule}).`);
    case 'consulted-not-of-region':
      return needs(`The person you consulted does not work in that region's office (rule ${refusal.rule}).`);
    case 'needs-manager':
      return needs(`This change needs a line manager who confirms it (rule ${refusal.rule}).`);
    case 'rows-unseen':
      return needs(`${refusal.count} rows are not seen yet (rule ${refusal.rule}).`);
    case 'looks-personal':
      return needs(
        `The text looks like personal data (rule ${refusal.rule}). Leave it out, or say that it is needed.`,
      );
    case 'invalid':
      return needs('One of the entries cannot be used. Please look at it again.');
  }
}

/** Sends the problem; the body holds no case text and no personal data. */
export function sendProblem(response: Response, body: Problem): void {
  if (body.status === 401) response.set('WWW-Authenticate', 'Bearer');
  if (body.status === 503) response.set('Retry-After', '30');
  response.status(body.status).type('application/problem+json').send(JSON.stringify(body));
}
