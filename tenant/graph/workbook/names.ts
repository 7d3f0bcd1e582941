/** `/workbook/names`: names of the whole workbook, and the cells one stands for at this moment. */
import { type DefinedName } from '../../workbook/defined-names';
import { type Office } from '../office';
import { collection } from '../query';
import { type GraphRoute, ok, route } from '../route';
import { readNewName } from './bodies';
import { rangeReply } from './ranges';
import { atDesk, type Desk, workbookPath } from './target';

const nameBody = ({ name, formula, isVisible }: DefinedName): object => ({
  name,
  comment: '',
  scope: 'Workbook',
  value: `=${formula}`,
  visible: isVisible,
});

const nameMeant = ({ call, workbook }: Desk): DefinedName => workbook.named(String(call.params['name']));

/** The routes of names. */
export function nameRoutes(office: Office): GraphRoute[] {
  const names = `${workbookPath}/names`;
  return [
    route('GET', names, atDesk(office, ({ call, workbook }) => collection(call, workbook.names().map(nameBody)))), // prettier-ignore
    route(
      'POST',
      `${names}/add`,
      atDesk(office, async ({ call, workbook }) => {
        const { name, reference } = readNewName(call.body);
        return { status: 201, body: nameBody(await workbook.addName(name, reference)) };
      }),
    ),
    route(
      'GET',
      `${names}/{name}`,
      atDesk(office, (desk) => ok(nameBody(nameMeant(desk)))),
    ),
    route(
      'GET',
      `${names}/{name}/range()`,
      atDesk(office, (desk) => rangeReply(desk.workbook.namedRange(nameMeant(desk).name))),
    ),
  ];
}
