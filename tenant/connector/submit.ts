/** What Teams makes of an Action.Submit: an ordinary message whose `value` is the data, shaped by `data.msteams`. */

/** `shown` appears in the chat as the person's own words; undefined shows nothing. */
export interface SubmitContent {
  text?: string;
  value?: unknown;
  shown?: string;
}

interface TeamsAction {
  type?: string;
  text?: string;
  displayText?: string;
  value?: unknown;
}

/** Reads the data of a pressed submit button (inputs already merged in). */
export function submitContent(data: unknown): SubmitContent {
  const teams = (data as { msteams?: TeamsAction } | null | undefined)?.msteams;
  if (teams?.type === 'imBack' && typeof teams.value === 'string') {
    return { text: teams.value, shown: teams.value };
  }
  if (teams?.type === 'messageBack') {
    return { text: teams.text, value: teams.value ?? data, shown: teams.displayText };
  }
  return { value: data };
}
