/** The shell's own small icons, drawn with lines. */

const PATHS = {
  home: 'M4 11l8-7 8 7M6 10v10h12V10',
  chat: 'M4 5h16v11H10l-5 4v-4H4z',
  app: 'M5 4h14v16H5zM8 9h8M8 13h8M8 17h4',
  mail: 'M3 6h18v12H3zM3 7l9 7 9-7',
  clock: 'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M12 7v5l4 2',
  files: 'M6 3h8l5 5v13H6zM14 3v5h5',
  lists: 'M4 5h16v14H4zM4 10h16M4 14.5h16M10 10v9',
  send: 'M4 12L20 4l-5 16-3-7z',
  theme: 'M12 3a9 9 0 1 0 9 9a7 7 0 0 1-9-9z',
  refresh: 'M19 12a7 7 0 1 1-2-5l3 3M20 4v6h-6',
} as const;

/** The name of an icon. */
export type IconName = keyof typeof PATHS;

/** A decorative icon of the size of the text around it. */
export function icon(name: IconName): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
