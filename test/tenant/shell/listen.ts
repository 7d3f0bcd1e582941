/** Reads a stream of server-sent events, for tests. */

/** One event of the stream. */
export interface Heard {
  kind: string;
  data: unknown;
}

/** A stream being read. */
export interface Listening {
  /** Everything heard, once an event of this kind has come; rejects after five seconds without it. */
  until(kind: string): Promise<Heard[]>;
  close(): Promise<void>;
}

export async function listen(url: string): Promise<Listening> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const heard: Heard[] = [];
  let rest = '';
  return {
    until: async (kind) => {
      const deadline = Date.now() + 5_000;
      while (!heard.some((event) => event.kind === kind)) {
        if (Date.now() > deadline)
          throw new Error(`No event named ${kind} came. Heard: ${JSON.stringify(heard)}`);
        const { value, done } = await reader.read();
        if (done) throw new Error('The stream ended.');
        const blocks = (rest + value).split('\n\n');
        rest = blocks.pop() ?? '';
        heard.push(...blocks.flatMap(parsed));
      }
      return heard;
    },
    close: () => reader.cancel(),
  };
}

function parsed(block: string): Heard[] {
  const kind = /^event: (.*)$/m.exec(block)?.[1];
  const data = /^data: (.*)$/m.exec(block)?.[1];
  return kind === undefined || data === undefined ? [] : [{ kind, data: JSON.parse(data) as unknown }];
}
