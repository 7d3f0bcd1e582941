import { missingForStore, syncConfig, syncConfigProblems } from '../../sync/config';

const whole = {
  CRR_TENANT_ID: 't',
  CRR_GRAPH_CLIENT_ID: 'c',
  CRR_GRAPH_CLIENT_SECRET: 's',
  CRR_DRIVE_ID: 'd',
  CRR_WORKBOOK_FOLDER_ID: 'f',
  CRR_MAIL_SENDER: 'risk.register@caseworkcharity.example',
};
const thumbprint = 'A'.repeat(64);
const problems = (more: Record<string, string | undefined>) =>
  syncConfigProblems(syncConfig.parse({ ...whole, ...more })).map(({ name }) => name);

describe('the settings of sync', () => {
  it('fill in what is usual', () => {
    expect(syncConfig.parse(whole)).toMatchObject({
      CRR_STORE: 'excel',
      CRR_GRAPH_ROOT: 'https://graph.microsoft.com/v1.0',
      CRR_POLL_SECONDS: 60,
      CRR_WORKBOOK_NAME: 'Casework Risk Register.xlsx',
    });
  });

  it.each([
    ['CRR_GRAPH_ROOT', 'http://graph.caseworkcharity.example/v1.0'],
    ['CRR_AUTHORITY', 'http://10.0.0.1'],
    ['CRR_NOTICE_URL', 'http://register.caseworkcharity.example'],
    ['CRR_AUTHORITY', 'https://user:word@login.caseworkcharity.example'],
    ['CRR_WORKBOOK_NAME', 'register.xls'],
    ['CRR_GRAPH_CERTIFICATE_THUMBPRINT', 'abc'],
  ])('STO20 refuses %s=%s', (name, value) => {
    expect(syncConfig.safeParse({ ...whole, [name]: value }).success).toBe(false);
  });

  it('take plain http for this machine only', () => {
    expect(syncConfig.parse({ ...whole, CRR_GRAPH_ROOT: 'http://127.0.0.1:8080/v1.0/' }).CRR_GRAPH_ROOT).toBe(
      'http://127.0.0.1:8080/v1.0',
    );
  });

  it('want exactly one way to sign in', () => {
    const certificate = {
      CRR_GRAPH_CERTIFICATE_PATH: 'key.pem',
      CRR_GRAPH_CERTIFICATE_THUMBPRINT: thumbprint,
    };
    expect(problems({})).toEqual([]);
    expect(problems({ CRR_GRAPH_CLIENT_SECRET: undefined, ...certificate })).toEqual([]);
    expect(problems({ CRR_GRAPH_CLIENT_SECRET: undefined })).toEqual(['CRR_GRAPH_CLIENT_SECRET']);
    expect(problems(certificate)).toEqual(['CRR_GRAPH_CLIENT_SECRET']);
    expect(problems({ CRR_GRAPH_CLIENT_SECRET: undefined, CRR_GRAPH_CERTIFICATE_PATH: 'key.pem' })).toEqual([
      'CRR_GRAPH_CERTIFICATE_THUMBPRINT',
    ]);
  });

  it('take both stores, and each asks for what it cannot do without', () => {
    expect(problems({ CRR_STORE: 'lists' })).toEqual([]);
    expect(missingForStore({ CRR_STORE: 'lists' }).map((one) => one.name)).toEqual(['CRR_SITE_ID']);
    expect(missingForStore({ CRR_STORE: 'lists', CRR_SITE_ID: 'site' })).toEqual([]);
    expect(missingForStore({}).map((one) => one.name)).toEqual(['CRR_DRIVE_ID', 'CRR_WORKBOOK_FOLDER_ID']);
  });
});
