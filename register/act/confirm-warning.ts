/** A colleague says that the warning in Mosaic now stands, or is gone (S0-13, S2-07). */
import { type Decision } from '../decision';
import { type Refusal } from '../refusal';
import { type Risk } from '../risk';
import { type ActContext } from './context';

export declare function confirmWarning(ctx: ActContext, risk: Risk, to: 'placed' | 'removed'): Decision | Refusal;
