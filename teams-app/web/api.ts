/** Calls to the tab's API: signed in, checked against the contract, failures as one class with a sentence to show. */
import { type z } from 'zod';
import {
  meSchema, problemSchema, riskDetailSchema, riskListSchema, type Me, type RiskDetail, type RiskList,
} from '../api/contract'; // prettier-ignore
import { token } from './teams';
import { words } from './words';

/** The call did not give what was asked; `message` is for the person. `code` is the problem's, or the page's own. */
export class ApiFailure extends Error {
  constructor(
    readonly code: string,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'ApiFailure';
  }
}

const failed = (code: string, message: string) => (cause: unknown) => {
  throw new ApiFailure(code, message, { cause });
};

async function read<Out>(path: string, schema: z.ZodType<Out>): Promise<Out> {
  const bearer = await token().catch(failed('sign-in', words.failure.signIn));
  const headers = { authorization: `Bearer ${bearer}`, accept: 'application/json' };
  const response = await fetch(`/tab/api${path}`, { headers }).catch(
    failed('network', words.failure.network),
  );
  const body: unknown = await response.json().catch(failed('unclear', words.failure.unclear));
  if (!response.ok) {
    const problem = problemSchema.safeParse(body);
    throw new ApiFailure(problem.data?.code ?? 'unclear', problem.data?.detail ?? words.failure.unclear);
  }
  const answer = schema.safeParse(body);
  if (!answer.success) throw new ApiFailure('unclear', words.failure.unclear, { cause: answer.error });
  return answer.data;
}

export function readMe(): Promise<Me> {
  return read('/me', meSchema);
}

export function readRisks(): Promise<RiskList> {
  return read('/risks', riskListSchema);
}

export function readRisk(id: string): Promise<RiskDetail> {
  return read(`/risks/${encodeURIComponent(id)}`, riskDetailSchema);
}
