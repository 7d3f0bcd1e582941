/** Real time of a test database that can be moved on without waiting: whoever asks the server for the time is told the later one. */
import { Client } from 'pg';
import { type Database } from '../../state/db';

/**
 * The product asks the server with clock_timestamp() and now(); functions of these names in a schema that is searched first answer
 * instead. Leases run out, settle times pass and cut-offs arrive as if the time had been waited for.
 */
const sql = /* sql */ `
create schema lane;
create table lane.skipped (only_row boolean primary key default true check (only_row), ms bigint not null default 0);
insert into lane.skipped default values;
create function lane.clock_timestamp() returns timestamptz language sql volatile
  as $$ select pg_catalog.clock_timestamp() + (select ms from lane.skipped) * interval '1 millisecond' $$;
create function lane.now() returns timestamptz language sql stable
  as $$ select pg_catalog.now() + (select ms from lane.skipped) * interval '1 millisecond' $$;
`;

/** To be called before the product opens the database: connections learn of it when they are made. */
export async function prepareSkipping(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
    const { rows } = await client.query<{ name: string }>('select quote_ident(current_database()) as name');
    await client.query(`alter database ${rows[0]?.name} set search_path = lane, pg_catalog, public`);
  } finally {
    await client.end();
  }
}

/** How far the server's time and that of every process in here was moved on. */
export class SkippedTime {
  private ms = 0;

  constructor(
    private readonly db: Database,
    /** The box's own clock, by which it knows what it showed a while ago. */
    private readonly box: { advance(byMs: number): Promise<void> } | null = null,
  ) {}

  /** Milliseconds on the clock that processes in here measure with; never goes back. */
  now(): number {
    return performance.now() + this.ms;
  }

  /** How far ahead of the machine's own clock that is. */
  skippedMs(): number {
    return this.ms;
  }

  async skip(ms: number): Promise<void> {
    this.ms += ms;
    await this.db.query('update lane.skipped set ms = ms + $1', [Math.round(ms)]);
    await this.box?.advance(ms);
  }
}
