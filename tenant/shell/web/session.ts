/** Who one is on this page, and how it looks. */
import { type Person, type Tenant } from './api';

/** The two looks Teams and this shell share; 'default' is the light one. */
export type Theme = 'default' | 'dark';

/** What every page of the shell is given. */
export interface Session {
  tenant: Tenant;
  /** The persona; undefined until one is chosen. */
  person: Person | undefined;
  theme: Theme;
  /** Whether the site has lists to show. */
  hasLists: boolean;
  /** Called when the theme was switched, until the returned function is called. */
  onTheme(listener: (theme: Theme) => void): () => void;
  /** Goes to another page of the shell. */
  go(path: string, query?: Record<string, string | undefined>): void;
}

/** A page of the rail: fills the view and answers how to leave it. */
export type Page = (view: HTMLElement, session: Session, query: URLSearchParams) => () => void;

const PERSON_KEY = 'shell.person';
const THEME_KEY = 'shell.theme';

/** The persona of the address, else the last one chosen here. */
export function chosenPerson(tenant: Tenant, query: URLSearchParams): Person | undefined {
  const id = query.get('as') ?? localStorage.getItem(PERSON_KEY);
  const person = tenant.users.find((user) => user.id === id);
  if (person !== undefined) localStorage.setItem(PERSON_KEY, person.id);
  return person;
}

/** The look chosen here, else the one of the operating system. */
export function chosenTheme(): Theme {
  const kept = localStorage.getItem(THEME_KEY);
  if (kept === 'dark' || kept === 'default') return kept;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'default';
}

/** Keeps the look for the next visit. */
export function keepTheme(theme: Theme): void {
  localStorage.setItem(THEME_KEY, theme);
}
