/** `/users`: the directory's people and their managers. */
import { type BoxUser } from '../box';
import { GraphRefusal, notImitated } from './errors';
import { type Office } from './office';
import { collection, selected } from './query';
import { type GraphCall, type GraphReply, type GraphRoute, ok, route } from './route';

/** What Graph answers without $select; accountEnabled must be asked for. */
const usual = [
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
  'id',
];

/** Further properties of Graph's user the box can be asked for; most people of the box have none. */
const further = [
  'accountEnabled',
  'department',
  'employeeId',
  'usageLocation',
  'userType',
  'companyName',
  'city',
];

const pageSize = 100;

/** 404 as the directory answers it. */
export const directoryNotFound = (what: string): GraphRefusal => {
  const message = `Resource '${what}' does not exist or one of its queried reference-property objects are not present.`;
  return new GraphRefusal(404, 'Request_ResourceNotFound', message);
};

function property(user: BoxUser, name: string): unknown {
  switch (name) {
    case 'businessPhones':
      return [];
    case 'userType':
      return 'Member';
    case 'id':
    case 'displayName':
    case 'mail':
    case 'userPrincipalName':
    case 'accountEnabled':
    case 'jobTitle':
    case 'officeLocation':
      return user[name] ?? null;
    default:
      return null;
  }
}

/** The user with the properties the request asks for. */
export function userBody(user: BoxUser, query: URLSearchParams): object {
  const names = selected(query) ?? usual;
  const known = [...usual, ...further];
  const entries = names.map((asked): [string, unknown] => {
    const name = known.find((candidate) => candidate.toLowerCase() === asked.toLowerCase());
    if (name) return [name, property(user, name)];
    const message = `Could not find a property named '${asked.slice(0, 60)}' on type 'microsoft.graph.user' (or the box does not imitate it).`;
    throw new GraphRefusal(400, 'BadRequest', message);
  });
  return Object.fromEntries(entries);
}

/** The user a request names by id or user principal name. */
export function userMeant(office: Office, call: GraphCall): BoxUser {
  const named = String(call.params['user']);
  const user = office.box.user(named);
  if (!user) throw directoryNotFound(named.slice(0, 60));
  return user;
}

function filtered(office: Office, call: GraphCall): readonly BoxUser[] {
  const { users } = office.box.options;
  const filter = call.query.get('$filter');
  if (filter === null) return users;
  const wanted = /^accountEnabled eq (true|false)$/i.exec(filter.trim())?.[1]?.toLowerCase();
  if (wanted === undefined)
    throw notImitated(call.method, call.path, 'A $filter other than accountEnabled eq true.');
  return users.filter((user) => String(user.accountEnabled) === wanted);
}

function manager(office: Office, call: GraphCall): GraphReply {
  const { managerId } = userMeant(office, call);
  const found = managerId === undefined ? undefined : office.box.user(managerId);
  if (!found) throw directoryNotFound('manager');
  return ok({ '@odata.type': '#microsoft.graph.user', ...userBody(found, call.query) });
}

/** The routes of people. */
export function userRoutes(office: Office): GraphRoute[] {
  return [
    route(
      'GET',
      '/users',
      (call) => {
        const people = filtered(office, call).map((user) => userBody(user, call.query));
        return collection(call, people, pageSize);
      },
      ['$filter'],
    ),
    route('GET', '/users/{user}', (call) => ok(userBody(userMeant(office, call), call.query))),
    route('GET', '/users/{user}/manager', (call) => manager(office, call)),
  ];
}
