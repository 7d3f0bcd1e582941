/** The way of every request: signed in, found in the directory, answered; a refusal becomes a problem. */
import { type Request, type Response } from 'express';
import { type Actor } from '../../register/person';
import { refuse, type Refusal } from '../../register/refusal';
import { actorOf } from '../../state/people';
import { type State } from '../../state/state';
import { doorProblem, refusalProblem, sendProblem } from './problem';
import { type SignIn } from './sign-in';

/** What every route is given. */
export interface Door {
  state: State;
  signIn: SignIn;
}

export type Answer = (actor: Actor, request: Request) => Promise<object | Refusal>;

function isRefused(answer: object): answer is Refusal {
  return 'kind' in answer && answer.kind === 'refusal';
}

/** Wraps an answer: signs the caller in, finds them in the directory, turns a refusal into a problem. */
export function answering(parts: Door, answer: Answer) {
  const { state } = parts;
  return async (request: Request, response: Response): Promise<void> => {
    const caller = await parts.signIn(request.headers.authorization);
    if (caller.kind === 'refused') {
      state.log.warn('tab.sign-in-refused', { code: caller.code });
      return sendProblem(response, doorProblem(caller.code));
    }
    const actor = await actorOf(state.db, state, caller.id);
    const result = actor?.person.active ? await answer(actor, request) : refuse('unknown-person', {});
    if (!isRefused(result)) return void response.json(result);
    state.log.warn('tab.refused', { code: result.code, person: caller.id });
    sendProblem(response, refusalProblem(result, state.org));
  };
}
