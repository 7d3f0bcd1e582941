/** `/sites/{site}/lists` and their columns. */
import { type SiteList } from '../../lists/site-list';
import { type SitePerson, userListTitle } from '../../lists/site-people';
import { GraphRefusal } from '../errors';
import { type Office } from '../office';
import { collection, selected } from '../query';
import { type GraphCall, type GraphReply, type GraphRoute, ok, route } from '../route';
import { columnBody, listBody } from './list-bodies';
import { editorOf, listMeant, listPath, listsPath, objectBody, requireSite } from './list-target';

/** With $expand=columns the definition of every column that is not hidden comes along. */
function shownList(office: Office, call: GraphCall, list: SiteList): object {
  const expand = call.query.get('$expand');
  if (expand === null) return listBody(office, list);
  if (expand !== 'columns') {
    throw new GraphRefusal(501, 'notImplemented', 'The box expands the columns of a list and nothing else.');
  }
  return { ...listBody(office, list), columns: shownColumns(call, list, false) };
}

/** Hidden columns are answered only to callers whose $select names `hidden`. */
function shownColumns(call: GraphCall, list: SiteList, withHidden: boolean): object[] {
  return list
    .columns()
    .filter(({ hidden }) => withHidden || !hidden)
    .map(columnBody);
}

async function create(office: Office, call: GraphCall): Promise<GraphReply> {
  requireSite(office, call);
  const list = await office.lists.create(objectBody(call), editorOf(office, call));
  return { status: 201, body: listBody(office, list) };
}

async function change(office: Office, call: GraphCall): Promise<GraphReply> {
  const { displayName, description, ...others } = objectBody(call);
  const isText = (value: unknown): value is string | undefined =>
    value === undefined || typeof value === 'string';
  if (!isText(displayName) || !isText(description) || Object.keys(others).length > 0 || displayName === '') {
    throw new GraphRefusal(400, 'invalidRequest', 'Of a list, displayName and description may be changed.');
  }
  const wanted = {
    ...(displayName !== undefined && { displayName }),
    ...(description !== undefined && { description }),
  };
  const list = await office.lists.rename(listMeant(office, call).id, wanted);
  return ok(listBody(office, list));
}

async function remove(office: Office, call: GraphCall): Promise<GraphReply> {
  await office.lists.remove(listMeant(office, call).id);
  return { status: 204 };
}

const personItem = ({ lookupId, editor, userPrincipalName, mail }: SitePerson): object => ({
  id: String(lookupId),
  contentType: { id: '0x010A', name: 'Person' },
  fields: {
    id: String(lookupId),
    ContentType: 'Person',
    Title: editor.displayName,
    Name: editor.kind === 'user' ? `i:0#.f|membership|${userPrincipalName}` : `i:0i.t|ms.sp.ext|${editor.id}`,
    ...(mail !== '' && { EMail: mail, UserName: userPrincipalName }),
  },
});

/** The hidden list that tells which number means whom. */
function people(office: Office, call: GraphCall): GraphReply {
  requireSite(office, call);
  return collection(call, office.lists.people.all().map(personItem), 200);
}

function columnRoutes(office: Office): GraphRoute[] {
  const columns = `${listPath}/columns`;
  const column = `${columns}/{column}`;
  const named = (call: GraphCall): string => String(call.params['column']);
  return [
    route('GET', columns, (call) => {
      const withHidden = selected(call.query)?.includes('hidden') ?? false;
      return ok({ value: shownColumns(call, listMeant(office, call), withHidden) });
    }),
    route('POST', columns, async (call) => {
      const added = await listMeant(office, call).addColumn(objectBody(call));
      return { status: 201, body: columnBody(added) };
    }),
    route('GET', column, (call) => ok(columnBody(listMeant(office, call).column(named(call))))),
    route('PATCH', column, async (call) => {
      const changed = await listMeant(office, call).changeColumn(named(call), objectBody(call));
      return ok(columnBody(changed));
    }),
    route('DELETE', column, async (call) => {
      await listMeant(office, call).removeColumn(named(call));
      return { status: 204 };
    }),
  ];
}

/** The routes of lists and columns. */
export function listRoutes(office: Office): GraphRoute[] {
  return [
    route('GET', listsPath, (call) => {
      requireSite(office, call);
      return collection(
        call,
        office.lists.all().map((list) => listBody(office, list)),
      );
    }),
    route('POST', listsPath, (call) => create(office, call)),
    route('GET', `${listsPath}/${userListTitle}/items`, (call) => people(office, call), ['$expand']),
    route('GET', listPath, (call) => ok(shownList(office, call, listMeant(office, call))), ['$expand']),
    route('PATCH', listPath, (call) => change(office, call)),
    route('DELETE', listPath, (call) => remove(office, call)),
    ...columnRoutes(office),
  ];
}
