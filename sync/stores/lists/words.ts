/** Every sentence the lists put in front of people, besides what Check says. */

export const listWords = {
  /** The title a region's list is given when it is made. */
  title: (region: string) => `Risk register – ${region}`,
  about:
    'Casework risks of one region. Change any cell: the service takes it over and answers in Check. Never names of clients. In danger call 999.',
  /** The title a list of records is given when it is made. */
  recordTitle: (kind: string) => `Risk register – ${kind}`,
  aboutRecords:
    'Written by the service, each item once, for reading: what is changed here changes nothing. Columns of your own are yours. Never names of clients. In danger call 999.',
  serviceColumn: 'Filled by the service; what is typed here is put back.',
  /** Heading of the hidden column. */
  stateHeading: 'Service state',
  /** Heading of the hidden column by which a record is known. */
  keyHeading: 'Service key',
} as const;
