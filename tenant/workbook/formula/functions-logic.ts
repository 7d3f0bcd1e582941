/** IF, IFERROR, the IS functions and other choices. */
import { single } from './calculation';
import { type FunctionTable, lazy, many, range, scalar, type ScalarFunction } from './function-shape';
import { Area, compare, errors, isError, type Scalar, toNumber, toTruth } from './values';

const asks = (run: (value: Scalar) => boolean): ScalarFunction => ({
  ...scalar(1, 1, ([value]) => run(value ?? null)),
  seesErrors: true,
});
const isNa = (value: Scalar): boolean => isError(value) && value.code === '#N/A';

/** Choices and questions about a value. */
export const logicFunctions: FunctionTable = {
  IF: lazy(2, 3, ([condition, yes, no], site) => {
    const truth = toTruth(single(condition?.() ?? null, site));
    if (isError(truth)) return truth;
    if (truth) return yes?.() ?? 0;
    return no ? (no() ?? 0) : false;
  }),
  IFS: lazy(2, many, (args, site) => {
    for (let i = 0; i + 1 < args.length; i += 2) {
      const truth = toTruth(single(args[i]?.() ?? null, site));
      if (isError(truth)) return truth;
      if (truth) return args[i + 1]?.() ?? 0;
    }
    return errors.na;
  }),
  SWITCH: lazy(3, many, (args, site) => {
    const sought = single(args[0]?.() ?? null, site);
    if (isError(sought)) return sought;
    for (let i = 1; i + 1 < args.length; i += 2) {
      if (compare(single(args[i]?.() ?? null, site), sought) === 0) return args[i + 1]?.() ?? 0;
    }
    return args.length % 2 === 0 ? (args.at(-1)?.() ?? 0) : errors.na;
  }),
  CHOOSE: lazy(2, many, (args, site) => {
    const which = toNumber(single(args[0]?.() ?? null, site));
    if (isError(which)) return which;
    const chosen = which >= 1 ? args[Math.trunc(which)] : undefined;
    return chosen ? chosen() : errors.value;
  }),
  IFERROR: {
    ...scalar(2, 2, ([value, other]) => (isError(value) ? (other ?? 0) : (value ?? 0))),
    seesErrors: true,
  },
  IFNA: {
    ...scalar(2, 2, ([value, other]) => (isNa(value ?? null) ? (other ?? 0) : (value ?? 0))),
    seesErrors: true,
  },
  NOT: scalar(1, 1, ([value]) => {
    const truth = toTruth(value ?? null);
    return isError(truth) ? truth : !truth;
  }),
  TRUE: scalar(0, 0, () => true),
  FALSE: scalar(0, 0, () => false),
  NA: scalar(0, 0, () => errors.na),
  ISNUMBER: asks((value) => typeof value === 'number'),
  ISTEXT: asks((value) => typeof value === 'string'),
  ISNONTEXT: asks((value) => typeof value !== 'string'),
  ISLOGICAL: asks((value) => typeof value === 'boolean'),
  ISBLANK: asks((value) => value === null),
  ISERROR: asks(isError),
  ISERR: asks((value) => isError(value) && !isNa(value)),
  ISNA: asks(isNa),
  N: scalar(1, 1, ([value]) => (typeof value === 'number' ? value : value === true ? 1 : 0)),
  T: scalar(1, 1, ([value]) => (typeof value === 'string' ? value : '')),
  SINGLE: range(1, 1, ([value], site) => single(value ?? null, site)),
  ISREF: range(1, 1, ([value]) => value instanceof Area),
};
