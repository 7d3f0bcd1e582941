/** Finds files that ship beside the code, wherever it runs from (sources or dist). */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Path of a file of the project, from the folder that holds package.json. */
export function projectPath(...parts: string[]): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const up = dirname(folder);
    if (up === folder)
      throw new Error(
        'The project folder with its package.json was not found; run the service from its own checkout.',
      );
    folder = up;
  }
  return join(folder, ...parts);
}
