/** Refusals on request: lets tests and scripts make the channel answer the bot with an error for the next few calls. */

/** The bot's calls a fault can strike. */
export type ChannelCall = 'create' | 'send' | 'edit' | 'delete' | 'members';

/** One planned refusal. */
export interface ConnectorFault {
  /** Which calls it strikes; absent means sends. */
  on?: ChannelCall;
  /** Only this conversation; absent means any. */
  conversationId?: string;
  /** How many calls it strikes before it is used up. */
  times: number;
  status: number;
  /** Absent: the code Teams answers with this status. */
  code?: string;
  message?: string;
  retryAfterSeconds?: number;
  /** True: the call is carried out and then refused, as a lost answer of a gateway is. */
  takesEffect?: boolean;
}

const USUAL_CODES: Record<number, string> = {
  400: 'BadArgument',
  401: 'BotNotRegistered',
  403: 'ForbiddenOperationException',
  404: 'ConversationNotFound',
  412: 'PreconditionFailed',
  413: 'MessageSizeTooBig',
  429: 'Throttled',
  500: 'ServiceError',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout',
};

/** The error code Teams gives with a status. */
export function usualCode(status: number): string {
  return USUAL_CODES[status] ?? 'Unknown';
}

/** A sentence about what is wrong with a planned fault, or null when it can be used. */
export function faultProblem(fault: unknown): string | null {
  if (typeof fault !== 'object' || fault === null) return 'A fault is an object with times and status.';
  const { times, status, on } = fault as Partial<ConnectorFault>;
  if (!Number.isInteger(times) || (times ?? 0) < 1) return 'times must be a whole number from 1.';
  if (!Number.isInteger(status) || (status ?? 0) < 400 || (status ?? 0) > 599)
    return 'status must be 400 to 599.';
  if (on !== undefined && !['create', 'send', 'edit', 'delete', 'members'].includes(on)) {
    return 'on must be create, send, edit, delete or members.';
  }
  return null;
}

/** The planned refusals, oldest first. */
export class ConnectorFaults {
  private planned: ConnectorFault[] = [];

  add(fault: ConnectorFault): void {
    this.planned.push({ ...fault });
  }

  clear(): void {
    this.planned = [];
  }

  list(): readonly ConnectorFault[] {
    return this.planned;
  }

  /** The fault that strikes this call, used up by one; undefined when the call may pass. */
  take(call: ChannelCall, conversationId: string | undefined): ConnectorFault | undefined {
    const fault = this.planned.find(
      (one) =>
        (one.on ?? 'send') === call &&
        (one.conversationId === undefined || one.conversationId === conversationId),
    );
    if (fault === undefined) return undefined;
    fault.times -= 1;
    this.planned = this.planned.filter((one) => one.times > 0);
    return { ...fault };
  }
}
