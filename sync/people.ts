/** The directory as the register needs it: members of the role groups, with roles, region, area and line manager. */
import { personIdSchema, type PersonId, type RegionId } from '../register/ids';
import { type Organisation } from '../register/organisation';
import { type Person } from '../register/person';
import { GraphError } from './graph/errors';
import { type Graph } from './graph/graph';

interface GraphUser {
  id: string;
  displayName?: string | null;
  mail?: string | null;
  userPrincipalName?: string | null;
  accountEnabled?: boolean | null;
}

type RoleGroup = Organisation['roleGroups'][number];

/** Everybody who is in one of the role groups; nobody else is anybody to the register. Throws when a group cannot be read:
 *  a half-read directory would take roles away. */
export async function readDirectory(graph: Graph, org: Organisation): Promise<Person[]> {
  const people = new Map<PersonId, Person>();
  for (const group of org.roleGroups)
    for (const user of await membersOf(graph, group.groupId)) {
      const id = personIdSchema.safeParse(user.id.toLowerCase());
      // Devices and nested groups are members too and hold no role.
      if (id.success) people.set(id.data, withRole(people.get(id.data) ?? personFrom(id.data, user), group));
    }
  await inParallel([...people.values()], async (person) => {
    people.set(person.id, { ...person, managerId: await managerOf(graph, person.id) });
  });
  return [...people.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function membersOf(graph: Graph, group: string): Promise<GraphUser[]> {
  return graph.list<GraphUser>({
    path: '/groups/{group}/transitiveMembers/microsoft.graph.user',
    parts: { group },
    query: { $select: 'id,displayName,mail,userPrincipalName,accountEnabled', $count: 'true', $top: '999' },
    // A cast is an advanced query and needs both this header and $count.
    headers: { ConsistencyLevel: 'eventual' },
  });
}

function personFrom(id: PersonId, user: GraphUser): Person {
  return {
    id,
    name: user.displayName?.trim() || 'Unnamed colleague',
    mail: mailOf(user),
    roles: [],
    region: null,
    area: null,
    managerId: null,
    active: user.accountEnabled !== false,
  };
}

function mailOf(user: GraphUser): string | null {
  const mail = (user.mail ?? user.userPrincipalName ?? '').trim();
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(mail) ? mail : null;
}

/** The first group in the organisation file decides the region of somebody who is in groups of two regions. */
function withRole(person: Person, group: RoleGroup): Person {
  const region: RegionId | null = person.region ?? group.region ?? null;
  const roles = person.roles.includes(group.role) ? person.roles : [...person.roles, group.role];
  return { ...person, roles, region, area: person.area ?? group.area ?? null };
}

async function managerOf(graph: Graph, person: PersonId): Promise<PersonId | null> {
  try {
    const { body } = await graph.send({
      method: 'GET',
      path: '/users/{user}/manager',
      parts: { user: person },
      query: { $select: 'id' },
    });
    const id = personIdSchema.safeParse(String((body as { id?: unknown } | null)?.id ?? '').toLowerCase());
    return id.success ? id.data : null;
  } catch (error) {
    // 404 is how the directory says that a person has no manager.
    if (error instanceof GraphError && error.code === 'not-found') return null;
    throw error;
  }
}

/** Four at a time: the directory has room for more, but a refresh is in no hurry. */
async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
}
