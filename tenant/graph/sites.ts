/** `/sites/{site}`: the one site the library belongs to. */
import { driveBody } from './drive-item';
import { itemNotFound } from './errors';
import { type Office } from './office';
import { collection } from './query';
import { type GraphCall, type GraphRoute, ok, route } from './route';

/** The routes of the site. */
export function siteRoutes(office: Office): GraphRoute[] {
  const { siteId } = office.box.options.drive;
  const requireSite = (call: GraphCall): void => {
    if (call.params['site'] !== siteId) throw itemNotFound('the site');
  };
  return [
    route('GET', '/sites/{site}', (call) => {
      requireSite(call);
      return ok({
        id: siteId,
        name: 'casework',
        displayName: 'Casework',
        webUrl: `${office.box.url()}/files`,
      });
    }),
    route('GET', '/sites/{site}/drive', (call) => {
      requireSite(call);
      return ok(driveBody(office));
    }),
    route('GET', '/sites/{site}/drives', (call) => {
      requireSite(call);
      return collection(call, [driveBody(office)]);
    }),
  ];
}
