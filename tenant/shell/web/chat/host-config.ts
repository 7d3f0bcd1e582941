/** How Teams dresses cards: spacing, sizes, six actions, and the colours of the two themes. */
import { HostConfig } from 'adaptivecards';
import { type Theme } from '../session';

/** Teams shows six actions of a card; further ones are not shown. */
export const MAX_ACTIONS = 6;

interface Palette {
  text: string;
  subtle: string;
  accent: string;
  good: string;
  warning: string;
  attention: string;
  line: string;
  fills: Record<'emphasis' | 'accent' | 'good' | 'warning' | 'attention', string>;
}

const PALETTES: Record<Theme, Palette> = {
  default: {
    text: '#242424',
    subtle: '#5c5c5c',
    accent: '#4f52b2',
    good: '#0b6a0b',
    warning: '#835500',
    attention: '#b10e1c',
    line: '#e0e0e0',
    fills: {
      emphasis: '#f3f3f5',
      accent: '#e8ebfa',
      good: '#e7f2da',
      warning: '#fbf1d4',
      attention: '#fcf4f6',
    },
  },
  dark: {
    text: '#ffffff',
    subtle: '#c4c4c4',
    accent: '#a5a9f8',
    good: '#92c353',
    warning: '#f8d22a',
    attention: '#f9878f',
    line: '#4a4a4a',
    fills: {
      emphasis: '#333335',
      accent: '#2f2f4a',
      good: '#1f3316',
      warning: '#3d3210',
      attention: '#451d22',
    },
  },
};

/** The host's settings for one theme. */
export function hostConfig(theme: Theme): HostConfig {
  const palette = PALETTES[theme];
  const foregroundColors = colours(palette);
  const style = (backgroundColor: string) => ({ backgroundColor, foregroundColors });
  return new HostConfig({
    hostCapabilities: { capabilities: null },
    supportsInteractivity: true,
    fontFamily: "'Segoe UI', system-ui, -apple-system, 'Helvetica Neue', sans-serif",
    fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 300, default: 400, bolder: 600 },
    lineHeights: { small: 16, default: 20, medium: 20, large: 24, extraLarge: 32 },
    imageSizes: { small: 32, medium: 52, large: 100 },
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: palette.line },
    containerStyles: {
      default: style('transparent'),
      emphasis: style(palette.fills.emphasis),
      accent: style(palette.fills.accent),
      good: style(palette.fills.good),
      warning: style(palette.fills.warning),
      attention: style(palette.fills.attention),
    },
    adaptiveCard: { allowCustomStyle: true },
    textBlock: { headingLevel: 2 },
    textStyles: {
      heading: { size: 'large', weight: 'bolder', color: 'default', isSubtle: false },
      columnHeader: { weight: 'bolder', size: 'default' },
    },
    inputs: inputs(),
    factSet: {
      title: { weight: 'bolder', wrap: true, maxWidth: 180 },
      value: { wrap: true },
      spacing: 16,
    },
    actions: {
      maxActions: MAX_ACTIONS,
      spacing: 'default',
      buttonSpacing: 8,
      showCard: { actionMode: 'inline', inlineTopMargin: 12, style: 'emphasis' },
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
      allowTitleToWrap: true,
    },
  });
}

function inputs(): object {
  return {
    label: {
      inputSpacing: 'small',
      requiredInputs: { weight: 'bolder', suffix: ' *', suffixColor: 'attention' },
      optionalInputs: { weight: 'bolder' },
    },
    errorMessage: { color: 'attention', size: 'small', weight: 'bolder' },
  };
}

function colours(palette: Palette): object {
  const one = (colour: string) => ({ default: colour, subtle: colour });
  return {
    default: { default: palette.text, subtle: palette.subtle },
    dark: one('#242424'),
    light: { default: '#ffffff', subtle: '#e0e0e0' },
    accent: one(palette.accent),
    good: one(palette.good),
    warning: one(palette.warning),
    attention: one(palette.attention),
  };
}
