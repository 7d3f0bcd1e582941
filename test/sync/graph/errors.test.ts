import { codeFor, GraphError, outcomeOf, type GraphErrorCode } from '../../../sync/graph/errors';
import { nextWait, readingLimits, retryAfterMs } from '../../../sync/graph/retry-timing';

const failed = (code: GraphErrorCode, retry: number | null = null) =>
  new GraphError({
    code,
    method: 'POST',
    path: '/drives/{drive}/items/{item}/workbook/tables/{table}/rows',
    status: 409,
    serviceCode: 'AccessConflict',
    requestId: 'r-1',
    retryAfterMs: retry,
  });

/** Every second-level code of Microsoft's page, the innermost ones seen in the field, and those of files: status, code, meaning. */
const meanings: [number, string, GraphErrorCode][] = [
  [409, 'accessConflict', 'locked'],
  [409, 'conflictUncategorized', 'locked'],
  [404, 'invalidSessionReCreatable', 'session-lost'],
  [409, 'invalidSessionAccessConflict', 'session-refused'],
  [404, 'invalidSessionNotFound', 'session-refused'],
  [403, 'invalidSessionRestricted', 'session-refused'],
  [403, 'invalidSessionAuthentication', 'session-refused'],
  [400, 'invalidSessionUnsupportedWorkbook', 'unsupported-workbook'],
  [400, 'invalidSessionUnexpected', 'session-refused'],
  [504, 'gatewayTimeoutUncategorized', 'timeout'],
  [504, 'MaxRequestDurationExceeded', 'timeout'],
  [503, 'serviceUnavailableUncategorized', 'unavailable'],
  [503, 'transientFailure', 'unavailable'],
  [429, 'tooManyRequestsUncategorized', 'throttled'],
  [500, 'internalServerErrorUncategorized', 'server-failed'],
  [500, 'generalException', 'server-failed'],
  [409, 'filteredRangeConflict', 'blocked-by-sheet'],
  [409, 'insertDeleteConflict', 'blocked-by-sheet'],
  [409, 'nonBlankCellOffSheet', 'blocked-by-sheet'],
  [400, 'invalidArgument', 'invalid'],
  [400, 'invalidReference', 'invalid'],
  [404, 'itemNotFound', 'not-found'],
  [400, 'itemNotFound', 'not-found'],
  [409, 'itemAlreadyExists', 'already-exists'],
  [400, 'unsupportedOperation', 'not-supported'],
  [403, 'accessDenied', 'denied'],
  [409, 'accessDenied', 'denied'],
  [400, 'rangeExceedsLimit', 'too-large'],
  [413, 'payloadTooLargeUncategorized', 'too-large'],
  [400, 'requestAborted', 'timeout'],
  [400, 'unsupportedWorkbook', 'unsupported-workbook'],
  [409, 'EditModeCannotAcquireLock', 'locked'],
  [423, 'EditModeCannotAcquireLock', 'locked'],
  [405, 'EditModeCannotAcquireLockTooManyRequests', 'throttled'],
  [403, 'EditModeAccessDenied', 'session-refused'],
  [401, 'FileOpenUserUnauthorized', 'session-refused'],
  [500, 'GenericFileOpenError', 'server-failed'],
  [403, 'OpenWorkbookAccessDenied', 'denied'],
  [409, 'resourceModified', 'changed-meanwhile'],
  [412, 'resourceModified', 'changed-meanwhile'],
  [409, 'saveConflict', 'changed-meanwhile'],
  [412, 'entityTagDoesNotMatch', 'changed-meanwhile'],
  [409, 'lockMismatch', 'locked'],
  [409, 'nameAlreadyExists', 'already-exists'],
  [409, 'serviceReadOnly', 'locked'],
];

describe('what a failed request means', () => {
  it.each(meanings)('STO25 reads %d with %s as %s', (status, code, meaning) => {
    expect(codeFor(status, [code])).toBe(meaning);
    expect(codeFor(status, ['somethingNew', code.toUpperCase(), 'conflict'])).toBe(meaning);
  });

  it.each([
    [429, [], 'throttled'],
    [409, ['AccessConflict', 'conflict'], 'locked'],
    [409, ['EditModeCannotAcquireLockTooManyRequests'], 'throttled'],
    [409, ['nameAlreadyExists'], 'already-exists'],
    [423, ['resourceLocked', 'notAllowed'], 'locked'],
    [404, ['invalidSessionReCreatable', 'ItemNotFound'], 'session-lost'],
    [404, ['itemNotFound'], 'not-found'],
    [400, ['insertDeleteConflict'], 'blocked-by-sheet'],
    [412, [], 'changed-meanwhile'],
    [400, ['invalidResourceId'], 'session-refused'],
    [404, ['DeploymentInvalidEditSession'], 'session-lost'],
    // Whatever the status, a long run that ended is not known to have done nothing.
    [400, ['requestAborted'], 'timeout'],
    [409, ['transientFailure'], 'unavailable'],
    [400, ['generalException'], 'server-failed'],
    [501, ['notImplemented'], 'not-supported'],
    [418, [], 'invalid'],
    [504, ['MaxRequestDurationExceeded'], 'timeout'],
    // A 5xx with a lock's code is still one: the write may have happened.
    [503, ['AccessConflict'], 'unavailable'],
    [599, [], 'server-failed'],
  ])('STO6 reads status %d with %j as %s', (status, codes, code) => {
    expect(codeFor(status, codes)).toBe(code);
  });

  it.each(['timeout', 'server-failed', 'unavailable', 'connection-lost', 'bad-answer'] as const)(
    'STO6 never takes %s for written or for not written',
    (code) => {
      expect(outcomeOf(failed(code, 500))).toEqual({ kind: 'unknown', code, retryAfterMs: 500 });
    },
  );

  it.each([
    ['throttled', false],
    ['locked', false],
    ['denied', false],
    ['changed-meanwhile', false],
    ['blocked-by-sheet', true],
    ['invalid', true],
    ['too-large', true],
  ] as const)('STO6 says whether repeating can help after %s', (code, final) => {
    expect(outcomeOf(failed(code))).toEqual({ kind: 'failed', code, retryAfterMs: null, final });
  });

  it('STO6 says what failed on what and what to do, without ids', () => {
    expect(failed('locked').message).toBe(
      'POST /drives/{drive}/items/{item}/workbook/tables/{table}/rows was answered 409 (AccessConflict): locked. Somebody has the file open exclusively; it will be tried again.',
    );
  });
});

describe('when to ask again', () => {
  const now = new Date('2026-11-21T12:00:00Z');

  it.each([
    ['7', 7000],
    ['Sat, 21 Nov 2026 12:00:30 GMT', 30_000],
    ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
    ['soon', null],
    [null, null],
  ])('STO19 understands Retry-After %j', (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms);
  });

  it('STO19 waits longer each time, and never shorter than asked', () => {
    const wait = (made: number, asked: number | null = null) =>
      nextWait({ made, spentMs: 0, retryAfterMs: asked, chance: 1 }, readingLimits);

    expect([1, 2, 3].map((made) => wait(made))).toEqual([500, 1000, 2000]);
    expect(wait(1, 7000)).toBe(7000);
    expect(nextWait({ made: 1, spentMs: 0, retryAfterMs: null, chance: 0 }, readingLimits)).toBe(250);
  });

  it('STO19 gives up after the last attempt, and when the wait would pass the time limit', () => {
    expect(nextWait({ made: 4, spentMs: 0, retryAfterMs: null, chance: 0 }, readingLimits)).toBeNull();
    expect(nextWait({ made: 1, spentMs: 0, retryAfterMs: 180_000, chance: 0 }, readingLimits)).toBeNull();
  });
});
