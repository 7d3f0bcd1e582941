/** Region, words and inactive ones: what narrows the list. */
import { Field, Input, makeStyles, Select, Switch, tokens } from '@fluentui/react-components';
import { type ReactElement } from 'react';
import { type Me } from '../../../api/contract';
import { words } from '../../words';
import { type Filter } from './filter';

const useStyles = makeStyles({
  bar: { display: 'flex', flexWrap: 'wrap', alignItems: 'end', gap: tokens.spacingHorizontalM },
  words: { flex: '1 1 16rem' },
});

export function FilterBar(parts: {
  regions: Me['regions'];
  filter: Filter;
  change: (filter: Filter) => void;
}): ReactElement {
  const styles = useStyles();
  const { filter, change } = parts;
  return (
    <div className={styles.bar} role="search">
      <Field label={words.region}>
        <Select
          value={filter.region ?? ''}
          onChange={(_event, { value }) => change({ ...filter, region: value === '' ? null : value })}
        >
          <option value="">{words.allRegions}</option>
          {parts.regions.map((region) => (
            <option key={region.id} value={region.id}>
              {region.name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={words.find} className={styles.words}>
        <Input
          type="search"
          value={filter.text}
          onChange={(_event, { value }) => change({ ...filter, text: value })}
        />
      </Field>
      <Switch
        label={words.showInactive}
        checked={filter.withInactive}
        onChange={(_event, { checked }) => change({ ...filter, withInactive: checked })}
      />
    </div>
  );
}
