/** `/groups`: security groups and their members; membership is flat, so transitive members are the members. */
import { type BoxGroup } from '../box';
import { GraphRefusal } from './errors';
import { type Office } from './office';
import { collection } from './query';
import { type GraphCall, type GraphReply, type GraphRoute, ok, route } from './route';
import { directoryNotFound, userBody } from './users';

const pageSize = 100;

const groupBody = ({ id, displayName }: BoxGroup): object => ({
  id,
  displayName,
  mailEnabled: false,
  securityEnabled: true,
  groupTypes: [],
});

function groupMeant(office: Office, call: GraphCall): BoxGroup {
  const named = String(call.params['group']);
  const group = office.box.options.groups.find(({ id }) => id === named);
  if (!group) throw directoryNotFound(named.slice(0, 60));
  return group;
}

function members(office: Office, call: GraphCall): GraphReply {
  const people = groupMeant(office, call)
    .memberIds.map((id) => office.box.user(id))
    .filter((user) => user !== undefined);
  return collection(
    call,
    people.map((user) => ({ '@odata.type': '#microsoft.graph.user', ...userBody(user, call.query) })),
    pageSize,
  );
}

/** The cast to users is an advanced query and needs the header, as in Graph. */
function cast(office: Office, call: GraphCall): GraphReply {
  if (call.headers['consistencylevel']?.toString().toLowerCase() !== 'eventual') {
    const message = 'The OData cast needs the header ConsistencyLevel: eventual.';
    throw new GraphRefusal(400, 'Request_UnsupportedQuery', message);
  }
  return members(office, call);
}

/** The routes of groups. */
export function groupRoutes(office: Office): GraphRoute[] {
  const group = '/groups/{group}';
  return [
    route('GET', '/groups', (call) => collection(call, office.box.options.groups.map(groupBody), pageSize)),
    route('GET', group, (call) => ok(groupBody(groupMeant(office, call)))),
    route('GET', `${group}/members`, (call) => members(office, call)),
    route('GET', `${group}/transitiveMembers`, (call) => members(office, call)),
    route('GET', `${group}/transitiveMembers/graph.user`, (call) => cast(office, call)),
    route('GET', `${group}/transitiveMembers/microsoft.graph.user`, (call) => cast(office, call)),
  ];
}
