// One locale: what en-US gives. Node's narrow no-break space before AM and PM is an ordinary space here.
const spaces = (text) => text.replace(/[\u202f\u00a0]/g, ' ');
const date = new Date(Date.UTC(2024, 0, 5, 15, 4, 9, 7));
const utc = (options) => spaces(date.toLocaleString('en-US', { timeZone: 'UTC', ...options }));

test('numbers', () => {
  eq((1234567.891).toLocaleString(), '1,234,567.891');
  eq((1234.5).toLocaleString('en-US', { style: 'currency', currency: 'USD' }), '$1,234.50');
  eq((-5).toLocaleString('en-US', { style: 'currency', currency: 'EUR' }), '-€5.00');
  eq((1234.5).toLocaleString('en-US', { style: 'currency', currency: 'JPY' }), '¥1,235');
  eq((0.256).toLocaleString('en-US', { style: 'percent' }), '26%');
  eq((5).toLocaleString('en-US', { minimumFractionDigits: 2 }), '5.00');
  eq((1.005).toLocaleString('en-US', { maximumFractionDigits: 2 }), '1.01');
  eq((1234).toLocaleString('en-US', { useGrouping: false }), '1234');
  eq((7).toLocaleString('en-US', { minimumIntegerDigits: 2 }), '07');
  eq(new Intl.NumberFormat().format(12345678901234567890n), '12,345,678,901,234,567,890');
  eq([1, 2].map(new Intl.NumberFormat('en').format), ['1', '2']);
  eq(new Intl.NumberFormat('en', { notation: 'compact' }).format(1234), '1.2K');
  eq(new Intl.NumberFormat('en', { maximumSignificantDigits: 3 }).format(123456), '123,000');
  eq([NaN.toLocaleString(), (-0).toLocaleString(), Infinity.toLocaleString()], ['NaN', '-0', '∞']);
  throws(() => new Intl.NumberFormat('en', { style: 'currency' }), TypeError);
});

test('dates', () => {
  eq(utc({}), '1/5/2024, 3:04:09 PM');
  eq(date.toLocaleDateString('en-US', { timeZone: 'UTC' }), '1/5/2024');
  eq(spaces(date.toLocaleTimeString('en-US', { timeZone: 'UTC' })), '3:04:09 PM');
  eq(utc({ dateStyle: 'medium' }), 'Jan 5, 2024');
  eq(utc({ dateStyle: 'long', timeStyle: 'short' }), 'January 5, 2024 at 3:04 PM');
  eq(utc({ weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' }), 'Friday, January 5, 2024');
  eq(utc({ month: 'short', day: 'numeric' }), 'Jan 5');
  eq(utc({ year: 'numeric', month: '2-digit', day: '2-digit' }), '01/05/2024');
  eq(utc({ hour: '2-digit', minute: '2-digit', hour12: false }), '15:04');
  eq(utc({ month: 'long', year: 'numeric' }), 'January 2024');
  eq(new Intl.DateTimeFormat('en-US', { timeZone: 'UTC' }).format(0), '1/1/1970');
  throws(() => new Intl.DateTimeFormat('en').format(NaN), RangeError);
  eq(new Date(NaN).toLocaleString(), 'Invalid Date');
});

test('text', () => {
  eq(['b', 'a', 'B', 'ä', 'A', '1', 'z'].sort((a, b) => a.localeCompare(b)), ['1', 'a', 'A', 'ä', 'b', 'B', 'z']);
  eq(['a10', 'a9', 'a1'].sort(new Intl.Collator('en', { numeric: true }).compare), ['a1', 'a9', 'a10']);
  eq(['a'.localeCompare('A', 'en', { sensitivity: 'base' }), 'a'.localeCompare('á', 'en', { sensitivity: 'base' }), 'a'.localeCompare('á', 'en', { sensitivity: 'accent' })], [0, 0, -1]);
  eq(['a'.localeCompare('a'), 'resume'.localeCompare('résumé'), 'b'.localeCompare('a')], [0, -1, 1]);
  const rules = new Intl.PluralRules('en', { type: 'ordinal' });
  eq([1, 2, 3, 4, 11, 21].map((n) => rules.select(n)), ['one', 'two', 'few', 'other', 'other', 'one']);
  eq(new Intl.PluralRules('en').select(1), 'one');
  eq(new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(-1, 'day'), 'yesterday');
  eq(new Intl.RelativeTimeFormat('en').format(3, 'hours'), 'in 3 hours');
  eq(new Intl.ListFormat('en').format(['a', 'b', 'c']), 'a, b, and c');
  eq(Intl.DateTimeFormat().resolvedOptions().locale, 'en-US');
});

const format = (value, options) => spaces(new Intl.NumberFormat('en-US', options).format(value));

test('compact numbers', () => {
  const rows = [
    [0, '0'], [0.123, '0.12'], [1.25, '1.3'], [1.5, '1.5'], [15.5, '16'], [99.95, '100'], [999, '999'], [999.9, '1K'], [1000, '1K'], [1234, '1.2K'], [1550, '1.6K'],
    [9999, '10K'], [12345, '12K'], [999499, '999K'], [999500, '1M'], [1e6, '1M'], [1.25e6, '1.3M'], [1e9, '1B'], [2.5e12, '2.5T'], [1e15, '1000T'], [1234567890123456789n, '1,234,568T'],
    [-1234, '-1.2K'],
  ];
  for (const [value, text] of rows) eq(format(value, { notation: 'compact' }), text);
  eq(format(1234567, { notation: 'compact', compactDisplay: 'long' }), '1.2 million');
  eq(format(1234, { notation: 'compact', maximumFractionDigits: 2 }), '1.23K');
  eq(format(1234.5, { notation: 'compact', maximumSignificantDigits: 3 }), '1.23K');
  eq(format(1234, { notation: 'compact', style: 'currency', currency: 'USD' }), '$1.2K');
  eq(format(123456, { notation: 'scientific' }), '1.235E5');
  eq(format(0.00012, { notation: 'engineering' }), '120E-6');
});

test('numbers with money, units and signs', () => {
  const rows = [
    [-5, { style: 'currency', currency: 'USD', currencySign: 'accounting' }, '($5.00)'], [5, { style: 'currency', currency: 'USD', currencyDisplay: 'name' }, '5.00 US dollars'],
    [5, { style: 'currency', currency: 'USD', currencyDisplay: 'code' }, 'USD 5.00'], [5, { style: 'currency', currency: 'CHF' }, 'CHF 5.00'],
    [5, { style: 'currency', currency: 'CAD', currencyDisplay: 'narrowSymbol' }, '$5.00'], [123.456, { style: 'currency', currency: 'USD', minimumFractionDigits: 0 }, '$123.46'],
    [123, { style: 'currency', currency: 'USD', maximumFractionDigits: 0 }, '$123'], [5, { style: 'unit', unit: 'kilometer-per-hour' }, '5 km/h'],
    [5, { style: 'unit', unit: 'liter', unitDisplay: 'long' }, '5 liters'], [1, { style: 'unit', unit: 'liter', unitDisplay: 'long' }, '1 liter'],
    [5, { style: 'unit', unit: 'megabyte' }, '5 MB'], [5, { style: 'unit', unit: 'celsius' }, '5°C'], [12, { style: 'unit', unit: 'byte', unitDisplay: 'narrow' }, '12B'],
    [0.00001234, { maximumSignificantDigits: 2 }, '0.000012'], [2.5, { maximumFractionDigits: 0 }, '3'], [-0.4, { maximumFractionDigits: 0 }, '-0'],
    [-0.4, { maximumFractionDigits: 0, signDisplay: 'negative' }, '0'], [1234, { useGrouping: 'min2' }, '1234'], [12345, { useGrouping: 'min2' }, '12,345'],
    [5, { minimumSignificantDigits: 3 }, '5.00'], [0.5, { style: 'percent', minimumFractionDigits: 1 }, '50.0%'], [1e21, {}, '1,000,000,000,000,000,000,000'],
    [5, { signDisplay: 'always' }, '+5'], [0, { signDisplay: 'exceptZero' }, '0'], [0.000001, {}, '0'], [1e-7, { maximumFractionDigits: 7 }, '0.0000001'],
  ];
  for (const [value, options, text] of rows) eq(format(value, options), text, JSON.stringify(options));
  eq(new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' }).formatToParts(-1234.5).map(({ type, value }) => `${type} ${value}`), [
    'minusSign -', 'currency $', 'integer 1', 'group ,', 'integer 234', 'decimal .', 'fraction 50',
  ]);
  throws(() => new Intl.NumberFormat('en', { maximumFractionDigits: 101 }), RangeError);
  throws(() => new Intl.NumberFormat('en', { style: 'unit', unit: 'parsec' }), RangeError);
  throws(() => new Intl.NumberFormat('en', { style: 'currency', currency: 'US' }), RangeError);
  throws(() => new Intl.NumberFormat('not a locale'), RangeError);
});

test('time zones', () => {
  eq(utc({ timeZone: 'Europe/Berlin', hour: 'numeric', minute: '2-digit', timeZoneName: 'short' }), '4:04 PM GMT+1');
  eq(spaces(new Date(Date.UTC(2024, 6, 5, 15)).toLocaleString('en-US', { timeZone: 'Europe/Berlin', timeZoneName: 'longOffset' })), '7/5/2024, 5:00:00 PM GMT+02:00');
  eq(utc({ timeZone: 'America/New_York', timeZoneName: 'short' }), '1/5/2024, 10:04:09 AM EST');
  eq(utc({ timeZone: 'America/New_York', timeZoneName: 'long' }), '1/5/2024, 10:04:09 AM Eastern Standard Time');
  eq(utc({ timeZone: 'Asia/Kolkata', timeZoneName: 'shortOffset' }), '1/5/2024, 8:34:09 PM GMT+5:30');
  eq(new Date(Date.UTC(2024, 0, 5, 20)).toLocaleDateString('en-US', { timeZone: 'Asia/Tokyo' }), '1/6/2024');
  eq(new Intl.DateTimeFormat('en', { timeZone: 'europe/berlin' }).resolvedOptions().timeZone, 'Europe/Berlin');
  throws(() => new Intl.DateTimeFormat('en', { timeZone: 'Middle/Earth' }), RangeError);
  assert(typeof Intl.DateTimeFormat().resolvedOptions().timeZone === 'string');
});

test('dates in parts', () => {
  const rows = [
    [{ month: 'long', day: 'numeric', hour: 'numeric' }, 'January 5 at 3 PM'], [{ month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' }, 'Jan 5, 3:04 PM'],
    [{ weekday: 'long', hour: 'numeric' }, 'Friday 3 PM'], [{ dateStyle: 'full', timeStyle: 'full' }, 'Friday, January 5, 2024 at 3:04:09 PM Coordinated Universal Time'],
    [{ hour: 'numeric', hour12: false }, '15'], [{ month: '2-digit', day: '2-digit' }, '01/05'], [{ weekday: 'short', month: 'numeric', day: 'numeric' }, 'Fri, 1/5'],
    [{ minute: '2-digit', second: '2-digit' }, '04:09'], [{ hour: '2-digit' }, '03 PM'], [{ hour: 'numeric', hourCycle: 'h23', minute: '2-digit' }, '15:04'],
    [{ year: '2-digit', month: 'short' }, 'Jan 24'], [{ weekday: 'short', year: 'numeric', month: 'short', day: '2-digit' }, 'Fri, Jan 05, 2024'], [{ month: 'narrow' }, 'J'],
    [{ second: 'numeric', fractionalSecondDigits: 3 }, '9.007'], [{ year: 'numeric', era: 'short' }, '2024 AD'], [{ day: 'numeric', weekday: 'long' }, '5 Friday'],
    [{ hour: 'numeric', minute: 'numeric', second: 'numeric', hour12: false }, '15:04:09'], [{ dateStyle: 'short', timeStyle: 'short' }, '1/5/24, 3:04 PM'],
  ];
  for (const [options, text] of rows) eq(utc(options), text, JSON.stringify(options));
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', dateStyle: 'long', timeStyle: 'short' }).formatToParts(date);
  eq(parts.map(({ type, value }) => `${type} ${spaces(value)}`), [
    'month January', 'literal  ', 'day 5', 'literal , ', 'year 2024', 'literal  at ', 'hour 3', 'literal :', 'minute 04', 'literal  ', 'dayPeriod PM',
  ]);
  throws(() => new Intl.DateTimeFormat('en', { dateStyle: 'huge' }), RangeError);
});

test('lists, distances in time, segments', () => {
  const relative = (options, n, unit) => new Intl.RelativeTimeFormat('en', options).format(n, unit);
  eq([relative({ style: 'short' }, -3, 'month'), relative({ style: 'narrow' }, 3, 'hour'), relative({ style: 'short' }, 3, 'quarter'), relative({ style: 'short' }, 1, 'day')], ['3 mo. ago', 'in 3h', 'in 3 qtrs.', 'in 1 day']);
  eq([relative({ numeric: 'auto' }, -1, 'hour'), relative({ numeric: 'auto' }, 0, 'hour'), relative({ numeric: 'auto' }, 1, 'week'), relative({}, -0, 'day')], ['1 hour ago', 'this hour', 'next week', '0 days ago']);
  const list = (options, items) => new Intl.ListFormat('en', options).format(items);
  eq([list({ style: 'short' }, ['a', 'b', 'c']), list({ type: 'disjunction' }, ['a', 'b', 'c']), list({ type: 'unit' }, ['a', 'b', 'c']), list({}, ['a', 'b']), list({}, ['a'])], ['a, b, & c', 'a, b, or c', 'a, b, c', 'a and b', 'a']);
  throws(() => list({}, [1]), TypeError);
  const segments = (text, granularity) => [...new Intl.Segmenter('en', { granularity }).segment(text)].map(({ segment }) => segment);
  eq(segments('Hello, world', 'word'), ['Hello', ',', ' ', 'world']);
  eq(segments('e\u0301👩‍👧🇩🇪!', 'grapheme'), ['e\u0301', '👩‍👧', '🇩🇪', '!']);
  eq(segments('One. Two? Three', 'sentence'), ['One. ', 'Two? ', 'Three']);
});
