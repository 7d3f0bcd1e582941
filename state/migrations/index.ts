/** Every migration, oldest first. Never edit one that has been released: add the next number. */
import { first } from './0001-first';

export const migrations = [first];
