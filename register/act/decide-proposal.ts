/** The named line manager confirms or declines what an RCC proposed (S0-52). */
import { type Decision } from '../decision';
import { type Proposal } from '../proposal';
import { type Refusal } from '../refusal';
import { type Risk } from '../risk';
import { type ActContext } from './context';

export declare function decideProposal(
  ctx: ActContext,
  proposal: Proposal,
  risk: Risk,
  verdict: 'confirm' | 'decline',
): Decision | Refusal;
