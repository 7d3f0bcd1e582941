/** `/workbook/application`: whether the workbook is calculated by itself or when somebody asks, and the asking. */
import { type Office } from '../office';
import { type GraphRoute, ok, route } from '../route';
import { readCalculation } from './bodies';
import { atDesk, workbookPath } from './target';

/** The routes of the application. */
export function applicationRoutes(office: Office): GraphRoute[] {
  const application = `${workbookPath}/application`;
  return [
    route(
      'GET',
      application,
      atDesk(office, ({ workbook }) =>
        ok({ calculationMode: workbook.calculatesByHand() ? 'Manual' : 'Automatic' }),
      ),
    ),
    route(
      'POST',
      `${application}/calculate`,
      atDesk(office, async ({ call, workbook }) => {
        readCalculation(call.body);
        await workbook.calculate();
        return { status: 204 };
      }),
    ),
  ];
}
